import { isIdIndex, isWildcardPath, flag, specOf } from "./keys.js";
import { forbiddenInPartial } from "./partial-operators.js";
import type { AnyIndex, IndexOptions, IndexSpec, KeyPattern } from "./types.js";
import { isUnknown } from "./unknown.js";
import { collationKey } from "./collation.js";
import { pointOf, Rank } from "./value.js";

/** Something that keeps an index from being built, or from doing what it is for. */
export interface Problem {
  /** Server error code; null: the server accepts it. */
  readonly code: number | null;
  /** Rule of the specification. */
  readonly spec: string;
  readonly why: string;
  /** The key it is about. */
  readonly path?: string;
}

/** What the schema says about a path. */
export interface PathFact {
  readonly path: string;
  readonly type?: string;
  readonly array?: boolean;
}

const PLUGINS = ["text", "hashed", "2d", "2dsphere"];
const MAX_KEYS = 32;
const MAX_KEY_BYTES = 2048;
const MAX_INT32 = 2147483647;
/** Most indexes a collection may have, `_id` included (I27). */
export const MAX_INDEXES = 64;

/** What the server, or the data the schema describes, would refuse about one index (I27–I51). */
export function validity(index: AnyIndex, paths: readonly PathFact[] = []): Problem[] {
  const spec = specOf(index);
  return [
    ...keyProblems(spec.keys),
    ...nameProblems(spec),
    ...optionProblems(spec),
    ...ttlProblems(spec, paths),
    ...pluginProblems(spec, paths),
    ...wildcardProblems(spec),
    ...parallelArrays(spec.keys, paths),
  ];
}

/** What the server would refuse about all indexes of a collection together (I27, I29). */
export function collectionValidity(indexes: readonly AnyIndex[]): Problem[] {
  const specs = indexes.map(specOf);
  const count = specs.length + (specs.some((spec) => isIdIndex(spec.keys)) ? 0 : 1);
  const texts = specs.filter((spec) => spec.keys.some(([, kind]) => kind === "text"));
  return [
    ...(count > MAX_INDEXES
      ? [problem(67, "I27", `${count} indexes; a collection may have ${MAX_INDEXES}`)]
      : []),
    ...texts.slice(1).map((spec) => problem(67, "I29", `\`${spec.name}\` is a second text index`)),
  ];
}

const problem = (code: number | null, spec: string, why: string, path?: string): Problem =>
  path === undefined ? { code, spec, why } : { code, spec, why, path };

function keyProblems(keys: KeyPattern): Problem[] {
  const problems = keys.flatMap(([path, kind]) => [...pathProblems(path), ...kindProblems(path, kind)]);
  if (keys.length === 0) problems.push(problem(67, "I31", "an index needs a key"));
  if (keys.length > MAX_KEYS)
    problems.push(problem(13103, "I28", `${keys.length} keys; an index may have ${MAX_KEYS}`));
  if (JSON.stringify(keys).length > MAX_KEY_BYTES)
    problems.push(problem(67, "I28", `the key pattern is larger than ${MAX_KEY_BYTES} bytes`));
  const plugins = new Set(
    keys.flatMap(([, kind]) => (typeof kind === "string" && PLUGINS.includes(kind) ? [kind] : [])),
  );
  if (plugins.size > 1)
    problems.push(problem(67, "I31", `one index cannot be ${[...plugins].join(" and ")}`));
  const seen = new Set<string>();
  for (const [path] of keys) {
    if (seen.has(path)) problems.push(problem(2, "I31", `\`${path}\` is a key twice`, path));
    seen.add(path);
  }
  return problems;
}

function pathProblems(path: string): Problem[] {
  const parts = path.split(".");
  if (parts.includes("")) return [problem(67, "I31", "a component of the path is empty", path)];
  const wrong = parts.find((part, at) => part.startsWith("$") && !isAllowedDollar(part, at, parts.length));
  return wrong === undefined ? [] : [problem(67, "I31", `\`${wrong}\` starts with \`$\``, path)];
}

