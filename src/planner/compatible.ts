import { depth, isArrayPath } from "./entry.js";
import type { Entry } from "./entry.js";
import type { Expression } from "./expression.js";
import { isNeverNegated } from "./indexability.js";
import { isCollated, isEmptyValue, Rank } from "./value.js";
import type { Point } from "./value.js";
import { NO_PATH } from "./wildcard.js";

export interface Surroundings {
  readonly collation: string;
  readonly elemMatch: Expression | null;
  /** Full path of the innermost `$elemMatch`. */
  readonly elemMatchPath: string;
  readonly negated: boolean;
}

/** Why this key of this index cannot serve this predicate; undefined when it can. */
export function incompatibility(
  entry: Entry,
  position: number,
  expression: Expression,
  fullPath: string,
  around: Surroundings,
): string | undefined {
  if (entry.collation !== around.collation && comparesCollated(expression)) return "collation differs";
  if (around.negated && isNeverNegated(expression))
    return `a negated \`${operatorOf(expression)}\` uses no index`;
  if (entry.wildcard !== -1 && behindUnknownPath(entry, position))
    return "the wildcard key before it is not used";
  const kind = entry.kinds[position];
  const special = typeof kind === "string" && entry.type !== "btree";
  if (isInternal(expression) && (isArrayPath(entry, position) || entry.sparse || entry.type === "text"))
    return "`$expr` needs an index that is neither multikey nor sparse nor text";
  if (special) return specialKey(entry, expression, around, kind);
  return ordinaryKey(entry, position, expression, fullPath, around);
}

const isInternal = (expression: Expression): boolean =>
  expression.type === "exprEq" || expression.type === "exprRange";

function behindUnknownPath(entry: Entry, position: number): boolean {
  const at = entry.paths.indexOf(NO_PATH);
  return at !== -1 && at <= position;
}

function ordinaryKey(
  entry: Entry,
  position: number,
  expression: Expression,
  fullPath: string,
  around: Surroundings,
): string | undefined {
  const inValue = around.elemMatch?.type === "elemMatchValue";
  if (entry.sparse) {
    const why = unsupportedBySparse(expression, inValue);
    if (why) return why;
  }
  if (expression.type === "geo" || expression.type === "near") return "a geo operator needs a geo index";
  if (expression.type === "text") return "`$text` needs a text index";
  if (expression.type === "not") {
    const why = negation(entry, position, expression, fullPath, around, inValue);
    if (why !== undefined) return why === "" ? undefined : why;
  }
  if (expression.type === "elemMatchValue") {
    const why = elemMatchValue(entry, position, expression, fullPath, around);
    if (why) return why;
  }
  if (entry.type === "wildcard" && position === entry.wildcard && !supportedByWildcard(expression))
    return "a wildcard index does not hold whole documents or arrays";
  return entry.type === "text" ? textNeighbour(entry, position, expression) : undefined;
}

/** "" = usable without a look at the operand; undefined = usable as far as the negation goes. */
function negation(
  entry: Entry,
  position: number,
  expression: Expression,
  fullPath: string,
  around: Surroundings,
  inValue: boolean,
): string | undefined {
  const child = expression.children[0];
  if (!child) return "nothing is negated";
  const plain = entry.type === "btree" || entry.type === "wildcard" || entry.type === "hashed";
  if (!plain && !inValue) return `a negation cannot use a ${entry.type} index`;
  const isNull = isEqualityToNull(child);
  const nullIsSafe = notNullCanUse(entry, position, around);
  if (isNull && !nullIsSafe) return "`$ne: null` cannot use a multikey index";
  if (child.type === "in") {
    if (isNullOrEmpty(child)) return "";
    const { points = [], patterns = [], unknownPattern } = child.detail ?? {};
    if (patterns.length > 0 || unknownPattern) return "`$nin` with a regular expression uses no index";
    if (!nullIsSafe && points.some(isNull_)) return "`$nin` with null cannot use a multikey index";
  }
  if (comparesArray(child)) return "a negated comparison with an array uses no index";
  if (isNull) return undefined;
  return incompatibility(entry, position, child, fullPath, { ...around, negated: true });
}

const isNull_ = (point: Point): boolean => point.rank === Rank.null;
const isEqualityToNull = (expression: Expression): boolean =>
  expression.type === "eq" && expression.operand?.rank === Rank.null;

/** `$nin: [null, []]`, "there, and not empty", has bounds of its own even on arrays (P9). */
function isNullOrEmpty({ detail }: Expression): boolean {
  const { points = [], patterns = [], unknownPattern } = detail ?? {};
  return (
    points.length === 2 &&
    patterns.length === 0 &&
    !unknownPattern &&
    points.some(isNull_) &&
    points.some((point) => point.rank === Rank.array && isEmptyValue(point))
  );
}

