import { link, type KnownIndex } from "../catalog/link.js";
import type { Part } from "../catalog/merge/types.js";
import { unite } from "../catalog/merge/unite.js";
import type { Catalog } from "../catalog/types.js";
import { siteGaps } from "../interpret/index.js";
import { settle } from "../interpret/settle.js";

/** The catalog of a workspace from its parts. */
export function mergeParts(parts: readonly Part[], knownIndexes: readonly KnownIndex[]): Catalog {
  const { list, sites, ...rest } = unite(parts);
  return link({ root: "", list: [...settle(list), ...siteGaps(sites)], ...rest }, { knownIndexes });
}