const isAllowedDollar = (part: string, at: number, count: number): boolean =>
  (part === "$**" && at === count - 1) || (at > 0 && ["$id", "$ref", "$db"].includes(part));

/** Extended JSON numbers as numbers. */
function plain(value: unknown): unknown {
  if (isUnknown(value)) return value;
  const { rank, value: inner } = pointOf(value);
  if (rank === Rank.undefined) return undefined;
  return rank === Rank.number ? inner : value;
}

function kindProblems(path: string, written: unknown): Problem[] {
  const kind = plain(written);
  if (isUnknown(kind)) return [];
  if (kind === "geoHaystack")
    return [problem(67, "I32", "`geoHaystack` indexes are gone since MongoDB 5.0", path)];
  if (typeof kind === "string")
    return PLUGINS.includes(kind) ? [] : [problem(67, "I31", `\`${kind}\` is no index type`, path)];
  const fine = typeof kind === "number" && kind !== 0 && !Number.isNaN(kind);
  return fine
    ? []
    : [
        problem(
          67,
          "I31",
          `${String(JSON.stringify(kind) ?? kind)} is neither a direction nor an index type`,
          path,
        ),
      ];
}

function nameProblems({ keys, options, name }: Required<IndexSpec>): Problem[] {
  const given = options["name"] ?? name;
  if (given === "" && keys.length > 0) return [problem(67, "I30", "an index name cannot be empty")];
  if (name === "*") return [problem(2, "I30", "`*` is no index name")];
  if (name.includes("\0")) return [problem(67, "I30", "an index name cannot hold NUL")];
  return name === "_id_" && !isIdIndex(keys)
    ? [problem(2, "I30", "`_id_` is the name of the `_id` index")]
    : [];
}

function optionProblems({ keys, options }: Required<IndexSpec>): Problem[] {
  const filter = options["partialFilterExpression"];
  const partial = filter !== undefined;
  const problems: Problem[] = [];
  if (flag(options, "sparse") && partial)
    problems.push(problem(67, "I34", "an index cannot be both sparse and partial"));
  if (partial && !isUnknown(filter))
    for (const operator of forbiddenInPartial(filter))
      problems.push(problem(67, "I33", `a partial filter cannot use \`${operator}\``));
  if (isIdIndex(keys)) problems.push(...idProblems(options, partial));
  return problems;
}

function idProblems(options: IndexOptions, partial: boolean): Problem[] {
  const problems: Problem[] = [];
  if (flag(options, "sparse")) problems.push(problem(197, "I34", "the `_id` index cannot be sparse", "_id"));
  if (partial) problems.push(problem(197, "I34", "the `_id` index cannot be partial", "_id"));
  if (options["unique"] === false)
    problems.push(problem(197, "I34", "the `_id` index is always unique", "_id"));
  if (flag(options, "hidden")) problems.push(problem(2, "I14", "the `_id` index cannot be hidden", "_id"));
  return problems;
}

function ttlProblems({ keys, options }: Required<IndexSpec>, paths: readonly PathFact[]): Problem[] {
  const seconds = plain(options["expireAfterSeconds"]);
  if (seconds === undefined || isUnknown(seconds)) return [];
  const [first] = keys;
  if (keys.length > 1) return [problem(67, "I41", "only a single-field index can expire documents")];
  if (!first) return [];
  const [path] = first;
  if (isIdIndex(keys)) return [problem(197, "I44", "the `_id` index cannot expire documents", "_id")];
  if (isWildcardPath(path)) return [problem(67, "I44", "a wildcard index cannot expire documents", path)];
  if (typeof seconds !== "number" || Number.isNaN(seconds) || seconds < 0 || seconds > MAX_INT32)
    return [
      problem(
        67,
        "I42",
        `\`expireAfterSeconds: ${String(seconds)}\` is not a number from 0 to ${MAX_INT32}`,
        path,
      ),
    ];
  const type = paths.find((fact) => fact.path === path)?.type;
  if (type !== undefined && !["date", "mixed", "any", "unknown"].includes(type.toLowerCase()))
    return [problem(null, "I43", `\`${path}\` is a ${type}; only dates expire`, path)];
  if (seconds === 0 && /^created/i.test(path.slice(path.lastIndexOf(".") + 1)))
    return [problem(null, "I46", `documents are deleted as soon as they are created`, path)];
  return [];
}

