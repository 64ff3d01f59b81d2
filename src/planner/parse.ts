import { and, comparison, never, node, nor, not, or } from "./expression.js";
import type { Detail, Expression, ExpressionType } from "./expression.js";
import { isGeoOperator, readGeo } from "./geo.js";
import { isUnknown } from "./unknown.js";
import { pointOf, Rank, unknownPoint } from "./value.js";
import type { Pattern, Point } from "./value.js";
import { canonical } from "./canonical.js";
import { readTypes } from "./types-operator.js";
import { readExpr } from "./expr.js";

/** The server would refuse this filter. */
export interface BadFilter {
  readonly bad: string;
}

type Parsed = Expression | BadFilter;

export const isBad = (parsed: Parsed): parsed is BadFilter => "bad" in parsed;
const bad = (why: string): BadFilter => ({ bad: why });

/** Parses a filter in MongoDB syntax into its normal form. */
export function parseFilter(filter: unknown): Parsed {
  if (typeof filter !== "object" || filter === null || Array.isArray(filter))
    return bad("a filter must be an object");
  const fields = filter as Record<string, unknown>;
  const children: Expression[] = [];
  for (const key in fields) {
    const parsed = key.charCodeAt(0) === 36 ? parseTop(key, fields[key]) : parsePath(key, fields[key]);
    if (parsed === null) continue;
    if (isBad(parsed)) return parsed;
    children.push(parsed);
  }
  return children.length === 1 && children[0] ? children[0] : and(children);
}

function parseTop(key: string, value: unknown): Parsed | null {
  switch (key) {
    case "$and":
      return parseList(key, value, and);
    case "$or":
      return parseList(key, value, or);
    case "$nor":
      return parseList(key, value, nor);
    case "$text":
      return node("text", "_fts", [], { text: canonical(value) });
    case "$expr":
      return readExpr(value);
    case "$comment":
    case "$alwaysTrue":
      return null;
    case "$alwaysFalse":
      return never();
    case "$where":
    case "$jsonSchema":
    case "$sampleRate":
      return node("other", "", [], { text: canonical([key, value]) });
    default:
      return bad(`unknown top-level operator ${key}`);
  }
}

function parseList(key: string, value: unknown, combine: (children: Expression[]) => Expression): Parsed {
  if (!Array.isArray(value) || value.length === 0) return bad(`${key} needs a nonempty array`);
  const children: Expression[] = [];
  for (const clause of value) {
    const parsed = parseFilter(clause);
    if (isBad(parsed)) return parsed;
    children.push(parsed);
  }
  return combine(children);
}

const isDbRef = (key: string): boolean => key === "$ref" || key === "$id" || key === "$db";

/** Is this an object of operators, `{ $gt: … }`, rather than a value? */
export function isOperators(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value) || value instanceof Date || value instanceof RegExp || isUnknown(value))
    return false;
  for (const key in value) {
    return (
      key.charCodeAt(0) === 36 && !isDbRef(key) && !(key in value && pointOf(value).rank !== Rank.object)
    );
  }
  return false;
}

function parsePath(path: string, value: unknown): Parsed | null {
  if (!isOperators(value)) return parseEquality(path, value);
  const children: Expression[] = [];
  for (const operator in value) {
    const parsed = parseOperator(path, operator, value[operator], value);
    if (parsed === null) continue;
    if (isBad(parsed)) return parsed;
    children.push(parsed);
  }
  return children.length === 1 && children[0] ? children[0] : and(children);
}

function parseEquality(path: string, value: unknown): Parsed {
  const point = pointOf(value);
  if (point.rank === Rank.regex) return regex(path, point);
  if (point.rank === Rank.undefined) return bad("cannot compare to undefined");
  return comparison("eq", path, point);
}

function regex(path: string, point: Point): Expression {
  return node("regex", path, [], regexDetail(point));
}

const regexDetail = (point: Point): Detail =>
  point.unknown
    ? { patterns: [], unknownPattern: point.value === "prefixRegex" ? "prefix" : "any" }
    : { patterns: [point.value as Pattern] };

const comparisons: Readonly<Record<string, ExpressionType>> = {
  $gt: "gt",
  $gte: "gte",
  $lt: "lt",
  $lte: "lte",
};

function parseOperator(
  path: string,
  operator: string,
  value: unknown,
  all: Record<string, unknown>,
): Parsed | null {
  if (operator in comparisons) return parseComparison(path, operator, value);
  if (isGeoOperator(operator)) return parseGeo(path, operator, value);
  switch (operator) {
    case "$eq":
    case "$ne":
      return parseEq(path, operator, value);
    case "$in":
    case "$nin":
      return parseIn(path, operator, value);
    case "$not":
      return parseNot(path, value);
    case "$exists": {
      const exists = node("exists", path);
      return isUnknown(value) || value ? exists : not(exists);
    }
    case "$regex":
      return parseRegex(path, value, all["$options"]);
    case "$options":
      return "$regex" in all ? null : bad("$options needs a $regex");
    case "$type":
      return parseType(path, value);
    case "$all":
      return parseAll(path, value);
    case "$elemMatch":
      return parseElemMatch(path, value);
    case "$size":
      return node("size", path, [], { text: canonical(value) });
    case "$mod":
      return node("mod", path, [], { text: canonical(value) });
    case "$maxDistance":
    case "$minDistance":
    case "$uniqueDocs":
      return "$near" in all || "$nearSphere" in all || "$geoNear" in all
        ? null
        : bad(`${operator} needs $near`);
    case "$comment":
      return null;
    case "$bitsAllSet":
    case "$bitsAllClear":
    case "$bitsAnySet":
    case "$bitsAnyClear":
      return node("other", path, [], { text: canonical([operator, value]) });
    default:
      return bad(`unknown operator ${operator}`);
  }
}

