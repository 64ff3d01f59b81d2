import { and, comparison, node, or } from "./expression.js";
import type { Expression, ExpressionType } from "./expression.js";
import { canonical } from "./canonical.js";
import { isUnknown } from "./unknown.js";
import { pointOf, unknownPoint } from "./value.js";
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
  if (operator === "$or") {
    const branches = operands.map(predicatesOf);
    return branches.length === 0 || branches.some((branch) => branch.length === 0)
      ? []
      : [or(branches.map(and))];
  }
  const type = rewritten[operator];
  if (!type || operands.length !== 2) return [];
  const [left, right] = operands as [unknown, unknown];
  return predicate(type, operator, left, right) ?? predicate(type, flip(operator), right, left) ?? [];
}

const isPath = (value: unknown): value is string => typeof value === "string" && /^\$[^$]/.test(value);

function predicate(
  type: ExpressionType,
  operator: string,
  field: unknown,
  constant: unknown,
): Expression[] | undefined {
  if (!isPath(field)) return undefined;
  const operand = constantOf(constant);
  if (!operand) return undefined;
  const path = field.slice(1);
  return [{ ...comparison(type, path, operand), detail: { text: operator } }];
}

/** What does not change from document to document, `$$NOW` and what is worked out from it included, is folded first. */
function constantOf(value: unknown): Point | undefined {
  if (isPath(value)) return undefined;
  if (typeof value === "string" && value.startsWith("$$")) return variableOf(value);
  if (typeof value !== "object" || value === null || isUnknown(value)) return literalOf(value);
  if (pointOf(value).value !== value) return pointOf(value);
  if ("$literal" in value) return literalOf(value.$literal);
  if (Array.isArray(value) || !isFolded(value)) return undefined;
  const computed = Object.keys(value).some((key) => key.startsWith("$"));
  return computed ? unknownPoint("anything") : pointOf(value);
}

/** No comparison with an array is rewritten. */
const literalOf = (value: unknown): Point | undefined =>
  value === undefined || Array.isArray(value) ? undefined : pointOf(value);

const PER_DOCUMENT = /^\$\$(ROOT|CURRENT|REMOVE)\b/;
const variableOf = (name: string): Point | undefined => {
  if (PER_DOCUMENT.test(name)) return undefined;
  return unknownPoint(name === "$$NOW" ? "date" : "anything");
};

const UNSTEADY = new Set(["$rand", "$function", "$accumulator"]);

function isFolded(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isFolded);
  if (typeof value !== "object" || value === null || isUnknown(value) || pointOf(value).value !== value)
    return !isPath(value) && !(typeof value === "string" && PER_DOCUMENT.test(value));
  return Object.entries(value).every(
    ([key, inner]) => key === "$literal" || (!UNSTEADY.has(key) && isFolded(inner)),
  );
}

function flip(operator: string): string {
  const flipped: Record<string, string> = { $gt: "$lt", $gte: "$lte", $lt: "$gt", $lte: "$gte" };
  return flipped[operator] ?? operator;
}
