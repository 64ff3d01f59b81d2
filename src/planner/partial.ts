import { and, node } from "./expression.js";
import type { Expression } from "./expression.js";
import { identity, implies } from "./implies.js";
import { isBad, parseFilter } from "./parse.js";
import { canonical } from "./canonical.js";

/** The identity of a partial filter after the server's normalisation (I24); "" for none. */
export function filterKey(filter: unknown): string {
  if (filter === undefined || filter === null) return "";
  const parsed = parseFilter(filter);
  return isBad(parsed) ? canonical(filter) : identity(parsed);
}

/** Do two partial filters hold the same documents, as far as the server can tell? */
export const sameFilter = (a: unknown, b: unknown): boolean => filterKey(a) === filterKey(b);

/** Does whatever matches `narrow` match `wide` too (no filter = everything)? */
export function impliesFilter(narrow: unknown, wide: unknown): boolean {
  const [n, w] = [parsed(narrow), parsed(wide)];
  return n !== undefined && w !== undefined ? implies(n, w) : sameFilter(narrow, wide);
}

function parsed(filter: unknown): Expression | undefined {
  if (filter === undefined || filter === null) return node("and", "");
  const expression = parseFilter(filter);
  return isBad(expression) ? undefined : and([expression]);
}
