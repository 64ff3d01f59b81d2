import type {
  Catalog,
  Filter,
  Index,
  IndexKeys,
  IndexOptions,
  Model,
  ModelPath,
  Operation,
  Place,
  Predicate,
  Query,
} from "../../src/catalog/types.js";
import { effectiveIndexes } from "../../src/catalog/normalise.js";
import { indexName } from "../../src/planner/index.js";

type Keys = { readonly [path: string]: 1 | -1 | string };

export interface ModelSpec extends Partial<Omit<Model, "name" | "paths" | "indexes">> {
  readonly file?: string;
  /** path → Mongoose type; `[Type]` is an array, a trailing `!` is required. */
  readonly paths?: { readonly [path: string]: string };
  readonly indexes?: readonly (readonly [keys: Keys, options?: IndexOptions, more?: Partial<Index>])[];
}

export interface QuerySpec extends Partial<Omit<Query, "filter">> {
  readonly file?: string;
  /** path → predicate; a plain value is an equality. */
  readonly filter?: { readonly [path: string]: Partial<Predicate> | string | number | boolean | null };
  readonly open?: boolean;
  readonly any?: readonly (readonly QuerySpec["filter"][])[];
}

export interface CatalogSpec {
  readonly models: { readonly [name: string]: ModelSpec };
  readonly queries?: readonly QuerySpec[];
  readonly operations?: readonly Partial<Operation>[];
}

/** A catalog written by hand: every model's lines count from its own file's top, in the order declared. */
export function catalogOf(spec: CatalogSpec): Catalog {
  const models = Object.entries(spec.models).map(([name, model]) => modelOf(name, model));
  const queries = (spec.queries ?? []).map((query, n) => queryOf(query, n, models));
  const operations = (spec.operations ?? []).map(operationOf);
  const count = (list: readonly unknown[]) => ({ read: list.length, unknown: 0 });
  return {
    version: 1,
    source: "static",
    mongoose: "9.12.1",
    models,
    collections: effectiveIndexes(models),
    queries,
    operations,
    gaps: [],
    coverage: {
      schemas: count(models),
      models: count(models),
      queries: count(queries),
      operations: count(operations),
    },
  };
}

export const place = (file: string, line: number): Place => ({ file, line, column: 1 });

function modelOf(name: string, spec: ModelSpec): Model {
  const { file = `src/models/${name.toLowerCase()}.ts`, paths = {}, indexes = [], ...rest } = spec;
  return {
    id: `${file}#${name}`,
    name,
    collection: `${name.toLowerCase()}s`,
    connection: null,
    package: "app",
    dialect: "mongoose",
    at: place(file, 100),
    schemaAt: place(file, 1),
    options: {},
    aliases: {},
    virtuals: [],
    searchIndexes: [],
    complete: true,
    ...rest,
    paths: Object.entries({ _id: "ObjectId", ...paths }).map(([path, type], n) =>
      pathOf(path, type, file, n),
    ),
    indexes: indexes.map(([keys, options, more], n) =>
      indexOf(keys, options ?? {}, place(file, 50 + n), more),
    ),
  };
}

function pathOf(path: string, written: string, file: string, n: number): ModelPath {
  const required = written.endsWith("!");
  const type = required ? written.slice(0, -1) : written;
  const array = type.startsWith("[");
  return {
    path,
    type: array ? type.slice(1, -1) : type,
    array,
    ...(required ? { required: true } : {}),
    at: place(file, 2 + n),
  };
}

function indexOf(keys: Keys, options: IndexOptions, at: Place, more: Partial<Index> = {}): Index {
  const pairs: IndexKeys = Object.entries(keys);
  const name = indexName({ keys: pairs, options });
  return { keys: pairs, options, name, via: "call", at, certainty: "proven", ...more };
}

function queryOf(spec: QuerySpec, n: number, models: readonly Model[]): Query {
  const { file = "src/services/service.ts", filter, open = false, any = [], ...rest } = spec;
  const model = models.find(({ name }) => name === spec.model) ?? models[0];
  return {
    model: model?.name ?? null,
    modelId: model?.id ?? null,
    collection: model?.collection ?? null,
    operation: "find",
    at: place(file, 10 + n),
    through: [],
    in: null,
    added: [],
    sort: null,
    plan: null,
    certainty: "proven",
    ...rest,
    filter: { ...filterOf(filter), open, any: any.map((branches) => branches.map(filterOf)) },
  };
}

function filterOf(filter: QuerySpec["filter"] = {}): Filter {
  const all = Object.entries(filter).map(([path, value]): Predicate =>
    typeof value === "object" && value !== null
      ? { path, op: "eq", ...value }
      : { path, op: "eq", value, type: value === null ? "null" : typeof value },
  );
  return { all, any: [], nor: [], open: false };
}

function operationOf(spec: Partial<Operation>, n: number): Operation {
  return {
    kind: "createIndex",
    collection: null,
    migration: false,
    at: place("src/start.ts", 10 + n),
    ...spec,
  };
}
