import { chosen, planFilter, withArrays } from "../planner/index.js";
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
    const plan = planOf(query, model, indexesOf(collection));
    return plan && isFirm(plan, query, model) ? { ...query, plan } : query;
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

function planOf(query: Query, model: Model, indexes: readonly Index[]): Plan | null {
  const { filter, added, sort, projection, limit, skip, hint, operation } = query;
  const collation = query.collation ?? model.options.collation;
  const rest = {
    sort: sort === null || sort === "unknown" ? null : sort.map(sortKey),
    projection: projection === "unknown" ? null : (projection ?? null),
    ...(isObject(collation) ? { collation } : {}),
    ...(hint === undefined ? {} : { hint }),
    ...(typeof limit === "number" ? { limit } : {}),
    ...(typeof skip === "number" ? { skip } : {}),
    ...(operation === "countDocuments" || operation === "count" ? { op: "count" } : {}),
  };
  return chosen(planFilter({ ...filter, all: [...added, ...filter.all] }, indexes, rest));
}

const sortKey = ([path, direction]: readonly [string, 1 | -1 | "meta"]): readonly [string, unknown] => [
  path,
  direction === "meta" ? { $meta: "textScore" } : direction,
];

/** With more predicates or indexes than are known, only what an index already serves stays true. */
function isFirm(plan: Plan, query: Query, model: Model): boolean {
  return (model.complete && !query.filter.open) || plan.bounded > 0;
}

const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === "object" && value !== null;
