import type { Datum } from "../../interpret/happenings.js";
import type { Json, Predicate, PredicateOp } from "../types.js";
import type { Reading } from "./context.js";
import { readOperators } from "./operators.js";
import { castType, pathFact } from "./paths.js";
import type { PathFact } from "./paths.js";
import { patternOp } from "./regexes.js";
import { castScalar, commonType, kindsOf, toJson, typeOf } from "./values.js";

export interface Facts {
  readonly value?: Json | undefined;
  readonly type?: string | undefined;
  readonly count?: number | undefined;
  readonly maybe?: boolean | undefined;
  readonly within?: readonly Predicate[] | undefined;
}

/** A predicate that mentions only what is known. */
export function predicate(path: string, op: PredicateOp, facts: Facts = {}): Predicate {
  return {
    path,
    op,
    ...(facts.value !== undefined && { value: facts.value }),
    ...(facts.type !== undefined && { type: facts.type }),
    ...(facts.count !== undefined && { count: facts.count }),
    ...(facts.maybe === true && { maybe: true }),
    ...(facts.within !== undefined && { within: facts.within }),
  };
}

/** Reads what `{ [path]: datum }` asks for: one predicate per kind of condition. */
export function readValue(path: string, datum: Datum, maybe: boolean, reading: Reading): Predicate[] {
  const fact = factOf(path, reading);
  switch (datum.t) {
    case "regex":
      return [predicate(path, patternOp(datum, ""), { value: toJson(datum), type: "regex", maybe })];
    case "array":
      return isExactArray(fact, reading)
        ? [predicate(path, "eq", { value: toJson(datum), type: "array", maybe })]
        : [members(path, "in", datum, maybe, reading)];
    case "object":
      return readObject(path, datum, maybe, reading);
    case "union":
      return readAlternatives(path, datum.of, maybe, reading);
    case "unknown":
      return readUnknown(path, datum, maybe, reading, fact);
    default:
      return [scalar(path, "eq", datum, maybe, reading)];
  }
}

/** A comparison with one value, cast the way Mongoose would. */
export function scalar(
  path: string,
  op: PredicateOp,
  datum: Datum,
  maybe: boolean,
  reading: Reading,
): Predicate {
  const cast = reading.casts ? castType(factOf(path, reading)) : undefined;
  const known = toJson(datum);
  const value = known === undefined ? undefined : castScalar(known, cast);
  const own = typeOf(datum);
  const type =
    value === null ? "null" : own === "array" || own === "object" || own === "regex" ? own : (cast ?? own);
  return predicate(path, op, { value, type, maybe });
}

/** A list of values: `$in`, `$nin`, `$all`, or an array on a path that is not one (M58). */
export function members(
  path: string,
  op: PredicateOp,
  datum: Datum,
  maybe: boolean,
  reading: Reading,
): Predicate {
  if (datum.t === "union" && datum.of.length > 0) {
    return datum.of.map((each) => members(path, op, each, maybe, reading)).reduce(either);
  }
  const cast = reading.casts ? castType(factOf(path, reading)) : undefined;
  if (datum.t !== "array") {
    const isList = datum.t === "unknown";
    const json = isList ? undefined : toJson(datum);
    const element = datum.t === "unknown" ? datum.element : undefined;
    return predicate(path, op, {
      value: json === undefined ? undefined : [castScalar(json, cast)],
      type:
        patternType([element ?? datum]) ??
        cast ??
        (element && typeOf(element)) ??
        (isList ? undefined : typeOf(datum)),
      count: isList ? undefined : 1,
      maybe,
    });
  }
  const json = toJson(datum);
  const data = [...datum.items.map((item) => item.value), ...(datum.rest ? [datum.rest] : [])];
  return predicate(path, op, {
    value: Array.isArray(json) ? json.map((each: Json) => castScalar(each, cast)) : undefined,
    type: patternType(data) ?? cast ?? commonType(data),
    count: datum.rest || datum.items.some((item) => item.maybe) ? undefined : datum.items.length,
    maybe,
  });
}

