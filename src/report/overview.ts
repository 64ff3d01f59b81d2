import type { Collection, Index, Model, Plan, Query } from "../catalog/types.js";
import { isUnfiltered, viewOf, type CatalogView, type QueryView } from "../verdict/index.js";
import type { Subject } from "./types.js";

/** How well a query's plan serves it. */
export type Service = "served" | "order" | "none" | "everything" | "refused" | "unknown";

export interface IndexUse {
  readonly index: Index;
  readonly queries: readonly QueryView[];
}

/** One collection as a person thinks of it: its indexes, each with the queries it serves, and the queries none serves. */
export interface Overview {
  readonly collection: Collection;
  readonly models: readonly Model[];
  readonly indexes: readonly IndexUse[];
  /** All but those in tests, scripts and migrations. */
  readonly queries: readonly QueryView[];
  /** Filtered, and every index leaves them a scan of the collection. */
  readonly unserved: readonly QueryView[];
  /** Asked without a filter, refused by the server, or not known well enough. */
  readonly others: readonly QueryView[];
  /** In tests, scripts and migrations: counted, not shown. */
  readonly cold: number;
}

/** Every collection with its indexes and the queries each serves, in the catalog's order. */
export function overviews({ catalog, cold }: Pick<Subject, "catalog" | "cold">): Overview[] {
  const { collections, models } = catalog;
  const view = viewOf(catalog);
  const placed = new Set(collections.flatMap((collection) => collection.models));
  const alone = models.filter((model) => !placed.has(model.id)).map((model) => view.collectionOf(model));
  return [...collections, ...alone].map((collection) => overview(collection, view, cold));
}

function overview(collection: Collection, view: CatalogView, cold: Subject["cold"]): Overview {
  const all = view.queriesOf(collection);
  const warm = all.filter(({ query, migrates }) => !migrates && !cold(query.at.file));
  return {
    collection,
    models: view.modelsOf(collection),
    indexes: collection.indexes.map((index) => ({
      index,
      queries: warm.filter(({ query }) => usesIndex(query.plan, index.name)),
    })),
    queries: warm,
    unserved: warm.filter((query) => serviceOf(query) === "none"),
    others: warm.filter((query) => ["everything", "refused", "unknown"].includes(serviceOf(query))),
    cold: all.length - warm.length,
  };
}

/** How well the chosen plan serves this query: only bounds on a leading key count as serving its filter. */
export function serviceOf({ query }: QueryView): Service {
  const { plan } = query;
  if (!plan) return asksForAll(query) ? "everything" : "unknown";
  if (plan.access === "error") return "refused";
  if (plan.access === "collscan") return asksForAll(query) ? "everything" : "none";
  if (plan.access === "index" && plan.bounded === 0) return "order";
  return "served";
}

const asksForAll = (query: Query): boolean => isUnfiltered(query) && !query.filter.open;

function usesIndex(plan: Plan | null, name: string): boolean {
  if (!plan) return false;
  if (plan.access === "id") return name === "_id_";
  return plan.index === name || (plan.branches ?? []).some((branch) => usesIndex(branch, name));
}
