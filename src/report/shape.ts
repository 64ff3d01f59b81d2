import type { Place, Query } from "../catalog/types.js";
import { showKeys } from "../planner/index.js";
import { showFilter } from "../verdict/index.js";

/** Shows a place the way terminals and editors open it: `src/a.ts:12`. */
export const showPlace = (place: Place): string => `${place.file}:${place.line}`;

/** Shows what a query asks for: `find { ownerId, status: in, createdAt?: range } sort { createdAt: -1 }`. */
export function showQuery({ operation, filter, added, sort }: Query): string {
  const order = sort === "unknown" ? ["sort ?"] : sort && sort.length > 0 ? [`sort ${showKeys(sort)}`] : [];
  return [operation, showFilter(filter, added), ...order].join(" ");
}