function parseComparison(path: string, operator: string, value: unknown): Parsed {
  const point = pointOf(value);
  if (point.rank === Rank.regex) return bad(`${operator} cannot compare to a regular expression`);
  if (point.rank === Rank.undefined) return bad("cannot compare to undefined");
  return comparison(comparisons[operator] ?? "eq", path, point);
}

function parseEq(path: string, operator: string, value: unknown): Parsed {
  const point = pointOf(value);
  if (point.rank === Rank.undefined) return bad("cannot compare to undefined");
  if (operator === "$eq") return comparison("eq", path, point);
  return point.rank === Rank.regex
    ? bad("$ne cannot have a regular expression")
    : not(comparison("eq", path, point));
}

function parseGeo(path: string, operator: string, value: unknown): Parsed {
  const region = readGeo(operator, value);
  if (!region) return bad(`${operator} does not understand its operand`);
  return node(region.operator === "near" ? "near" : "geo", path, [], { region, text: region.text });
}

function parseIn(path: string, operator: string, value: unknown): Parsed {
  const list = isUnknown(value) ? unknownIn(path, value.of ?? "anything", value.count) : listIn(path, value);
  return isBad(list) || operator === "$in" ? list : not(list);
}

function unknownIn(path: string, of: Parameters<typeof unknownPoint>[0], count: number | undefined): Parsed {
  const point = unknownPoint(of);
  if (count === 0) return never();
  if (count === 1) return comparison("eq", path, point);
  return node("in", path, [], { points: [point, unknownPoint(of)], count: count ?? 2, patterns: [] });
}

function listIn(path: string, value: unknown): Parsed {
  if (!Array.isArray(value)) return bad("$in needs an array");
  const points: Point[] = [];
  const patterns: Pattern[] = [];
  let unknownPattern: "any" | "prefix" | undefined;
  for (const item of value) {
    if (isOperators(item)) return bad("$in cannot hold operators");
    const point = pointOf(item);
    if (point.rank === Rank.undefined) return bad("$in cannot hold undefined");
    if (point.rank !== Rank.regex) points.push(point);
    else if (point.unknown) unknownPattern = "any";
    else patterns.push(point.value as Pattern);
  }
  const [only, pattern] = [points[0], patterns[0]];
  if (points.length === 1 && patterns.length === 0 && !unknownPattern && only)
    return comparison("eq", path, only);
  if (points.length === 0 && patterns.length === 1 && !unknownPattern && pattern)
    return node("regex", path, [], { patterns: [pattern] });
  return node("in", path, [], unknownPattern ? { points, patterns, unknownPattern } : { points, patterns });
}

function parseNot(path: string, value: unknown): Parsed {
  const point = pointOf(value);
  if (point.rank === Rank.regex) return not(regex(path, point));
  if (!isOperators(value)) return bad("$not needs a regular expression or operators");
  const parsed = parsePath(path, value);
  if (parsed === null) return node("and", "");
  return isBad(parsed) ? parsed : not(parsed);
}

function parseRegex(path: string, value: unknown, options: unknown): Parsed {
  if (isUnknown(value)) {
    const prefix = value.$unknown === "prefixRegex" && (options === undefined || options === "");
    return node("regex", path, [], { patterns: [], unknownPattern: prefix ? "prefix" : "any" });
  }
  const point = pointOf(value);
  const flags = typeof options === "string" ? options : "";
  if (point.rank === Rank.string)
    return node("regex", path, [], { patterns: [{ source: String(value), flags }] });
  if (point.rank !== Rank.regex) return bad("$regex has to be a string");
  const pattern = point.value as Pattern;
  return node("regex", path, [], { patterns: [{ source: pattern.source, flags: flags || pattern.flags }] });
}

function parseType(path: string, value: unknown): Parsed {
  const types = readTypes(value);
  if (!types) return bad("$type names an unknown type");
  return node("type", path, [], { ...types, text: canonical(value) });
}

function parseAll(path: string, value: unknown): Parsed {
  if (isUnknown(value)) return comparison("eq", path, unknownPoint(value.of ?? "anything"));
  if (!Array.isArray(value)) return bad("$all needs an array");
  if (value.length === 0) return never();
  const children: Expression[] = [];
  for (const item of value) {
    const elemMatch = isOperators(item) && "$elemMatch" in item;
    const parsed = elemMatch ? parseElemMatch(path, item["$elemMatch"]) : parseEquality(path, item);
    if (isBad(parsed)) return parsed;
    children.push(parsed);
  }
  return and(children);
}

const LOGICAL = new Set(["$and", "$or", "$nor", "$where", "$expr"]);

function parseElemMatch(path: string, value: unknown): Parsed {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return bad("$elemMatch needs an object");
  if (isUnknown(value)) return node("other", path, [], { text: "$elemMatch" });
  const isValue = isOperators(value) && !LOGICAL.has(Object.keys(value)[0] ?? "");
  if (!isValue) {
    const parsed = parseFilter(value);
    return isBad(parsed) ? parsed : node("elemMatchObject", path, [parsed]);
  }
  const parsed = parsePath("", value);
  if (parsed === null) return node("elemMatchValue", path, []);
  if (isBad(parsed)) return parsed;
  return node("elemMatchValue", path, parsed.type === "and" ? parsed.children : [parsed]);
}
