import { canonical } from "./canonical.js";

/** The identity of a partial filter after the server's normalisation (I24); "" for none. */
export const filterKey = (filter: unknown): string =>
  typeof filter === "object" && filter !== null ? conjuncts(filter).sort().join(" & ") : "";

/** Do two partial filters hold the same documents, as far as the server can tell? */
export const sameFilter = (a: unknown, b: unknown): boolean => filterKey(a) === filterKey(b);

/** Does whatever matches `narrow` match `wide` too? */
export const impliesFilter = (narrow: unknown, wide: unknown): boolean => {
  const known = typeof narrow === "object" && narrow !== null ? conjuncts(narrow) : [];
  return typeof wide !== "object" || wide === null || conjuncts(wide).every(clause => known.includes(clause));
};

function conjuncts(filter: object): string[] {
  return Object.entries(filter).flatMap(([path, value]) => {
    if (path === "$and" && Array.isArray(value)) return value.flatMap(clause => conjuncts(clause as object));
    if (typeof value !== "object" || value === null || !Object.keys(value).some(key => key.startsWith("$")))
      return [canonical([path, "$eq", value])];
    return Object.entries(value as object).map(([op, operand]) => canonical([path, op, operand]));
  });
}
