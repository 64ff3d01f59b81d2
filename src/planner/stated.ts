import { toMongoFilter, type FilterShape, type PredicateShape } from "./filter.js";
import { withArrays } from "./arrays.js";
import { plan } from "./plan.js";
import type { AnyIndex, PlannedQuery, Result } from "./types.js";

/** A query as catalogs state it; "unknown" where something is asked and not known. */
export interface StatedQuery {
  readonly operation: string;
  readonly filter: FilterShape;
  /** What libraries add to the filter. */
  readonly added: readonly PredicateShape[];
  readonly sort: readonly (readonly [path: string, direction: 1 | -1 | "meta"])[] | "unknown" | null;
  readonly projection?: { readonly [path: string]: unknown } | "unknown";
  readonly collation?: unknown;
  readonly hint?: unknown;
  readonly limit?: number | "unknown";
  readonly skip?: number | "unknown";
}

/** The query as the planner takes it; `collation` is the model's own, for queries that say none. */
export function plannedOf(query: StatedQuery, collation?: unknown): PlannedQuery {
  const { filter, added, sort, projection, limit, skip, hint, operation } = query;
  const asked = query.collation ?? collation;
  return {
    filter: toMongoFilter({ ...filter, all: [...added, ...filter.all] }),
    sort: sort === null || sort === "unknown" ? null : sort.map(sortKey),
    projection: projection === "unknown" ? null : (projection ?? null),
    ...(isObject(asked) ? { collation: asked } : {}),
    ...(hint === undefined ? {} : { hint }),
    ...(typeof limit === "number" ? { limit } : {}),
    ...(typeof skip === "number" ? { skip } : {}),
    ...opOf(operation),
  };
}

/** Counting needs no document (P43); what a join looks up may be null (M80). */
function opOf(operation: string): Pick<PlannedQuery, "op"> {
  if (operation === "countDocuments" || operation === "count") return { op: "count" };
  return operation === "lookup" || operation === "graphLookup" ? { op: operation } : {};
}

/** Plans a query of a catalog against the indexes of its collection. */
export const planStated = (
  query: StatedQuery,
  indexes: readonly AnyIndex[],
  { collation, arrays = [] }: { readonly collation?: unknown; readonly arrays?: readonly string[] } = {},
): Result =>
  plan(
    plannedOf(query, collation),
    indexes.map((index) => withArrays(index, arrays)),
  );

const sortKey = ([path, direction]: readonly [string, 1 | -1 | "meta"]): readonly [string, unknown] => [
  path,
  direction === "meta" ? { $meta: "textScore" } : direction,
];

const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === "object" && value !== null;
