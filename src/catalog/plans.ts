import { chosen, plan, withArrays } from "../planner/index.js";
import { plannedOf } from "../planner/stated.js";
import { homesOf } from "./collections.js";
import type { Memory } from "./memory.js";
import type { Collection, Index, Model, Plan, Query } from "./types.js";

/** Names the plan of each query whose model, filter and indexes are known well enough. */
export function planQueries(
  queries: readonly Query[],
  models: readonly Model[],
  collections: readonly Collection[],
  memory: Memory,
): Query[] {
  const byId = new Map(models.map((model) => [model.id, model]));
  const home = homesOf(collections);

  return queries.map((query) => {
    const model = query.modelId === null ? undefined : byId.get(query.modelId);
    const collection = model && home.get(model.id);
    if (!collection || query.certainty === "unknown") return query;
    const before = memory.plans.get(query);
    if (before?.model === model && before.collection === collection) return before.planned;
    const best = planOf(query, model, indexesOf(collection));
    const planned = isFirm(best, query, model) ? { ...query, plan: best } : query;
    memory.plans.set(query, { model, collection, planned });
    return planned;
  });

  /** The planner remembers what it learnt of an index object: made once per collection. */
  function indexesOf(collection: Collection): readonly Index[] {
    const owners = collection.models.map((id) => byId.get(id));
    const known = memory.prepared.get(collection);
    if (known?.models.every((model, i) => model === owners[i])) return known.indexes;
    const arrays = owners.flatMap((model) => (model?.paths ?? []).flatMap((p) => (p.array ? [p.path] : [])));
    const indexes = collection.indexes.map((index) => withArrays(index, arrays));
    memory.prepared.set(collection, { models: owners, indexes });
    return indexes;
  }
}

const planOf = (query: Query, model: Model, indexes: readonly Index[]): Plan =>
  chosen(plan(plannedOf(query, model.options.collation), indexes));

/** With more predicates or indexes than are known, only what an index already serves stays true. */
function isFirm(plan: Plan, query: Query, model: Model): boolean {
  return (model.complete && !query.filter.open) || plan.bounded > 0;
}
