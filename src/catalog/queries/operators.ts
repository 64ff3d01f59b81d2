import type { Datum, Entry } from "../../interpret/happenings.js";
import type { Predicate, PredicateOp } from "../types.js";
import type { Reading } from "./context.js";
import { readFilter } from "./filter.js";
import { members, predicate, readValue, scalar } from "./predicates.js";
import { patternOp } from "./regexes.js";
import { toJson, toMarked, typeOf } from "./values.js";

type ObjectDatum = Extract<Datum, { t: "object" }>;

/** Operators that are read together as one predicate of their kind. */
const FAMILY: ReadonlyMap<string, PredicateOp> = new Map<string, PredicateOp>([
  ["$gt", "range"],
  ["$gte", "range"],
  ["$lt", "range"],
  ["$lte", "range"],
  ["$regex", "regex"],
  ["$options", "regex"],
  ["$near", "geo"],
  ["$nearSphere", "geo"],
  ["$geoWithin", "geo"],
  ["$within", "geo"],
  ["$geoIntersects", "geo"],
  ["$maxDistance", "geo"],
  ["$minDistance", "geo"],
  ["$geometry", "geo"],
]);

/** Reads `{ $gt: …, $lt: …, $ne: … }` on one path; operators of one family become one predicate. */
export function readOperators(
  path: string,
  datum: ObjectDatum,
  maybe: boolean,
  reading: Reading,
): Predicate[] {
  const out: Predicate[] = [];
  const done = new Set<PredicateOp>();
  for (const entry of datum.entries) {
    const family = FAMILY.get(entry.key);
    if (family === undefined) {
      out.push(...readOperator(path, entry, maybe || entry.maybe === true, reading));
    } else if (!done.has(family)) {
      done.add(family);
      const relatives = datum.entries.filter((each) => FAMILY.get(each.key) === family);
      out.push(readFamily(path, family, relatives, maybe, reading));
    }
  }
  if (datum.open) out.push(predicate(path, "unknown", { maybe: true }));
  return out;
}

function readFamily(
  path: string,
  family: PredicateOp,
  entries: readonly Entry[],
  outerMaybe: boolean,
  reading: Reading,
): Predicate {
  const maybe = outerMaybe || entries.every((entry) => entry.maybe);
  if (family === "range") return readRange(path, entries, maybe, reading);
  const all: Datum = { t: "object", entries, open: false };
  if (family === "geo") return predicate(path, "geo", { value: toMarked(all), maybe });
  const value = toJson(all);
  const pattern = entries.find((entry) => entry.key === "$regex")?.value;
  const options = entries.find((entry) => entry.key === "$options")?.value;
  const flags = options === undefined ? "" : options.t === "prim" ? String(options.v ?? "") : "i";
  return predicate(path, pattern ? patternOp(pattern, flags) : "regex", { value, type: "regex", maybe });
}

/** All bounds of a range are one predicate whose value is the operator object, when every bound is known. */
function readRange(path: string, entries: readonly Entry[], maybe: boolean, reading: Reading): Predicate {
  const bounds = entries.map((entry) => ({
    entry,
    bound: scalar(path, "range", entry.value, false, reading),
  }));
  const known = bounds.every(({ entry, bound }) => !entry.maybe && bound.value !== undefined);
  const types = new Set(bounds.map(({ bound }) => bound.type));
  return predicate(path, "range", {
    value: known
      ? Object.fromEntries(bounds.map(({ entry, bound }) => [entry.key, bound.value ?? null]))
      : undefined,
    type: types.size === 1 ? bounds[0]?.bound.type : undefined,
    maybe,
  });
}

function readOperator(path: string, entry: Entry, maybe: boolean, reading: Reading): Predicate[] {
  const { key, value } = entry;
  switch (key) {
    case "$eq":
      return [scalar(path, "eq", value, maybe, reading)];
    case "$ne":
      return [scalar(path, "ne", value, maybe, reading)];
    case "$in":
    case "$nin":
    case "$all":
      return [members(path, key === "$in" ? "in" : key === "$nin" ? "nin" : "all", value, maybe, reading)];
    case "$exists":
    case "$size":
    case "$type":
    case "$mod":
      return [predicate(path, OPERATOR[key], { value: toJson(value), maybe })];
    case "$not":
      return [predicate(path, "not", { value: toJson(value), maybe, within: negated(path, value, reading) })];
    case "$elemMatch":
      return [readElemMatch(path, value, maybe, reading)];
    case "$comment":
      return [];
    default:
      return [predicate(path, "unknown", { type: typeOf(value), maybe })];
  }
}

const OPERATOR = { $exists: "exists", $size: "size", $type: "type", $mod: "mod" } as const;

/** What a `$not` denies, told only when its operand is not fully known. */
function negated(path: string, value: Datum, reading: Reading): readonly Predicate[] | undefined {
  return toJson(value) === undefined ? readValue(path, value, false, reading) : undefined;
}

function readElemMatch(path: string, datum: Datum, maybe: boolean, reading: Reading): Predicate {
  const value = toJson(datum);
  if (datum.t !== "object") return predicate(path, "elemMatch", { value, maybe });
  const ofElement = datum.entries.some((entry) => entry.key.startsWith("$") && !LOGICAL.has(entry.key));
  if (ofElement)
    return predicate(path, "elemMatch", { value, maybe, within: readOperators("", datum, false, reading) });
  const inner = readFilter(datum, { ...reading, prefix: `${reading.prefix}${path}.` });
  const complex = inner.open || inner.any.length > 0 || inner.nor.length > 0;
  const within = complex ? [...inner.all, predicate("", "unknown")] : inner.all;
  return predicate(path, "elemMatch", { value, maybe, within });
}

const LOGICAL = new Set(["$and", "$or", "$nor"]);
