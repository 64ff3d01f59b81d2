import type { Index, Model, Query } from "../catalog/types.js";
import { chosen } from "../planner/index.js";
import { indexesFor, planQuery } from "./planned.js";

/** How well one index serves one query. */
export type Fit = "full" | "part" | "memory" | "order" | "none";

/** How well each index would serve each query, were it the only one: a row per query, a column per index. */
export function matrixOf(
  queries: readonly Query[],
  indexes: readonly Index[],
  models: readonly Model[],
): Fit[][] {
  const columns = indexesFor(indexes, models);
  // What a hint forbids is no answer to what an index could do.
  return queries.map(({ hint: _, ...query }) =>
    rowOf(query, columns, models.find(({ id }) => id === query.modelId)?.options.collation),
  );
}

function rowOf(query: Query, columns: readonly Index[], collation: unknown): Fit[] {
  const inBranches = new Set(
    query.filter.any.length > 0
      ? planQuery(query, columns, collation).candidates.flatMap(({ branch, name }) =>
          branch === undefined ? [] : [name],
        )
      : [],
  );
  return columns.map((index) => {
    const { access, bounded, tight, sort, residual } = chosen(planQuery(query, [index], collation));
    if (access === "collscan" || access === "error") return inBranches.has(index.name) ? "part" : "none";
    if (bounded === 0 && access !== "text" && access !== "geo") return sort === "index" ? "order" : "none";
    if (sort === "memory") return "memory";
    // One document at most: what is left to test costs nothing.
    if (access === "id") return "full";
    return tight && residual.length === 0 ? "full" : "part";
  });
}
