import type { Index, Model, Query } from "../catalog/types.js";
import { planFilter, withArrays } from "../planner/index.js";
import type { PlannedQuery, Result } from "../planner/index.js";

/** Indexes told which of their paths lead through arrays; make them once, planning remembers what it learnt. */
export function indexesFor(indexes: readonly Index[], models: readonly Model[]): Index[] {
  const arrays = models.flatMap(({ paths }) => paths.filter(({ array }) => array).map(({ path }) => path));
  return indexes.map((index) => withArrays(index, arrays));
}

/** Plans a catalog's query against these indexes and no others. */
export function planQuery(query: Query, indexes: readonly Index[]): Result {
  const { filter, added, sort, projection, hint, limit, skip, operation } = query;
  const rest: PlannedQuery = {
    sort: sort === "unknown" ? null : sort,
    projection: projection === "unknown" ? null : (projection ?? null),
    collation: documentOr(query.collation),
    limit: numberOr(limit),
    skip: numberOr(skip),
    op: operation,
    noIdIndex: true,
    ...(hint === undefined ? {} : { hint }),
  };
  return planFilter({ ...filter, all: [...filter.all, ...added] }, indexes, rest);
}

const numberOr = (value: number | string | undefined): number | null =>
  typeof value === "number" ? value : null;

const documentOr = (value: unknown): { readonly [key: string]: unknown } | null =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as { readonly [key: string]: unknown })
    : null;
