import type { Datum } from "../../interpret/happenings.js";
import type { Predicate, PredicateOp } from "../types.js";
import { predicate } from "./predicates.js";
import { toJson } from "./values.js";

const COMPARISON: ReadonlyMap<string, PredicateOp> = new Map<string, PredicateOp>([
  ["$eq", "eq"],
  ["$gt", "range"],
  ["$gte", "range"],
  ["$lt", "range"],
  ["$lte", "range"],
]);

/** The comparisons of a `$expr` that can use an index inside a `$lookup`: a plain path against a variable (M80). */
export function comparisons(datum: Datum, maybe: boolean): Predicate[] {
  const entry =
    datum.t === "object" && !datum.open && datum.entries.length === 1 ? datum.entries[0] : undefined;
  if (entry?.key === "$and" && entry.value.t === "array" && !entry.value.rest) {
    return entry.value.items.flatMap((item) => comparisons(item.value, maybe || item.maybe === true));
  }
  const op = entry && COMPARISON.get(entry.key);
  const path = entry && op && comparedPath(entry.value);
  return [
    path && op ? predicate(path, op, { maybe }) : predicate("$expr", "expr", { value: toJson(datum), maybe }),
  ];
}

function comparedPath(operands: Datum): string | undefined {
  if (operands.t !== "array" || operands.items.length !== 2) return undefined;
  const sides = operands.items.map((item) => item.value);
  const paths = sides.flatMap((side) => (isPath(side) ? [side.v.slice(1)] : []));
  const others = sides.filter((side) => !isPath(side));
  const constant = others.every((side) => side.t === "prim" || side.t === "unknown");
  return paths.length === 1 && constant ? paths[0] : undefined;
}

const isPath = (datum: Datum): datum is { t: "prim"; v: string } =>
  datum.t === "prim" && typeof datum.v === "string" && datum.v.startsWith("$") && !datum.v.startsWith("$$");
