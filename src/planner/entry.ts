import { collationKey } from "./collation.js";
import type { Expression } from "./expression.js";
import { flag, indexName, isWildcardPath, keysOf } from "./keys.js";
import { isBad, parseFilter } from "./parse.js";
import type { AnyIndex, IndexOptions, KeyPattern } from "./types.js";

export type IndexType = "btree" | "hashed" | "text" | "2d" | "2dsphere" | "wildcard" | "unknown";

/** Which components of a path are arrays, by position: `[0]` for `a` in `a.b`. */
export type ArrayComponents = readonly number[];

/** An index as the planner sees it. */
export interface Entry {
  readonly name: string;
  /** The key document, as the caller wrote it. */
  readonly key: { readonly [path: string]: unknown };
  readonly type: IndexType;
  /** Of each key; a text index has one `_fts` in place of its text keys. */
  readonly paths: readonly string[];
  readonly kinds: readonly unknown[];
  readonly sparse: boolean;
  readonly unique: boolean;
  readonly hidden: boolean;
  readonly filter: Expression | null;
  /** The filter as written, for messages. */
  readonly filterText: string;
  readonly collation: string;
  readonly multikey: boolean;
  /** Per key; null: only the flag is known, so every path may be an array. */
  readonly arrays: readonly ArrayComponents[] | null;
  /** Position of the wildcard key, or -1. */
  readonly wildcard: number;
  /** Wildcard only: the paths known to be arrays, and what is projected. */
  readonly arrayPaths: ReadonlySet<string>;
  readonly projection: { readonly [path: string]: unknown } | null;
  /** 2dsphere before version 2 held every document. */
  readonly holdsAll: boolean;
}

const prepared = new WeakMap<AnyIndex, Entry>();

/** Prepares an index for planning, once per index object. */
export function entryOf(index: AnyIndex): Entry {
  const found = prepared.get(index);
  if (found) return found;
  const made = prepare(index);
  prepared.set(index, made);
  return made;
}

function prepare(index: AnyIndex): Entry {
  const keys = keysOf(index);
  const options = index.options ?? {};
  const type = typeOf(keys);
  const [paths, kinds] =
    type === "text" ? textKeys(keys) : [keys.map(([path]) => path), keys.map(([, kind]) => kind)];
  const filter = options["partialFilterExpression"];
  const parsed = filter === undefined || filter === null ? null : parseFilter(filter);
  const multikeyPaths = options["multikeyPaths"];
  const arrays = arraysOf(paths, multikeyPaths);
  const multikey =
    flag(options, "multikey") ||
    flag(options, "legacyMultikey") ||
    (arrays?.some((a) => a.length > 0) ?? false);
  return {
    name: indexName(index),
    key: "key" in index ? index.key : Object.fromEntries(keys),
    type,
    paths,
    kinds,
    sparse: flag(options, "sparse") || type === "wildcard",
    unique: flag(options, "unique"),
    hidden: flag(options, "hidden"),
    filter: parsed && !isBad(parsed) ? parsed : null,
    filterText: filter === undefined || filter === null ? "" : JSON.stringify(filter),
    collation: collationKey(options["collation"]),
    multikey,
    arrays: multikey ? arrays : null,
    wildcard: paths.findIndex(isWildcardPath),
    arrayPaths: wildcardArrays(options, multikeyPaths),
    projection: projectionOf(options["wildcardProjection"]),
    holdsAll: type === "2dsphere" && options["2dsphereIndexVersion"] === 1,
  };
}

function typeOf(keys: KeyPattern): IndexType {
  if (keys.some(([path, kind]) => isWildcardPath(path) && kind !== "text")) return "wildcard";
  const special = keys.find(([, kind]) => typeof kind === "string")?.[1];
  if (special === undefined) return "btree";
  return special === "hashed" || special === "text" || special === "2d" || special === "2dsphere"
    ? special
    : "unknown";
}

function textKeys(keys: KeyPattern): [string[], unknown[]] {
  const at = keys.findIndex(([, kind]) => kind === "text");
  const rest = keys.filter(([, kind], position) => position < at || kind !== "text");
  const paths = rest.map(([path]) => path);
  const kinds = rest.map(([, kind]) => kind);
  paths.splice(at, 0, "_fts");
  kinds.splice(at, 0, "text");
  return [paths, kinds];
}

function arraysOf(paths: readonly string[], multikeyPaths: unknown): readonly ArrayComponents[] | null {
  if (typeof multikeyPaths !== "object" || multikeyPaths === null || Array.isArray(multikeyPaths))
    return null;
  const byPath = multikeyPaths as Record<string, unknown>;
  return paths.map((path) => {
    const prefixes = byPath[path];
    return Array.isArray(prefixes)
      ? prefixes.map((prefix) => depth(String(prefix)) - 1).sort((a, b) => a - b)
      : [];
  });
}

function wildcardArrays(options: IndexOptions, multikeyPaths: unknown): ReadonlySet<string> {
  const listed = options["wildcardMultikeyPaths"] ?? multikeyPaths;
  if (Array.isArray(listed)) return new Set(listed.map(String));
  if (typeof listed !== "object" || listed === null) return new Set();
  return new Set(Object.values(listed).flatMap((paths) => (Array.isArray(paths) ? paths.map(String) : [])));
}

const projectionOf = (projection: unknown): Entry["projection"] =>
  typeof projection === "object" && projection !== null ? (projection as Record<string, unknown>) : null;

/** Number of components of a dotted path. */
export function depth(path: string): number {
  let count = 1;
  for (let at = path.indexOf("."); at !== -1; at = path.indexOf(".", at + 1)) count++;
  return count;
}

/** The first `count` components of a dotted path. */
export function prefixOf(path: string, count: number): string {
  let at = -1;
  for (let taken = 0; taken < count; taken++) {
    at = path.indexOf(".", at + 1);
    if (at === -1) return path;
  }
  return path.slice(0, at);
}

/** May this path hold, or pass through, an array in the index? */
export function isArrayPath(entry: Entry, position: number): boolean {
  if (!entry.multikey) return false;
  return entry.arrays === null || (entry.arrays[position]?.length ?? 0) > 0;
}