/** A pattern among the values makes of a list of points a search through all strings (P7). */
const patternType = (data: readonly Datum[]): "regex" | undefined =>
  data.some((each) => typeOf(each) === "regex" && patternOp(each, "") === "regex") ? "regex" : undefined;

/** Does Mongoose leave an array value on this path as it is, an exact match (M58)? */
function isExactArray(fact: PathFact, reading: Reading): boolean {
  if (!reading.casts) return true;
  if (typeof fact === "object") return fact.array || fact.type === "Buffer";
  return fact === "nested" || fact === "undeclared";
}

/** An object where an id is wanted is a document: Mongoose takes its `_id`. */
const isReference = (fact: PathFact, reading: Reading): boolean =>
  reading.casts && castType(fact) === "objectId";

function factOf(path: string, reading: Reading): PathFact {
  return pathFact(reading.model, reading.prefix + path);
}

function readObject(
  path: string,
  datum: Datum & { t: "object" },
  maybe: boolean,
  reading: Reading,
): Predicate[] {
  if (datum.entries.some((entry) => entry.key.startsWith("$")))
    return readOperators(path, datum, maybe, reading);
  if (datum.open && datum.entries.length === 0)
    return [predicate(path, "unknown", { type: "object", maybe })];
  return [predicate(path, "eq", { value: toJson(datum), type: "object", maybe })]; // one exact subdocument (M64)
}

/** Alternatives that ask the same kind of question are one predicate; several kinds are each only maybe asked. */
function readAlternatives(
  path: string,
  alternatives: readonly Datum[],
  maybe: boolean,
  reading: Reading,
): Predicate[] {
  const byOp = new Map<PredicateOp, Predicate>();
  for (const alternative of alternatives) {
    for (const each of readValue(path, alternative, maybe, reading)) {
      const seen = byOp.get(each.op);
      byOp.set(each.op, seen === undefined ? each : either(seen, each));
    }
  }
  // "A string or an object" compares with a string: the object is what a type guard left over.
  if (byOp.has("eq") && alternatives.every(({ t }) => t !== "object")) byOp.delete("unknown");
  const all = [...byOp.values()];
  return all.length < 2 ? all : all.map((each) => ({ ...each, maybe: true }));
}

/** One predicate for two that differ at most in their operands. */
export function either(a: Predicate, b: Predicate): Predicate {
  const type = a.type === b.type || b.type === "null" ? a.type : a.type === "null" ? b.type : undefined;
  return predicate(a.path, a.op, {
    value: JSON.stringify(a.value) === JSON.stringify(b.value) ? a.value : undefined,
    type,
    count: a.count === b.count ? a.count : undefined,
    maybe: a.maybe === true || b.maybe === true,
    within: a.within ?? b.within,
  });
}

/** An unknown value is taken for a plain one, unless its type says it is a list, a pattern or an object of operators. */
function readUnknown(
  path: string,
  datum: Datum & { t: "unknown" },
  maybe: boolean,
  reading: Reading,
  fact: PathFact,
): Predicate[] {
  const kinds = kindsOf(datum);
  const only = kinds.length === 1 ? kinds[0] : undefined;
  if (only === "regex") return [predicate(path, "regex", { type: "regex", maybe })];
  if (only === "object" && !isReference(fact, reading))
    return [predicate(path, "unknown", { type: "object", maybe })];
  if (only === "array" && isExactArray(fact, reading))
    return [predicate(path, "eq", { type: "array", maybe })];
  if (only === "array") return [members(path, "in", datum, maybe, reading)];
  if (kinds.includes("array") && !isExactArray(fact, reading)) {
    const { kind: _, ...any } = datum;
    return [members(path, "in", datum, true, reading), scalar(path, "eq", any, true, reading)];
  }
  return [scalar(path, "eq", datum, maybe, reading)];
}
