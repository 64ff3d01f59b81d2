import type { Datum, Entry } from "../../interpret/happenings.js";
import type { Filter, Predicate, PredicateOp } from "../types.js";
import { toConditions } from "./conditions.js";
import type { Conditions } from "./conditions.js";
import type { Reading } from "./context.js";
import { comparisons } from "./expressions.js";
import { predicate, readValue } from "./predicates.js";
import { toJson } from "./values.js";

interface Draft {
  readonly all: Predicate[];
  readonly any: Filter[][];
  readonly nor: Filter[];
  open: boolean;
}

/** Top-level operators that are one predicate of their own. */
const WHOLE: ReadonlyMap<string, PredicateOp> = new Map<string, PredicateOp>([
  ["$text", "text"],
  ["$where", "where"],
  ["$expr", "expr"],
]);

/** Reads a filter object: predicates that are ANDed, each `$or` with its branches, `$nor`, and whether more may be in it. */
export const readFilter = (datum: Datum, reading: Reading): Filter =>
  readConditions(toConditions(datum), reading);

/** Reads conditions that were merged from several calls. */
export function readConditions(conditions: Conditions, reading: Reading): Filter {
  const draft: Draft = { all: [], any: [], nor: [], open: false };
  readInto(draft, conditions, false, reading);
  return draft;
}

function readInto(draft: Draft, conditions: Conditions, maybe: boolean, reading: Reading): void {
  if (conditions.open) draft.open = true;
  for (const entry of conditions.entries.values()) {
    readEntry(draft, entry, maybe || entry.maybe === true, reading);
  }
}

function readEntry(draft: Draft, entry: Entry, maybe: boolean, reading: Reading): void {
  const { key, value } = entry;
  switch (key) {
    case "$and":
      return eachBranch(draft, value, maybe, (branch, branchMaybe) =>
        readInto(draft, toConditions(branch), branchMaybe, reading),
      );
    case "$or":
    case "$nor": {
      const branches: Filter[] = [];
      eachBranch(draft, value, maybe, (branch, branchMaybe) => {
        const inner: Draft = { all: [], any: [], nor: [], open: false };
        readInto(inner, toConditions(branch), branchMaybe, reading);
        branches.push(inner);
      });
      if (key === "$nor") draft.nor.push(...branches);
      else if (branches.length > 0) draft.any.push(branches); // an empty $or is deleted (M59)
      return;
    }
    case "$comment":
      return;
    case "$expr":
      if (reading.inLookup) {
        draft.all.push(...comparisons(value, maybe));
        return;
      }
      break;
  }
  if (key.startsWith("$"))
    draft.all.push(predicate(key, WHOLE.get(key) ?? "unknown", { value: toJson(value), maybe }));
  else draft.all.push(...readValue(key, value, maybe, reading));
}

/** Visits the members of a `$and`, `$or` or `$nor`; an unknown list leaves the filter open. */
function eachBranch(
  draft: Draft,
  list: Datum,
  maybe: boolean,
  visit: (branch: Datum, maybe: boolean) => void,
): void {
  if (list.t === "array") {
    for (const item of list.items) visit(item.value, maybe || item.maybe === true);
    if (list.rest) visit(list.rest, maybe || list.items.length > 0);
  } else if (list.t === "union") {
    for (const each of list.of) eachBranch(draft, each, true, visit);
  } else if (list.t === "unknown" && list.element) {
    visit(list.element, maybe);
  } else if (list.t === "unknown" || list.t === "object") {
    draft.open = true;
  }
}
