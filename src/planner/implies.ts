import { canonical } from "./canonical.js";
import type { Expression } from "./expression.js";
import { comparePoints, Rank } from "./value.js";
import type { Point } from "./value.js";

/**
 * Does every document that `query` matches match `filter` too, as far as MongoDB can prove (P19)?
 * Values that are not known are taken to prove it if they can, unless it is to be `certain`.
 */
export function implies(query: Expression, filter: Expression, certain = false): boolean {
  if (filter.type === "or" && filter.children.some((branch) => implies(query, branch, certain))) return true;
  if (filter.type === "and") return filter.children.every((clause) => implies(query, clause, certain));
  if (query.type === "and") return query.children.some((clause) => implies(clause, filter, certain));
  if (query.type === "or") return query.children.every((branch) => implies(branch, filter, certain));
  if (certain && hasUnknown(query)) return false;
  switch (filter.type) {
    case "eq":
    case "lt":
    case "lte":
    case "gt":
    case "gte":
      return impliesComparison(query, filter);
    case "exists":
      return impliesExistence(query, filter.path) || identity(query) === identity(filter);
    case "in":
      return impliesMembership(query, filter);
    default:
      return identity(query) === identity(filter);
  }
}

const hasUnknown = ({ operand, detail }: Expression): boolean =>
  (operand?.unknown ?? false) || (detail?.points ?? []).some((point) => point.unknown);

const comparisons = new Set(["eq", "lt", "lte", "gt", "gte"]);

function impliesComparison(query: Expression, filter: Expression): boolean {
  if (query.path !== filter.path) return false;
  if (comparisons.has(query.type)) return compares(query.type, query.operand, filter);
  if (query.type !== "in" || (query.detail?.patterns?.length ?? 0) > 0 || query.detail?.unknownPattern)
    return false;
  return (query.detail?.points ?? []).every((point) => compares("eq", point, filter));
}

function compares(type: string, operand: Point | null, filter: Expression): boolean {
  const wanted = filter.operand;
  if (!operand || !wanted) return false;
  const maybe = operand.unknown || wanted.unknown;
  if (operand.rank !== wanted.rank)
    return (
      maybe && (operand.rank === Rank.anything || wanted.rank === Rank.anything) && reaches(type, filter)
    );
  if (maybe) return reaches(type, filter);
  if (isNaNPoint(operand) || isNaNPoint(wanted))
    return isNaNPoint(operand) && isNaNPoint(wanted) && allowsEquality(type) && allowsEquality(filter.type);
  const order = comparePoints(operand, wanted);
  if (type === filter.type && order === 0) return true;
  if (!reaches(type, filter)) return false;
  if (filter.type === "lt") return order < 0;
  if (filter.type === "lte") return order <= 0;
  if (filter.type === "gt") return order > 0;
  return filter.type === "gte" && order >= 0;
}

/** Can a comparison of this type be inside the filter's at all? */
function reaches(type: string, filter: Expression): boolean {
  if (type === "eq") return true;
  if (filter.type === "lt" || filter.type === "lte") return type === "lt" || type === "lte";
  if (filter.type === "gt" || filter.type === "gte") return type === "gt" || type === "gte";
  return false;
}

const isNaNPoint = (point: Point): boolean => point.rank === Rank.number && Number.isNaN(point.value);
const allowsEquality = (type: string): boolean => type === "eq" || type === "lte" || type === "gte";

const PRESENT = new Set([
  "elemMatchValue",
  "elemMatchObject",
  "exists",
  "geo",
  "mod",
  "regex",
  "size",
  "type",
]);
const isNull = (point: Point): boolean => point.rank === Rank.null;

function impliesExistence(query: Expression, path: string): boolean {
  if (query.type === "not") {
    const child = query.children[0];
    if (!child || child.path !== path) return false;
    if (child.type === "eq") return child.operand?.rank === Rank.null;
    return child.type === "in" && (child.detail?.points ?? []).some(isNull);
  }
  if (query.path !== path) return false;
  if (comparisons.has(query.type)) return query.operand?.rank !== Rank.null;
  if (query.type === "in") return !(query.detail?.points ?? []).some(isNull);
  return PRESENT.has(query.type);
}

function impliesMembership(query: Expression, filter: Expression): boolean {
  if (identity(query) === identity(filter)) return true;
  if (query.path !== filter.path || (filter.detail?.patterns?.length ?? 0) > 0) return false;
  return (filter.detail?.points ?? []).some((point) =>
    impliesComparison(query, { ...filter, type: "eq", operand: point, detail: null }),
  );
}

/** One text per expression, whatever the order of its clauses (I24). */
export function identity(expression: Expression): string {
  const { type, path, operand, detail } = expression;
  const own = [type, path, operand ? pointText(operand) : "", detail ? detailText(detail) : ""].map((part) =>
    canonical(part),
  );
  const children = expression.children.map(identity).sort();
  return `(${own.join(" ")} ${children.join(" ")})`;
}

const pointText = (point: Point): string =>
  `${point.rank}:${point.unknown ? "?" : ""}${canonical(point.value)}`;

function detailText(detail: NonNullable<Expression["detail"]>): string {
  const points = (detail.points ?? []).map(pointText).sort();
  return canonical([points, detail.patterns, detail.unknownPattern, detail.count, detail.text]);
}
