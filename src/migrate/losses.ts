import type { Catalog, Index } from "../catalog/types.js";
import { redundancy } from "../planner/index.js";
import type { Migration } from "./steps.js";

/** An index the migration drops although it serves all that one does which stays. */
export interface Loss {
  readonly collection: string;
  readonly dropped: Index;
  readonly kept: Index;
}

/** Drops of longer indexes in favour of their prefixes: seldom meant, and no-redundant-index says the contrary. */
export function lossesOf({ up }: Migration, wanted: Catalog, actual: Catalog): readonly Loss[] {
  return up.flatMap((step): Loss[] => {
    if (step.do !== "drop") return [];
    const { collection, name } = step;
    const dropped = indexesOf(actual, collection).find((index) => index.name === name);
    if (!dropped) return [];
    const kept = indexesOf(wanted, collection).find(
      (index) => index.name !== name && redundancy(dropped, index).reason === "prefix",
    );
    return kept ? [{ collection, dropped, kept }] : [];
  });
}

const indexesOf = ({ collections }: Catalog, name: string): readonly Index[] =>
  collections.flatMap((each) => (each.name === name ? each.indexes : []));
