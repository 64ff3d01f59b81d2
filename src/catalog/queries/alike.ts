import { groupBy } from "../group.js";
import { once } from "../once.js";
import type { Filter, Predicate, Query } from "../types.js";
import { either } from "./predicates.js";

/** Merges readings of one call that ask the same question: what differs between them is no longer said. */
export function mergeAlike(queries: readonly Query[]): readonly Query[] {
  const calls = groupBy(queries, ({ at }) => `${at.file}:${at.line}:${at.column}`);
  return calls.size === queries.length ? queries : [...calls.values()].flatMap(mergeReadings);
}

function mergeReadings(readings: readonly Query[]): readonly Query[] {
  if (readings.length === 1) return readings;
  const merged = new Map<string, Query>();
  for (const query of readings) {
    const key = question(query);
    const seen = merged.get(key);
    merged.set(key, seen === undefined ? query : eitherQuery(seen, query));
  }
  return [...merged.values()];
}

const UNASKED = new Set(["value", "type", "count", "maybe", "open", "certainty"]);

/** Everything of a query but its operands, and what may be missing or more. */
const question = once((query: Query): string =>
  JSON.stringify(query, (key, value: unknown) => (UNASKED.has(key) ? undefined : value)),
);

const sureness = ["unknown", "assumed", "proven"] as const;

const eitherQuery = (a: Query, b: Query): Query => ({
  ...a,
  filter: eitherFilter(a.filter, b.filter),
  certainty: sureness.find((each) => each === a.certainty || each === b.certainty) ?? a.certainty,
});

function eitherFilter(a: Filter, b: Filter): Filter {
  return {
    all: zip(a.all, b.all, eitherPredicate),
    any: zip(a.any, b.any, (branches, others) => zip(branches, others, eitherFilter)),
    nor: zip(a.nor, b.nor, eitherFilter),
    open: a.open || b.open,
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
