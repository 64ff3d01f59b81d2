import type { Catalog } from "../catalog/types.js";
import type { Cache, Origin, Recalled } from "./cache/index.js";
import { rereader } from "./engine.js";
import { alike } from "./facts.js";
import type { Changed } from "./rereading.js";
import type { Sources } from "./sources.js";
import type { Trace } from "./trace.js";

/** What earlier runs left of a project. */
export interface Past {
  /** A catalog that is true still, and what it rests on. */
  recall(): Remembered | null;
  /** What the catalog that was recalled was made of; null when this is another one, or that was not kept. */
  originOf(catalog: Catalog): Origin | null;
  /** What was made of the saved catalog under this key, while all of it holds; the catalog itself is not read. */
  kept(key: string): unknown;
}

export interface Remembered {
  readonly catalog: Catalog;
  readonly trace: Trace;
  /** Milliseconds it took to look at all of it. */
  readonly looked: number;
}

interface Found {
  readonly recalled: Recalled;
  readonly looked: number;
}

/** Opens what a cache knows. `relink`: makes a catalog anew. `clock`: milliseconds. */
export function openPast(
  cache: Cache,
  sources: Sources,
  clock: () => number,
  relink: (origin: Origin) => Catalog,
): Past {
  let found: Found | null = null;
  let last: Catalog | null = null;

  const look = (): Found | null => {
    const started = clock();
    const recalled = cache.recall(sources);
    return recalled && { recalled, looked: clock() - started };
  };
  return {
    recall() {
      const { recalled, looked = 0 } = found ?? look() ?? {};
      found = null;
      const catalog = recalled?.catalog();
      if (!recalled || !catalog) return null;
      last = recalled.changed.length === 0 ? catalog : carryOver(catalog, recalled, cache, sources, relink);
      return last && { catalog: last, trace: recalled.trace, looked };
    },
    originOf: (catalog) => (catalog === last ? cache.origin() : null),
    kept(key) {
      found ??= look();
      return found?.recalled.changed.length === 0 ? cache.derived(key) : null;
    },
  };
}

/**
 * A catalog of an earlier run, of a project in which texts have changed since, and nothing they do; null: what they do now must
 * be read.
 */
function carryOver(
  catalog: Catalog,
  { changed, trace, files }: Recalled,
  cache: Cache,
  sources: Sources,
  relink: (origin: Origin) => Catalog,
): Catalog | null {
  const isAlike = changed.every(({ file, facts }) => facts !== null && alike(facts, sources.get(file)));
  const ran = isAlike ? cache.ran() : null;
  if (ran === null) return null;
  const read = changed.filter(({ file }) => file in ran);
  if (read.length === 0) {
    cache.renew(trace, sources, files);
    return catalog;
  }
  const pairs = read.flatMap(({ file, module }): Changed[] => {
    const [before, after] = [module(), sources.get(file).module()];
    return before && after ? [{ file, before, after }] : [];
  });
  const origin = pairs.length === read.length ? cache.origin() : null;
  const now = origin && rereader().reread(origin, catalog, pairs);
  return now && cache.keep(trace, sources, files, now.catalog ?? relink(now.origin), now.origin);
}
