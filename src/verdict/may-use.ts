import type { Filter, Index, Query } from "../catalog/types.js";
import { conjuncts, keyed } from "./shape.js";

/** A predicate or a sort on the first key makes the index one of the planner's candidates (P18c). */
export function mayUse({ keys, name }: Index, query: Query): boolean {
  const first = keys[0]?.[0];
  if (query.hint === name || JSON.stringify(query.hint) === JSON.stringify(Object.fromEntries(keys)))
    return true;
  if (query.operation === "distinct") return true;
  const sorted = query.sort === "unknown" || (Array.isArray(query.sort) && query.sort[0]?.[0] === first);
  return (
    sorted ||
    keyed(conjuncts(query)).some(({ path }) => path === first) ||
    query.filter.any.flat().some((each) => tests(each, first))
  );
}

const tests = (filter: Filter, path: string | undefined): boolean =>
  keyed(filter.all).some((each) => each.path === path) ||
  filter.any.flat().some((branch) => tests(branch, path));
