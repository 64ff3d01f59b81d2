import { effectiveIndexes, toIndex } from "../catalog/normalise.js";
import type { Catalog, Index, IndexKeys, IndexOptions, Json, Model } from "../catalog/types.js";
import { optionsOf, pathsOf, virtualsOf } from "./describe.js";
import { toJson } from "./json.js";
import { isMongoose, type LiveConnection, type LiveModel, type LiveMongoose, type LiveSchema } from "./live.js";

export interface ExportOptions {
  /** Name of the package the models are of. */
  readonly package?: string;
}

/** The catalog of the models compiled so far, on one connection or on all of a Mongoose; needs no database. */
export function exportCatalog(live: LiveMongoose | LiveConnection, options: ExportOptions = {}): Catalog {
  const mongoose = isMongoose(live) ? live : live.base;
  const connections = isMongoose(live) ? live.connections : [live];
  const version = mongoose?.version ?? null;
  const models = connections.flatMap((connection) => {
    const name = mongoose && connection !== mongoose.connection ? nameOf(connection) : null;
    return Object.values(connection.models).map((model) => modelOf(model, name, version, options.package ?? ""));
  });
  const none = { read: 0, unknown: 0 };
  return {
    version: 1,
    source: "runtime",
    mongoose: version,
    models,
    collections: effectiveIndexes(models),
    queries: [],
    operations: [],
    gaps: [],
    coverage: {
      schemas: { read: models.length, unknown: 0 },
      models: { read: models.length, unknown: 0 },
      queries: none,
      operations: none,
    },
  };
}

const nameOf = (connection: LiveConnection): string => connection.name ?? `connection ${connection.id ?? ""}`.trim();

function modelOf(model: LiveModel, connection: string | null, version: string | null, owner: string): Model {
  const { schema, modelName: name, baseModelName: base } = model;
  return {
    id: idOf(name, connection),
    name,
    collection: model.collection?.collectionName ?? model.collection?.name ?? null,
    connection,
    package: owner,
    dialect: "mongoose",
    at: null,
    schemaAt: null,
    ...(base !== undefined ? { base: idOf(base, connection) } : {}),
    options: optionsOf(schema),
    aliases: { ...schema.aliases },
    virtuals: virtualsOf(schema),
    searchIndexes: (schema._searchIndexes ?? []).map(toJson),
    paths: pathsOf(schema),
    indexes: indexesOf(schema, version),
    complete: true,
  };
}

const idOf = (name: string, connection: string | null): string => `${connection ?? ""}#${name}`;

function indexesOf(schema: LiveSchema, version: string | null): Index[] {
  const adds = backgroundIsAdded(version);
  return schema.indexes().map(([keys, given]) => {
    const { _autoIndex, ...options } = (given ?? {}) as { readonly [option: string]: unknown };
    const { background, ...rest } = options;
    const own = adds && background === true ? rest : options;
    const json = Object.fromEntries(Object.entries(own).map(([option, value]) => [option, toJson(value)]));
    return toIndex(pairsOf(keys), json as IndexOptions, "call", null, "proven");
  });
}

/** Mongoose 5 to 8 put `background: true` into every entry (M45). */
const backgroundIsAdded = (version: string | null): boolean => version !== null && Number.parseInt(version, 10) < 9;

/** Keys as ordered pairs: Mongoose passes strings, arrays and Maps through as they were written (M20). */
function pairsOf(keys: unknown): IndexKeys {
  if (typeof keys === "string") return [[keys, 1]];
  if (keys instanceof Map) return [...keys].map(([path, kind]) => [String(path), toJson(kind)]);
  if (!Array.isArray(keys)) return Object.entries(keys ?? {}).map(([path, kind]) => [path, toJson(kind)]);
  const isPair = keys.length === 2 && typeof keys[0] === "string" && isDirection(keys[1]);
  return isPair ? [[keys[0] as string, keys[1] as Json]] : keys.flatMap((part) => [...pairsOf(part)]);
}

const isDirection = (kind: unknown): boolean => kind === 1 || kind === -1;
