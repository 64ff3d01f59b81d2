import { isUnknown } from "./unknown.js";
import { pointOf, Rank } from "./value.js";

const LOGICAL = new Set(["$and", "$or"]);
const ALLOWED = new Set(["$eq", "$exists", "$gt", "$gte", "$lt", "$lte", "$type", "$in", "$geoWithin"]);
const GEO_PARTS = new Set(["$geometry", "$box", "$center", "$centerSphere", "$polygon"]);

/** Operators in a filter that `partialFilterExpression` may not have (I33). */
export function forbiddenInPartial(filter: unknown): string[] {
  const found = new Set<string>();
  visit(filter, found);
  return [...found];
}

function visit(filter: unknown, found: Set<string>): void {
  if (typeof filter !== "object" || filter === null || isUnknown(filter)) return;
  for (const [key, value] of Object.entries(filter)) {
    if (LOGICAL.has(key)) for (const clause of Array.isArray(value) ? value : []) visit(clause, found);
    else if (key.startsWith("$")) found.add(key);
    else visitOperand(value, found);
  }
}

function visitOperand(operand: unknown, found: Set<string>): void {
  const { rank } = pointOf(operand);
  if (rank === Rank.regex) found.add("$regex");
  if (rank !== Rank.object || isUnknown(operand)) return;
  for (const [operator, value] of Object.entries(operand as object)) {
    if (!operator.startsWith("$") || GEO_PARTS.has(operator)) continue;
    if (!ALLOWED.has(operator)) found.add(operator);
    else if (operator === "$exists" && (value === false || value === 0)) found.add("$exists: false");
    else if (
      operator === "$in" &&
      Array.isArray(value) &&
      value.some((item) => pointOf(item).rank === Rank.regex)
    )
      found.add("$regex");
  }
}
