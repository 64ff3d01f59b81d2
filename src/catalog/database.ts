import { toIndex } from "./normalise.js";
import { withoutDefaults } from "./server-defaults.js";
import type { Catalog, Collection } from "./types.js";

/** An index as `listIndexes` tells it. */
export interface ListedIndex {
  readonly key: { readonly [path: string]: unknown };
  readonly name?: string;
  readonly [option: string]: unknown;
}

/** What a database says of its collections: name → `listIndexes`. */
export type ListedCollections = { readonly [collection: string]: readonly ListedIndex[] };

/** The catalog of a database: its indexes as they were asked for, server-made defaults left out. */
export function databaseCatalog(listed: ListedCollections): Catalog {
  const none = { read: 0, unknown: 0 };
  const collections = Object.entries(listed).map(([name, indexes]): Collection => ({
    name,
    connection: null,
    models: [],
    indexes: indexes.map(({ key, name: given, v: _, ns: __, ...options }) =>
      withoutDefaults(
        toIndex(key, given === undefined ? options : { ...options, name: given }, "live", null, "proven"),
      ),
    ),
  }));
  return {
    version: 1,
    source: "database",
    mongoose: null,
    models: [],
    collections: collections.sort((a, b) => ((a.name ?? "") < (b.name ?? "") ? -1 : 1)),
    queries: [],
    operations: [],
    gaps: [],
    coverage: { schemas: none, models: none, queries: none, operations: none },
  };
}
