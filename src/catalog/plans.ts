import { chosen, plan, withArrays } from "../planner/index.js";
import { plannedOf } from "../planner/stated.js";
import type { Memory } from "./memory.js";
import { areSame } from "./strands.js";
import type { Collection, Index, Model, Plan, Query } from "./types.js";
import type { World } from "./world.js";

/** Queries of one file, each with its plan when its model, filter and indexes are known well enough. */
export function planQueries(queries: readonly Query[], world: World, memory: Memory): readonly Query[] {
  const before = memory.planned.get(queries);
  if (before?.in === world) return before.made;
  const made = queries.map((query) => planned(query, world, memory));
  memory.planned.set(queries, { in: world, made });
  return made;
}

function planned(query: Query, world: World, memory: Memory): Query {
  const model = query.modelId === null ? undefined : world.byId.get(query.modelId);
  const collection = model && world.homes.get(model.id);
  if (!collection || query.certainty === "unknown") return query;
  const { complete, options } = model;
  const collation = options.collation && JSON.stringify(options.collation);
  const indexes = indexesOf(collection, world, memory);
  const before = memory.plans.get(query);
  if (before?.indexes === indexes && before.complete === complete && before.collation === collation)
    return before.planned;
  const best = planOf(query, model, indexes);
  const planned = isFirm(best, query, model) ? { ...query, plan: best } : query;
  memory.plans.set(query, { indexes, complete, collation, planned });
  return planned;
}

/** The planner remembers what it learnt of an index object: made once per collection. */
function indexesOf(collection: Collection, { byId }: World, memory: Memory): readonly Index[] {
  const owners = collection.models.map((id) => byId.get(id));
  const known = memory.prepared.get(collection);
  if (known && areSame(known.models, owners)) return known.indexes;
  const arrays = owners.flatMap((model) => (model?.paths ?? []).flatMap((p) => (p.array ? [p.path] : [])));
  const indexes =
    known && areSame(known.arrays, arrays)
      ? known.indexes
      : collection.indexes.map((index) => withArrays(index, arrays));
  memory.prepared.set(collection, { models: owners, arrays, indexes });
  return indexes;
}

const planOf = (query: Query, model: Model, indexes: readonly Index[]): Plan =>
  chosen(plan(plannedOf(query, model.options.collation), indexes));

/** With more predicates or indexes than are known, only what an index already serves stays true. */
function isFirm(plan: Plan, query: Query, model: Model): boolean {
  return (model.complete && !query.filter.open) || plan.bounded > 0;
}
