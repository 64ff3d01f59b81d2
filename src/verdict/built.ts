import type { Collection, Index, Operation } from "../catalog/types.js";
import type { CatalogView } from "./view.js";

/** Does anything make this index: Mongoose at its start, an operation, or somebody the configuration knows (M41)? */
export function isBuilt(index: Index, collection: Collection, catalog: CatalogView): boolean {
  if (!isDeclared(index) || !isLeftToOthers(index, collection, catalog)) return true;
  const operations = [...catalog.operationsOn(collection.name), ...catalog.operationsOn(null)];
  return operations.some((operation) => makes(operation, index));
}

/** Is it declared by schemas only that turn `autoIndex` off? */
export function isLeftToOthers(index: Index, collection: Collection, catalog: CatalogView): boolean {
  const owners = catalog
    .modelsOf(collection)
    .filter(({ indexes }) => indexes.some((own) => isSame(own, index)));
  return owners.length > 0 && owners.every(({ options }) => options.autoIndex === false);
}

const isDeclared = ({ via }: Index): boolean => ["path", "call", "decorator", "plugin"].includes(via);

const isSame = (a: Index, b: Index): boolean =>
  JSON.stringify([a.keys, a.at]) === JSON.stringify([b.keys, b.at]);

/** `syncIndexes()` and the like make all that schemas declare, whatever `autoIndex` says. */
function makes({ kind, keys, direction }: Operation, index: Index): boolean {
  if (direction === "down") return false;
  if (!keys) return /^(sync|create|ensure)Indexes$/.test(kind);
  return /^(create|ensure)Index(es)?$/.test(kind) && JSON.stringify(keys) === JSON.stringify(index.keys);
}
