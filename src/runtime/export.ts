import { describeSchema, effectiveIndexes, toIndex } from "../catalog/normalise.js";
import type { Catalog, Index, Model } from "../catalog/types.js";
import {
  isMongoose,
  type LiveConnection,
  type LiveModel,
  type LiveMongoose,
  type LiveSchema,
} from "./live.js";

/** How a live Mongoose is exported. */
export interface ExportOptions {
  /** Name of the package the models are of. */
  readonly package?: string;
}

interface Origin {
  readonly connection: string | null;
  readonly version: string | null;
  readonly package: string;
}

/** The catalog of the models compiled so far, on one connection or on all of a Mongoose; needs no database. */
export function exportCatalog(live: LiveMongoose | LiveConnection, options: ExportOptions = {}): Catalog {
  const mongoose = isMongoose(live) ? live : live.base;
  const connections = isMongoose(live) ? live.connections : [live];
  const version = mongoose?.version ?? null;
  const models = connections.flatMap((connection) => {
    const name = connections.length === 1 || connection === mongoose?.connection ? null : nameOf(connection);
    const origin: Origin = { connection: name, version, package: options.package ?? "" };
    return Object.values(connection.models).map((model) => modelOf(model, origin));
  });
  const none = { read: 0, unknown: 0 };
  const all = { read: models.length, unknown: 0 };
  return {
    version: 1,
    source: "runtime",
    mongoose: version,
    models,
    collections: effectiveIndexes(models),
    queries: [],
    operations: [],
    gaps: [],
    coverage: { schemas: all, models: all, queries: none, operations: none },
  };
}

const nameOf = ({ name, id }: LiveConnection): string => name ?? `connection ${id ?? "without a name"}`;

function modelOf(model: LiveModel, origin: Origin): Model {
  const { schema, collection, modelName, baseModelName } = model;
  return {
    id: idOf(modelName, origin),
    name: modelName,
    collection: collection.collectionName ?? collection.name ?? null,
    connection: origin.connection,
    package: origin.package,
    dialect: "mongoose",
    at: null,
    schemaAt: null,
    ...(baseModelName === undefined ? {} : { base: idOf(baseModelName, origin) }),
    ...describeSchema(schema),
    indexes: indexesOf(schema, origin),
    complete: true,
  };
}

const idOf = (name: string, { connection }: Origin): string => `${connection ?? ""}#${name}`;

function indexesOf(schema: LiveSchema, { version }: Origin): Index[] {
  const adds = addsBackground(version);
  return schema.indexes().map(([keys, given]) => {
    const { background, ...rest } = (given ?? {}) as { readonly [option: string]: unknown };
    const options =
      background === undefined || (adds && background === true) ? rest : { ...rest, background };
    return toIndex(keys, options, "call", null, "proven");
  });
}

/** Mongoose 5 to 8 put `background: true` into every entry (M45). */
const addsBackground = (version: string | null): boolean =>
  version !== null && Number.parseInt(version, 10) < 9;
