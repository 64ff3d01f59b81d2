import { find } from "./expression.js";
import type { Expression } from "./expression.js";

/**
 * Why the server refuses this query whatever indexes there are (I50, P40); undefined: it does not.
 * `hint` is "$natural" for a `$natural` sort, too.
 */
export function refusalOf(filter: Expression, hint: string | undefined): string | undefined {
  const [texts, nears] = [count(filter, "text"), count(filter, "near")];
  if (texts + nears === 0) return undefined;
  if (texts > 0 && nears > 0) return "$text and $near cannot be in one query";
  return texts > 0 ? refusedText(filter, texts, hint) : refusedNear(filter, nears, hint);
}

function refusedText(filter: Expression, texts: number, hint: string | undefined): string | undefined {
  if (texts > 1) return "a query can have one $text";
  if (hint !== undefined) return "$text cannot be in one query with a hint or a $natural sort";
  return isBuried(filter) ? "$text cannot stand under $nor or in an $elemMatch" : undefined;
}

function refusedNear(filter: Expression, nears: number, hint: string | undefined): string | undefined {
  if (nears > 1) return "a query can have one $near";
  const clauses = filter.type === "and" ? filter.children : [filter];
  if (!clauses.some(({ type }) => type === "near")) return "$near must stand at the top level of the filter";
  return hint === "$natural" ? "$near cannot be in one query with a $natural sort or hint" : undefined;
}

const count = (expression: Expression, type: Expression["type"]): number =>
  expression.children.reduce((sum, child) => sum + count(child, type), Number(expression.type === type));

function isBuried(expression: Expression): boolean {
  const { type, children } = expression;
  if (type === "nor" || type === "not" || type === "elemMatchObject")
    return find(expression, "text") !== undefined;
  return children.some(isBuried);
}
