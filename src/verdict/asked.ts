import type { Collection, Model, Query } from "../catalog/types.js";
import type { Facts } from "./facts.js";
import { homeOf, type FileView } from "./view.js";

/** A query whose model and collection are known. */
export interface Asked {
  readonly query: Query;
  readonly model: Model;
  readonly collection: Collection;
}

export interface Whereabouts {
  /** Judge queries in tests, scripts, seeds, mocks and migrations too. */
  readonly everywhere: boolean;
}

/** The option of every rule that judges queries. */
export const everywhere = {
  schema: {
    everywhere: {
      description: "Judge queries in tests, scripts, seeds, mocks and migrations too.",
      type: "boolean",
    },
  },
  defaults: { everywhere: false },
} as const;

/** The queries of a file that are worth an index and known well enough to be judged. */
export function* askedIn(file: FileView, facts: Facts, options: Whereabouts): Generator<Asked> {
  for (const { query, model, collection, migrates } of file.queries) {
    if (!model || !collection || query.certainty === "unknown") continue;
    if (!options.everywhere && (migrates || facts.cold(file.file) || isOfTests(model, facts))) continue;
    if (isSmall(model, facts)) continue;
    yield { query, model, collection };
  }
}

/** Code that serves any model is run with those of tests, too. */
const isOfTests = (model: Model, { cold }: Facts): boolean => {
  const home = homeOf(model);
  return home !== null && cold(home.file);
};

/** So small that an index is never worth it? */
export const isSmall = ({ name, collection }: Model, { smallCollections }: Facts): boolean =>
  smallCollections.includes(name) || (collection !== null && smallCollections.includes(collection));
