import type { KnownIndex } from "../catalog/link.js";
import type { Json } from "../catalog/types.js";
import type { Config } from "./config.js";
import type { Disk } from "./disk.js";
import { UserError } from "./error.js";
import { readJsonFile } from "./json-file.js";
import { fields } from "./json.js";

/** The indexes that are there although no code declares them: told in the configuration, or read from the database. */
export function knownIndexes(config: Config, disk: Disk): readonly KnownIndex[] {
  const { databaseCatalog } = config;
  return databaseCatalog === null
    ? config.knownIndexes
    : [...config.knownIndexes, ...indexesIn(databaseCatalog, disk)];
}

const named = "the configuration names it as databaseCatalog";

const indexesIn = (file: string, disk: Disk): readonly KnownIndex[] => {
  const collections = fields(readJsonFile(file, { disk, hint: named }))["collections"];
  if (!Array.isArray(collections)) throw new UserError(`${file} holds no catalog`, named);
  return collections.map(fields).flatMap(({ name, indexes }) =>
    (Array.isArray(indexes) ? indexes.map(fields) : []).map(({ keys, options }) => ({
      collection: String(name),
      keys: keys as readonly (readonly [string, Json])[],
      options: fields(options) as { readonly [option: string]: Json },
    })),
  );
};
