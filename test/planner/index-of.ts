import type { IndexOptions, IndexSpec, KeyPattern } from "../../src/planner/index.js";

/** `indexOf({ a: 1, b: -1 }, { unique: true })`. */
export const indexOf = (
  keys: { readonly [path: string]: unknown },
  options: IndexOptions = {},
  name?: string,
): IndexSpec => {
  const pattern: KeyPattern = Object.entries(keys);
  return name === undefined ? { keys: pattern, options } : { keys: pattern, options, name };
};
