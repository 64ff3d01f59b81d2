import type { Catalog } from "../catalog/types.js";
import type { Cache, Origin, Recalled } from "./cache/index.js";
import { rereader } from "./engine.js";
import { alike } from "./facts.js";
import type { Parsed } from "./rereading.js";
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
      if (!recalled) return null;
      const isTrue = recalled.changed.length === 0;
      last = isTrue ? recalled.catalog() : carryOver(recalled, cache, sources, relink);
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
 * The catalog of an earlier run, of a project in which texts have changed since, and nothing they do; null: what they do now
 * must be read. The catalog, and what it was made of, is looked at last: it is large.
 */
function carryOver(
  { catalog, changed, trace, files }: Recalled,
  cache: Cache,
  sources: Sources,
  relink: (origin: Origin) => Catalog,
): Catalog | null {
  const isAlike = changed.every(({ file, facts }) => facts !== null && alike(facts, sources.get(file)));
  const ran = isAlike ? cache.ran() : null;
  if (ran === null) return null;
  const read = changed.filter(({ file }) => file in ran);
  if (read.length === 0) {
    const same = catalog();
    if (same) cache.renew(trace, sources, files);
    return same;
  }
  const pairs = read.flatMap(({ file, module }): Parsed[] => {
    const [before, after] = [module(), sources.get(file).module()];
    return before && after ? [{ file, before, after }] : [];
  });
  const still = pairs.length === read.length ? rereader().stillDoing(pairs, ran) : null;
  const origin = still && cache.origin();
  const past = origin && catalog();
  const now = past && rereader().reread(origin, past, still);
  return now && cache.keep(trace, sources, files, now.catalog ?? relink(now.origin), now.origin);
}
