import { and, comparison, node } from "./expression.js";
import type { Expression, ExpressionType } from "./expression.js";
import { canonical } from "./canonical.js";
import { isUnknown } from "./unknown.js";
import { pointOf } from "./value.js";
import type { Point } from "./value.js";

const rewritten: Readonly<Record<string, ExpressionType>> = {
  $eq: "exprEq",
  $gt: "exprRange",
  $gte: "exprRange",
  $lt: "exprRange",
  $lte: "exprRange",
};

/** `$expr` stays a filter; comparisons of a path with a constant also become index predicates (P18a). */
export function readExpr(value: unknown): Expression {
  const filter = node("other", "", [], { text: canonical(["$expr", value]) });
  const predicates = predicatesOf(value);
  return predicates.length === 0 ? filter : and([filter, ...predicates]);
}

function predicatesOf(value: unknown): Expression[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  const [entry] = Object.entries(value);
  if (!entry) return [];
  const [operator, operands] = entry;
  if (!Array.isArray(operands)) return [];
  if (operator === "$and") return operands.flatMap(predicatesOf);
  const type = rewritten[operator];
  if (!type || operands.length !== 2) return [];
  const [left, right] = operands as [unknown, unknown];
  return predicate(type, operator, left, right) ?? predicate(type, flip(operator), right, left) ?? [];
}

function predicate(
  type: ExpressionType,
  operator: string,
  field: unknown,
  constant: unknown,
): Expression[] | undefined {
  if (typeof field !== "string" || !/^\$[^$]/.test(field)) return undefined;
  const operand = constantOf(constant);
  if (!operand) return undefined;
  const path = field.slice(1);
  return [{ ...comparison(type, path, operand), detail: { text: operator } }];
}

function constantOf(value: unknown): Point | undefined {
  if (typeof value === "string" && value.startsWith("$")) return undefined;
  if (typeof value === "object" && value !== null && !isUnknown(value) && pointOf(value).value === value) {
    const literal = (value as Record<string, unknown>)["$literal"];
    return literal === undefined ? undefined : constantOf(literal);
  }
  return value === undefined ? undefined : pointOf(value);
}

function flip(operator: string): string {
  const flipped: Record<string, string> = { $gt: "$lt", $gte: "$lte", $lt: "$gt", $lte: "$gte" };
  return flipped[operator] ?? operator;
}