function pluginProblems({ keys, options }: Required<IndexSpec>, paths: readonly PathFact[]): Problem[] {
  const hashed = keys.filter(([, kind]) => kind === "hashed").map(([path]) => path);
  const arrays = new Set(paths.filter((fact) => fact.array).map((fact) => fact.path));
  const problems: Problem[] = [];
  if (hashed.length > 1) problems.push(problem(31303, "I6", "an index can have one hashed key", hashed[1]));
  if (hashed.length > 0 && flag(options, "unique"))
    problems.push(problem(16764, "I47", "a hashed index cannot be unique", hashed[0]));
  for (const path of hashed)
    if (arrayPrefixes(path, arrays).length > 0)
      problems.push(problem(16766, "I47", "a hashed key cannot hold arrays", path));
  const binary = keys.find(([, kind]) => kind === "text" || kind === "2d");
  if (binary && collationKey(options["collation"]) !== "") {
    const [path, kind] = binary;
    const spec = kind === "text" ? "I48" : "I49";
    problems.push(problem(67, spec, `a ${String(kind)} index cannot have a collation`, path));
  }
  const flat = keys.findIndex(([, kind]) => kind === "2d");
  if (flat > 0) problems.push(problem(16801, "I49", "a 2d key must be the first", keys[flat]?.[0]));
  return problems;
}

function wildcardProblems({ keys, options }: Required<IndexSpec>): Problem[] {
  const wild = keys.filter(([path, kind]) => isWildcardPath(path) && kind !== "text");
  const [first] = wild;
  const projected = options["wildcardProjection"] !== undefined;
  if (!first)
    return projected ? [problem(197, "I51", "`wildcardProjection` needs the wildcard key `$**`")] : [];
  const [path, kind] = first;
  const problems: Problem[] = [];
  const refuse = (why: string): void => void problems.push(problem(67, "I51", why, path));
  if (wild.length > 1) refuse("an index can have one wildcard key");
  if (flag(options, "unique")) refuse("a wildcard index cannot be unique");
  if (flag(options, "sparse")) refuse("a wildcard index is sparse by itself; the option is refused");
  if (typeof kind === "string" && PLUGINS.includes(kind)) refuse(`a wildcard key cannot be ${kind}`);
  if (keys.length > 1 && path === "$**" && !projected)
    refuse("a compound index over `$**` needs a `wildcardProjection`");
  if (projected && path !== "$**") refuse("`wildcardProjection` needs the wildcard key `$**`");
  return problems;
}

/** I38: a document may have an array on one branch of the keys only. */
function parallelArrays(keys: KeyPattern, paths: readonly PathFact[]): Problem[] {
  const arrays = new Set(paths.filter((fact) => fact.array).map((fact) => fact.path));
  if (arrays.size === 0) return [];
  for (const [at, [path]] of keys.entries())
    for (const [other] of keys.slice(0, at))
      if (areParallel(path, other, arrays))
        return [problem(171, "I38", `\`${other}\` and \`${path}\` are parallel arrays`, path)];
  return [];
}

/** Do two paths pass through different arrays? */
export function areParallel(a: string, b: string, arrays: ReadonlySet<string>): boolean {
  const [mine, theirs] = [arrayPrefixes(a, arrays), arrayPrefixes(b, arrays)];
  return mine.some((path) => !theirs.includes(path)) && theirs.some((path) => !mine.includes(path));
}

/** The prefixes of a path, itself included, that are arrays. */
export function arrayPrefixes(path: string, arrays: ReadonlySet<string>): string[] {
  const parts = path.split(".");
  return parts.map((_, at) => parts.slice(0, at + 1).join(".")).filter((prefix) => arrays.has(prefix));
}
