import { chosen, plan, withArrays } from "../planner/index.js";
import { plannedOf } from "../planner/stated.js";
import type { Collection, Index, Model, Plan, Query } from "./types.js";

/** Names the plan of each query whose model, filter and indexes are known well enough. */
export function planQueries(
  queries: readonly Query[],
  models: readonly Model[],
  collections: readonly Collection[],
): Query[] {
  const byId = new Map(models.map((model) => [model.id, model]));
  const home = new Map(
    collections.flatMap((collection) => collection.models.map((id) => [id, collection] as const)),
  );
  const prepared = new Map<Collection, readonly Index[]>();

  return queries.map((query) => {
    const model = query.modelId === null ? undefined : byId.get(query.modelId);
    const collection = model && home.get(model.id);
    if (!collection || query.certainty === "unknown") return query;
    const best = planOf(query, model, indexesOf(collection));
    return isFirm(best, query, model) ? { ...query, plan: best } : query;
  });

  /** The planner remembers what it learnt of an index object: made once per collection. */
  function indexesOf(collection: Collection): readonly Index[] {
    const known = prepared.get(collection);
    if (known) return known;
    const arrays = collection.models.flatMap((id) =>
      (byId.get(id)?.paths ?? []).flatMap((p) => (p.array ? [p.path] : [])),
    );
    const indexes = collection.indexes.map((index) => withArrays(index, arrays));
    prepared.set(collection, indexes);
    return indexes;
  }
}

const planOf = (query: Query, model: Model, indexes: readonly Index[]): Plan =>
  chosen(plan(plannedOf(query, model.options.collation), indexes));

/** With more predicates or indexes than are known, only what an index already serves stays true. */
function isFirm(plan: Plan, query: Query, model: Model): boolean {
  return (model.complete && !query.filter.open) || plan.bounded > 0;
}
