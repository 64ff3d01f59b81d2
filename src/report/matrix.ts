import type { Index, Model, Query } from "../catalog/types.js";
import { chosen, planFilter, withArrays } from "../planner/index.js";

/** How well one index serves one query. */
export type Fit = "full" | "part" | "memory" | "order" | "none";

/** How well each index would serve each query, were it the only one: a row per query, a column per index. */
export function matrixOf(
  queries: readonly Query[],
  indexes: readonly Index[],
  models: readonly Model[],
): Fit[][] {
  const arrays = models.flatMap(({ paths }) => paths.filter(({ array }) => array).map(({ path }) => path));
  const columns = indexes.map((index) => withArrays(index, arrays));
  return queries.map((query) => rowOf(query, columns));
}

function rowOf(query: Query, columns: readonly Index[]): Fit[] {
  const filter = { ...query.filter, all: [...query.filter.all, ...query.added] };
  const rest = {
    sort: query.sort === "unknown" ? null : query.sort,
    collation: objectOr(query.collation),
    noIdIndex: true,
  };
  const inBranches = new Set(
    filter.any.length > 0
      ? planFilter(filter, columns, rest).candidates.flatMap(({ branch, name }) =>
          branch === undefined ? [] : [name],
        )
      : [],
  );
  return columns.map((index) => {
    const { access, bounded, tight, sort, residual } = chosen(planFilter(filter, [index], rest));
    if (access === "collscan" || access === "error") return inBranches.has(index.name) ? "part" : "none";
    if (bounded === 0 && access !== "text" && access !== "geo") return sort === "index" ? "order" : "none";
    if (sort === "memory") return "memory";
    return tight && residual.length === 0 ? "full" : "part";
  });
}

const objectOr = (value: Query["collation"]): { readonly [key: string]: unknown } | null =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as { readonly [key: string]: unknown })
    : null;
