import type { KnownIndex } from "../catalog/link.js";
import type { Json } from "../catalog/types.js";
import type { Config } from "./config.js";
import { whyNot, type Disk } from "./disk.js";
import { UserError } from "./error.js";
import { fields } from "./json.js";

/** The indexes that are there although no code declares them: told in the configuration, or read from the database. */
export function knownIndexes(config: Config, disk: Disk): readonly KnownIndex[] {
  const { databaseCatalog } = config;
  return databaseCatalog === null
    ? config.knownIndexes
    : [...config.knownIndexes, ...indexesIn(databaseCatalog, disk)];
}

const indexesIn = (file: string, disk: Disk): readonly KnownIndex[] => {
  const collections = fields(parse(file, disk))["collections"];
  if (!Array.isArray(collections)) throw new UserError(`${file}: databaseCatalog is not a catalog`);
  return collections.map(fields).flatMap(({ name, indexes }) =>
    (Array.isArray(indexes) ? indexes.map(fields) : []).map(({ keys, options }) => ({
      collection: String(name),
      keys: keys as readonly (readonly [string, Json])[],
      options: fields(options) as { readonly [option: string]: Json },
    })),
  );
};

const parse = (file: string, disk: Disk): unknown => {
  let text: string;
  try {
    text = disk.read(file);
  } catch (error) {
    throw new UserError(`${file}: databaseCatalog cannot be read: ${whyNot(error)}`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError(`${file}: databaseCatalog is not JSON`);
  }
};
