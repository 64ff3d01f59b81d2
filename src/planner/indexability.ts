import type { Expression, ExpressionType } from "./expression.js";

const OWN_FIELD = new Set<ExpressionType>([
  ...([
    "eq",
    "lt",
    "lte",
    "gt",
    "gte",
    "exprEq",
    "exprRange",
    "in",
    "regex",
    "mod",
    "exists",
    "type",
  ] as const),
  ...(["geo", "near", "text"] as const),
]);

const NOT_UNDER_NOT = new Set<ExpressionType>(["regex", "mod", "type", "elemMatchValue", "geo", "near"]);

/** Can an index on this node's own path serve it (P1–P17)? */
export const usesIndexOnOwnField = (expression: Expression): boolean =>
  expression.type === "elemMatchValue" ? valueUsesIndex(expression) : OWN_FIELD.has(expression.type);

/** All children of `$elemMatch` on values must be indexable (P16). */
function valueUsesIndex(expression: Expression): boolean {
  return expression.children.every((child) => {
    if (child.type !== "not") return OWN_FIELD.has(child.type);
    const negated = child.children[0];
    return negated !== undefined && OWN_FIELD.has(negated.type) && !isNeverNegated(negated);
  });
}

/** A negation whose operand could use an index on its own path (P8–P10). */
export function isIndexableNot(expression: Expression): boolean {
  const child = expression.children[0];
  return expression.type === "not" && child !== undefined && usesIndexOnOwnField(child);
}

/** Does this node turn into index bounds? */
export const generatesBounds = (expression: Expression): boolean =>
  expression.type === "not" ? isIndexableNot(expression) : usesIndexOnOwnField(expression);

/** Operators whose negation no index serves (P18). */
export const isNeverNegated = (expression: Expression): boolean => NOT_UNDER_NOT.has(expression.type);
