import type { Certainty, Index, IndexKeys, IndexOptions, IndexVia, Json, Place } from "./types.js";
import { toJson } from "./json.js";

export { effectiveIndexes } from "./effective.js";
export type { Sharing } from "./effective.js";
export { describeSchema } from "./describe.js";
export type { SchemaDescription, SchemaLike } from "./describe.js";
export { toJson } from "./json.js";

/** Index keys in any form the driver takes (M20), as ordered pairs. */
export function toKeys(keys: unknown): IndexKeys {
  if (typeof keys === "string") return [[keys, 1]];
  if (Array.isArray(keys))
    return keys.flatMap((key) => (isPair(key) ? [[key[0], kindOf(key[1] ?? 1)] as const] : toKeys(key)));
  if (keys instanceof Map) return [...keys].map(([path, kind]) => [String(path), kindOf(kind)]);
  if (typeof keys !== "object" || keys === null) return [];
  return Object.entries(keys).map(([path, kind]) => [path, kindOf(kind)]);
}

/** MongoDB's name for an index that was given none: `a_1_b_-1` (I4). */
export const defaultName = (keys: IndexKeys): string =>
  keys.map(([path, kind]) => `${path}_${typeof kind === "string" ? kind : JSON.stringify(kind)}`).join("_");

/** One entry of `schema.indexes()` as the catalog writes it, without Mongoose's own marks (M42). */
export function toIndex(
  keys: unknown,
  options: { readonly [option: string]: unknown } | undefined,
  via: IndexVia,
  at: Place | null,
  certainty: Certainty,
  comment?: string,
): Index {
  const pairs = toKeys(keys);
  const kept = toOptions(options ?? {});
  const name = typeof kept.name === "string" && kept.name !== "" ? kept.name : defaultName(pairs);
  return {
    keys: pairs,
    options: kept,
    name,
    via,
    at,
    certainty,
    ...(comment === undefined ? {} : { comment }),
  };
}

function toOptions(options: { readonly [option: string]: unknown }): IndexOptions {
  const kept = Object.entries(options).flatMap(([option, value]): [string, Json][] => {
    if (option === "_autoIndex" || option.startsWith("~")) return [];
    // The mere presence of `sparse` counts (M37); any other undefined option is as if it were not there.
    const json = toJson(value) ?? (option === "sparse" ? false : undefined);
    return json === undefined ? [] : [[option, json]];
  });
  return Object.fromEntries(kept);
}

const isPair = (key: unknown): key is [string, unknown] => Array.isArray(key) && typeof key[0] === "string";
const kindOf = (kind: unknown): Json => {
  const json = toJson(kind);
  return json === undefined ? { $undefined: true } : json;
};
