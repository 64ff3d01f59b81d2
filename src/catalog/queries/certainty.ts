import type { Filter, Query } from "../types.js";

/** How sure the reading is: `unknown` without a model or a filter, `assumed` where it rests on something not known. */
export function certaintyOf(
  known: boolean,
  filter: Filter,
  assumed: boolean,
  sort: Query["sort"],
): Query["certainty"] {
  if (!known || (filter.open && isEmpty(filter))) return "unknown";
  return assumed || sort === "unknown" || !isFirm(filter) ? "assumed" : "proven";
}

const isEmpty = (filter: Filter): boolean =>
  filter.all.length === 0 && filter.any.length === 0 && filter.nor.length === 0;

/** Nothing in it is conditional, open or not understood. */
function isFirm(filter: Filter): boolean {
  return (
    !filter.open &&
    filter.all.every((each) => each.maybe !== true && each.op !== "unknown") &&
    filter.any.every((branches) => branches.every(isFirm)) &&
    filter.nor.every(isFirm)
  );
}
