import type { Filter, Predicate, Query } from "../types.js";
import { either } from "./predicates.js";

/** Merges readings of one call that ask the same question: what differs between them is no longer said. */
export function mergeAlike(queries: readonly Query[]): Query[] {
  const merged = new Map<string, Query>();
  for (const query of queries) {
    const key = question(query);
    const seen = merged.get(key);
    merged.set(
      key,
      seen === undefined ? query : { ...seen, filter: eitherFilter(seen.filter, query.filter) },
    );
  }
  return [...merged.values()];
}

const OPERANDS = new Set(["value", "type", "count"]);

/** Everything of a query but its operands. */
const question = (query: Query): string =>
  JSON.stringify(query, (key, value: unknown) => (OPERANDS.has(key) ? undefined : value));

function eitherFilter(a: Filter, b: Filter): Filter {
  return {
    ...a,
    all: zip(a.all, b.all, eitherPredicate),
    any: zip(a.any, b.any, (branches, others) => zip(branches, others, eitherFilter)),
    nor: zip(a.nor, b.nor, eitherFilter),
  };
}

function eitherPredicate(a: Predicate, b: Predicate): Predicate {
  const both = either(a, b);
  return a.within && b.within ? { ...both, within: zip(a.within, b.within, eitherPredicate) } : both;
}

const zip = <T>(a: readonly T[], b: readonly T[], join: (a: T, b: T) => T): T[] =>
  a.map((each, n) => {
    const other = b[n];
    return other === undefined ? each : join(each, other);
  });
