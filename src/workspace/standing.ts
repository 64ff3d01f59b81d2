import type { Catalog } from "../catalog/types.js";
import type { Cache, Origin, Recalled } from "./cache/index.js";
import { rereader } from "./engine.js";
import { alike } from "./facts.js";
import type { Changed } from "./rereading.js";
import type { Sources } from "./sources.js";

/** What an earlier run read that is true still. */
export interface Standing {
  readonly catalog: Catalog;
  /** null: that of the earlier run. */
  readonly origin: Origin | null;
}

/**
 * What an earlier run read of a project in which texts have changed since, and nothing they do; null: what they do now must
 * be read. `relink`: makes a catalog anew.
 */
export function standing(
  { catalog, changed }: Recalled,
  cache: Cache,
  sources: Sources,
  relink: (origin: Origin) => Catalog,
): Standing | null {
  const isAlike = changed.every(({ file, facts }) => facts !== null && alike(facts, sources.get(file)));
  const ran = isAlike ? cache.ran() : null;
  if (ran === null) return null;
  const read = changed.filter(({ file }) => file in ran);
  if (read.length === 0) return { catalog, origin: null };
  const pairs = read.flatMap(({ file, module }): Changed[] => {
    const [before, after] = [module(), sources.get(file).module()];
    return before && after ? [{ file, before, after }] : [];
  });
  const origin = pairs.length === read.length ? cache.origin() : null;
  const now = origin && rereader().reread(origin, catalog, pairs);
  return now && { origin: now.origin, catalog: now.catalog ?? relink(now.origin) };
}
