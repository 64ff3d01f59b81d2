import { depth, prefixOf } from "./entry.js";
import { keysOf } from "./keys.js";
import type { AnyIndex } from "./types.js";

/**
 * The same index, told which of its paths hold arrays by the paths the schema declares as arrays (P25a).
 * Make it once per index: planning remembers what it learnt about an index object.
 */
export function withArrays<Index extends AnyIndex>(index: Index, arrayPaths: Iterable<string>): Index {
  const arrays = new Set(arrayPaths);
  const multikeyPaths: Record<string, string[]> = {};
  let multikey = false;
  for (const [path] of keysOf(index)) {
    const prefixes = Array.from({ length: depth(path) }, (_, at) => prefixOf(path, at + 1)).filter((one) =>
      arrays.has(one),
    );
    multikeyPaths[path] = prefixes;
    multikey ||= prefixes.length > 0;
  }
  const wildcard = keysOf(index).some(([path]) => path.endsWith("$**"));
  if (!multikey && !(wildcard && arrays.size > 0)) return index;
  const facts = wildcard ? { wildcardMultikeyPaths: [...arrays] } : { multikeyPaths };
  return { ...index, options: { ...index.options, multikey: true, ...facts } };
}
