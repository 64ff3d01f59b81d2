import { createRequire } from "node:module";
import { basename, join } from "node:path/posix";
import type { Certainty, IndexKeys, Json } from "../catalog/types.js";
import { disk as realDisk, identity, type Disk } from "./disk.js";
import { UserError } from "./error.js";
import { matcher } from "./glob.js";
import { readJsonFile } from "./json-file.js";
import { fields, strings, type Fields } from "./json.js";
import { configFile, configKey } from "./root.js";
import { complaint, type JsonSchema } from "./schema.js";

export type Keys = IndexKeys | { readonly [path: string]: Json };
type Level = "off" | "info" | "warn" | "error";
type RuleOptions = { readonly [option: string]: Json };

export interface KnownIndex {
  readonly model?: string;
  readonly collection?: string;
  readonly keys: Keys;
  readonly options?: { readonly [option: string]: Json };
}

/** What the code cannot say and the configuration does. */
export interface ConfiguredFacts {
  readonly serverVersion: string | null;
  readonly smallCollections: readonly string[];
  readonly hotModels: readonly string[];
  readonly expectations: readonly {
    readonly model: string;
    readonly keys: Keys;
    readonly unique?: boolean;
    readonly ttl?: boolean | number;
    readonly partial?: boolean | { readonly [key: string]: Json };
    readonly why?: string;
  }[];
  readonly certainty: Certainty;
  /** Is this a file whose queries are not worth an index? Absent when not said. */
  readonly cold?: (file: string) => boolean;
}

/** The configuration with its defaults filled in; sensible without any file. */
export interface Config {
  /** The file it was read from (absolute), or null. */
  readonly file: string | null;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly migrations: readonly string[];
  readonly tenantFields: readonly string[];
  readonly softDeleteFields: readonly string[];
  readonly knownIndexes: readonly KnownIndex[];
  /** Absolute path of a catalog of the database's indexes, or null. */
  readonly databaseCatalog: string | null;
  readonly set: "recommended" | "strict" | "all";
  readonly levels: { readonly [rule: string]: Level | readonly [Level, RuleOptions] };
  readonly facts: ConfiguredFacts;
  /** The globs that `facts.cold` matches; null when not said. */
  readonly coldFiles: readonly string[] | null;
}

const factNames = ["serverVersion", "smallCollections", "hotModels", "expectations", "certainty"];
const elsewhere = new Set(["$schema", "rules", "coldFiles", "databaseCatalog", ...factNames]);

/** The configuration when there is no file. */
export const defaultConfig: Config = complete({}, null);

/** Reads the configuration of a root: mongoose-indexes.config.json, or the key in package.json. */
export function readConfig(root: string, disk: Disk = realDisk): Config {
  const directory = identity(disk, root);
  const own = join(directory, configFile);
  if (disk.stat(own) !== null) return readConfigFile(own, disk);
  const shared = join(directory, "package.json");
  if (!mentions(shared, disk)) return defaultConfig;
  const section = fields(readJsonFile(shared, { disk }))[configKey];
  return section === undefined ? defaultConfig : checked(section, shared);
}

/** Whatever else is wrong with a package.json is not for us to say. */
function mentions(file: string, disk: Disk): boolean {
  try {
    return disk.read(file).includes(`"${configKey}"`);
  } catch {
    return false;
  }
}

/** Reads the configuration from a file that was named. */
export function readConfigFile(file: string, disk: Disk = realDisk): Config {
  return checked(readJsonFile(file, { disk }), identity(disk, file));
}

const checked = (value: unknown, file: string): Config => {
  const schema = createRequire(import.meta.url)("./config.schema.json") as JsonSchema;
  const wrong = complaint(schema, value);
  if (wrong === null) return complete(fields(value), file);
  const place = basename(file) === "package.json" ? `${file} (${configKey})` : file;
  throw new UserError(`${place}: ${wrong}`);
};

/** Fills in the defaults of a configuration that has been checked. */
function complete(given: Fields, file: string | null): Config {
  const entries = Object.entries(given);
  const { databaseCatalog, rules, coldFiles } = given;
  return {
    include: [],
    exclude: [],
    migrations: [],
    tenantFields: [],
    softDeleteFields: [],
    knownIndexes: [],
    set: "recommended",
    ...Object.fromEntries(entries.filter(([key]) => !elsewhere.has(key))),
    file,
    databaseCatalog:
      file !== null && typeof databaseCatalog === "string" ? join(file, "..", databaseCatalog) : null,
    levels: (rules ?? {}) as Config["levels"],
    coldFiles: coldFiles === undefined ? null : strings(coldFiles),
    facts: {
      serverVersion: null,
      smallCollections: [],
      hotModels: [],
      expectations: [],
      certainty: "proven",
      ...Object.fromEntries(entries.filter(([key]) => factNames.includes(key))),
      ...(coldFiles !== undefined && { cold: matcher(strings(coldFiles)) }),
    },
  };
}
