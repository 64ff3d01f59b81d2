import { plan } from "./plan.js";
import type { AnyIndex, PlannedQuery, QueryDocument, Result } from "./types.js";
import { isUnknown, unknown, unknownArray } from "./unknown.js";
import type { UnknownKind } from "./unknown.js";

/** A predicate as catalogs state it; the operand may be unknown. */
export interface PredicateShape {
  readonly path: string;
  readonly op: string;
  readonly value?: unknown;
  readonly type?: string;
  readonly count?: number;
  readonly within?: readonly PredicateShape[];
}

/** Conditions that all hold, lists of branches of which one each holds, and conditions of which none holds. */
export interface FilterShape {
  readonly all: readonly PredicateShape[];
  readonly any: readonly (readonly FilterShape[])[];
  readonly nor: readonly FilterShape[];
}

/** Writes a stated filter in MongoDB syntax, with markers in place of values that are not known. */
export function toMongoFilter({ all, any, nor }: FilterShape): QueryDocument {
  const clauses = [
    ...all.map(clauseOf),
    ...any.map((branches) => ({ $or: branches.map(toMongoFilter) })),
    ...(nor.length > 0 ? [{ $nor: nor.map(toMongoFilter) }] : []),
  ];
  return join(clauses);
}

/** Plans a stated filter. */
export const planFilter = (
  filter: FilterShape,
  indexes: readonly AnyIndex[],
  rest: Omit<PlannedQuery, "filter"> = {},
): Result => plan({ ...rest, filter: toMongoFilter(filter) }, indexes);

function join(clauses: readonly QueryDocument[]): QueryDocument {
  const [first] = clauses;
  if (!first) return {};
  return clauses.length === 1 ? first : { $and: clauses };
}

function clauseOf(predicate: PredicateShape): QueryDocument {
  if (predicate.op === "text") return { $text: predicate.value ?? { $search: "" } };
  if (predicate.op === "where") return { $where: "" };
  if (predicate.op === "expr" && (predicate.path === "" || predicate.value !== undefined))
    return { $expr: predicate.value ?? {} };
  return { [predicate.path]: operandOf(predicate) };
}

function operandOf(predicate: PredicateShape): unknown {
  const { op, value, within } = predicate;
  switch (op) {
    case "eq":
      return { $eq: valueOf(predicate) };
    case "ne":
      return { $ne: valueOf(predicate) };
    case "in":
      return { $in: listOf(predicate) };
    case "nin":
      return { $nin: listOf(predicate) };
    case "range":
      return isOperators(value) ? value : { $gte: valueOf(predicate) };
    case "exists":
      return { $exists: value ?? true };
    case "regex":
      return patternOf(value, unknown.regex);
    case "regex-prefix":
      return patternOf(value, unknown.prefixRegex);
    case "elemMatch":
      return { $elemMatch: elementOf(within ?? [], value) };
    case "all":
      return { $all: allOf(predicate) };
    case "not":
      return { $not: negatedOf(within ?? [], value) };
    case "size":
      return { $size: value ?? 1 };
    case "type":
      return { $type: value ?? "string" };
    case "mod":
      return { $mod: value ?? [2, 0] };
    case "geo":
      return isOperators(value) ? value : { $geoWithin: unknown.object };
    default:
      return { $eq: unknown.anything };
  }
}

const kinds: Readonly<Record<string, UnknownKind>> = {
  string: "string",
  number: "number",
  date: "date",
  objectId: "objectId",
  boolean: "boolean",
  bool: "boolean",
  object: "object",
  array: "array",
  regex: "regex",
};

const kindOf = (type: string | undefined): UnknownKind =>
  type === undefined ? "anything" : (kinds[type] ?? "anything");

function valueOf({ value, type }: PredicateShape): unknown {
  if (value !== undefined) return value;
  return type === "null" ? null : unknown[kindOf(type)];
}

function listOf({ value, type, count }: PredicateShape): unknown {
  return Array.isArray(value) || isUnknown(value) ? value : unknownArray(kindOf(type), count);
}

const isOperators = (value: unknown): value is object =>
  typeof value === "object" &&
  value !== null &&
  Object.keys(value).some((key) => key.startsWith("$") && !isUnknown(value));

function patternOf(value: unknown, otherwise: unknown): unknown {
  if (typeof value === "string") return { $regex: value };
  if (typeof value !== "object" || value === null) return { $regex: otherwise };
  return "$regex" in value ? value : { $regex: value };
}

/** Inside `$elemMatch`: predicates on the element itself have no path. */
function elementOf(within: readonly PredicateShape[], value: unknown): unknown {
  if (within.length === 0) return isOperators(value) ? value : { $eq: unknown.anything };
  if (within.every(({ path }) => path === "")) return Object.assign({}, ...within.map(operandOf)) as unknown;
  return join(within.map(clauseOf));
}

function allOf({ value, type, count, within }: PredicateShape): unknown {
  if (Array.isArray(value)) return value;
  if (within) return within.map((one) => (one.op === "elemMatch" ? operandOf(one) : valueOf(one)));
  return unknownArray(kindOf(type), count);
}

function negatedOf(within: readonly PredicateShape[], value: unknown): unknown {
  if (within.length > 0) return Object.assign({}, ...within.map(operandOf)) as unknown;
  return isOperators(value) || value instanceof RegExp ? value : { $gt: unknown.anything };
}
