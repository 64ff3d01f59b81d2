import { isUnknown } from "./unknown.js";
import type { AnyIndex, IndexOptions, IndexSpec, KeyPattern } from "./types.js";

const identifier = /^[A-Za-z_$][\w$]*$/;

/** Shows a path as one writes it for a key: `a`, `"b.c"`. */
export const showPath = (path: string): string => (identifier.test(path) ? path : JSON.stringify(path));

/** Shows a key pattern the way one writes it in JavaScript: `{ a: 1, "b.c": -1 }`. */
export function showKeys(keys: KeyPattern): string {
  if (keys.length === 0) return "{}";
  const shown = keys.map(([path, kind]) => `${showPath(path)}: ${showKind(kind)}`);
  return `{ ${shown.join(", ")} }`;
}

/** MongoDB's name for an index that was given none: `a_1_b_-1` (I4). */
export function defaultName(keys: KeyPattern): string {
  return keys.map(([path, kind]) => `${path}_${typeof kind === "string" ? kind : showKind(kind)}`).join("_");
}

/** The name the server would know this index by. */
export function indexName(index: AnyIndex): string {
  const given = index.name ?? index.options?.["name"];
  return typeof given === "string" && given !== "" ? given : defaultName(keysOf(index));
}

/** The ordered pairs of an index, however its keys were written. */
export function keysOf(index: AnyIndex): KeyPattern {
  return "keys" in index ? index.keys : Object.entries(index.key);
}

/** An index in its normal form: ordered pairs, options present, name resolved. */
export function specOf(index: AnyIndex): Required<IndexSpec> {
  return { keys: keysOf(index), options: index.options ?? {}, name: indexName(index) };
}

/** 1 for a non-negative number, -1 for a negative one (I3), undefined for a special type. */
export function direction(kind: unknown): 1 | -1 | undefined {
  if (typeof kind !== "number") return undefined;
  return kind < 0 ? -1 : 1;
}

/** Is this the key of a wildcard index, `$**` or `path.$**`? */
export const isWildcardPath = (path: string): boolean => path === "$**" || path.endsWith(".$**");

/** Is this exactly the index every collection has on `_id`? */
export const isIdIndex = (keys: KeyPattern): boolean =>
  keys.length === 1 && keys[0]?.[0] === "_id" && direction(keys[0][1]) !== undefined;

/** Is this option known to be something the server reads as true? */
export const flag = (options: IndexOptions, option: string): boolean => {
  const value = options[option];
  if (typeof value === "object" && value !== null) return !isUnknown(value) && !("$undefined" in value);
  return value !== undefined && value !== null && value !== false && value !== 0;
};

function showKind(kind: unknown): string {
  return JSON.stringify(kind) ?? String(kind);
}