/** P10: not-null bounds lose documents when the path passes an array, but for some uses inside `$elemMatch`. */
function notNullCanUse(entry: Entry, position: number, around: Surroundings): boolean {
  if (!entry.multikey) return true;
  const components = entry.arrays?.[position];
  if (components && components.length === 0) return true;
  if (!around.elemMatch) return false;
  if (around.elemMatch.type === "elemMatchValue") return true;
  return components !== undefined && components.every((at) => at < depth(around.elemMatchPath));
}

function elemMatchValue(
  entry: Entry,
  position: number,
  expression: Expression,
  fullPath: string,
  around: Surroundings,
): string | undefined {
  const last = fullPath.slice(fullPath.lastIndexOf(".") + 1);
  if (last !== fullPath && /^\d+$/.test(last)) return "the last component of the path may be an array index";
  const inside: Surroundings = { ...around, elemMatch: expression, elemMatchPath: fullPath };
  for (const child of expression.children) {
    const why = incompatibility(entry, position, child, fullPath, inside);
    if (why) return why;
  }
  return undefined;
}

/** P22: a sparse index lacks the documents that null, absence and most negations match. */
function unsupportedBySparse(expression: Expression, inElemMatch: boolean): string | undefined {
  const why = "a sparse index cannot answer";
  switch (expression.type) {
    case "eq":
    case "gte":
    case "lte":
      return !inElemMatch && expression.operand?.rank === Rank.null ? `${why} null` : undefined;
    case "in":
      return !inElemMatch && expression.detail?.points?.some(isNull_) ? `${why} null` : undefined;
    case "not": {
      const child = expression.children[0];
      if (child && isEqualityToNull(child)) return undefined;
      return child?.type === "exists" ? `${why} \`$exists: false\`` : `${why} a negation`;
    }
    default:
      return undefined;
  }
}

function supportedByWildcard(expression: Expression): boolean {
  switch (expression.type) {
    case "eq":
    case "lt":
    case "lte":
    case "gt":
    case "gte":
      return expression.operand === null || wildcardHolds(expression.operand, expression.type);
    case "in":
      return (expression.detail?.points ?? []).every(
        (point) => (point.rank !== Rank.array && point.rank !== Rank.object) || isEmptyValue(point),
      );
    default:
      return true;
  }
}

function wildcardHolds(operand: Point, type: string): boolean {
  if (operand.rank === Rank.object) return isEmptyValue(operand) && (type === "eq" || type === "lte");
  if (operand.rank === Rank.array) return isEmptyValue(operand) && type === "eq";
  return true;
}

/** Before the text key only equalities may stand (I8). */
function textNeighbour(entry: Entry, position: number, expression: Expression): string | undefined {
  const before = position < entry.kinds.indexOf("text");
  return before && expression.type !== "eq" ? "before the text key only equalities may stand" : undefined;
}

function specialKey(
  entry: Entry,
  expression: Expression,
  around: Surroundings,
  kind: string,
): string | undefined {
  switch (kind) {
    case "hashed":
      if (entry.sparse) {
        const why = unsupportedBySparse(expression, around.elemMatch?.type === "elemMatchValue");
        if (why) return why;
      }
      return supportedByHashed(expression) ? undefined : "a hashed key serves equalities only";
    case "2dsphere":
      if (expression.type !== "geo" && expression.type !== "near")
        return "a 2dsphere key serves geo operators only";
      return expression.detail?.region?.sphere ? undefined : "a 2dsphere key does not serve flat geometry";
    case "2d":
      if (expression.type !== "geo" && expression.type !== "near")
        return "a 2d key serves geo operators only";
      return servedBy2d(expression) ? undefined : "a 2d key does not serve spherical geometry";
    case "text":
      return expression.type === "text" ? undefined : "a text key serves `$text` only";
    default:
      return `\`${kind}\` is no index type`;
  }
}

/** I47: equality, `$in` without regular expressions, `$exists`. */
function supportedByHashed(expression: Expression): boolean {
  switch (expression.type) {
    case "eq":
    case "exprEq":
    case "exists":
      return true;
    case "in":
      return (expression.detail?.patterns?.length ?? 0) === 0 && !expression.detail?.unknownPattern;
    case "not":
      return expression.children[0]?.type === "exists";
    default:
      return false;
  }
}

function servedBy2d(expression: Expression): boolean {
  const region = expression.detail?.region;
  if (!region) return false;
  return expression.type === "near" ? region.flat : region.operator === "within" && region.flat;
}

function comparesArray(expression: Expression): boolean {
  if (expression.type === "in")
    return (expression.detail?.points ?? []).some((point) => point.rank === Rank.array);
  return expression.operand?.rank === Rank.array;
}

function comparesCollated(expression: Expression): boolean {
  switch (expression.type) {
    case "in":
      return (expression.detail?.points ?? []).some((point) => isCollated(point.rank));
    case "not":
    case "elemMatchValue":
      return expression.children.some(comparesCollated);
    default:
      return expression.operand !== null && isCollated(expression.operand.rank);
  }
}

function operatorOf(expression: Expression): string {
  return expression.type === "elemMatchValue" ? "$elemMatch" : `$${expression.type}`;
}
