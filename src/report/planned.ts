import type { Index, Model, Query } from "../catalog/types.js";
import { plan, withArrays, type Result } from "../planner/index.js";
import { plannedOf } from "../planner/stated.js";

/** Indexes told which of their paths lead through arrays; make them once, planning remembers what it learnt. */
export function indexesFor(indexes: readonly Index[], models: readonly Model[]): Index[] {
  const arrays = arraysOf(models);
  return indexes.map((index) => withArrays(index, arrays));
}

/** The paths these models declare as arrays. */
export const arraysOf = (models: readonly Model[]): string[] =>
  models.flatMap(({ paths }) => paths.filter(({ array }) => array).map(({ path }) => path));

/** Plans a catalog's query against these indexes and no others. */
export const planQuery = (query: Query, indexes: readonly Index[], collation?: unknown): Result =>
  plan({ ...plannedOf(query, collation), noIdIndex: true }, indexes);
