/**
 * The catalog: what a code base (or a live Mongoose, or a database) says about its indexes and queries.
 * Plain JSON, paths relative to the root with `/`, lines and columns 1-based, columns in UTF-16 units.
 */

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A stretch of a source file. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
}

/** `assumed`: declared under a condition, or resting on something that could not be known. */
export type Certainty = "proven" | "assumed";

/** Ordered key pattern. Kinds: 1, -1, "text", "hashed", "2d", "2dsphere"; anything else as written (M18). */
export type IndexKeys = readonly (readonly [path: string, kind: Json])[];

/** Options of an index, in the words of `createIndex()`. */
export interface IndexOptions {
  /** Until its version 8 Mongoose hands on what is written: `unique: "is taken"`. */
  readonly unique?: boolean | string | number;
  readonly sparse?: boolean;
  readonly expireAfterSeconds?: Json;
  readonly partialFilterExpression?: { readonly [key: string]: Json };
  readonly collation?: { readonly [key: string]: Json };
  readonly name?: string;
  readonly hidden?: boolean;
  readonly [option: string]: Json | undefined;
}

/**
 * How an index was declared: in a path, by `schema.index()`, by a decorator or plugin, by an operation on the collection, in
 * the configuration; seen in a live Mongoose or database; or there always (`_id_`).
 */
export type IndexVia =
  "path" | "call" | "decorator" | "plugin" | "operation" | "config" | "live" | "implicit";

/** A declared index. */
export interface Index {
  readonly keys: IndexKeys;
  readonly options: IndexOptions;
  /** Explicit, else MongoDB's default name (I4). */
  readonly name: string;
  readonly via: IndexVia;
  /** null for a live or implicit index. */
  readonly at: Place | null;
  readonly certainty: Certainty;
  /** The comment written beside the declaration, when it speaks of expiry (an intention rules may hold it to). */
  readonly comment?: string;
}

/** The schema options that change what queries and indexes do. */
export interface ModelOptions {
  readonly strict?: Json;
  readonly strictQuery?: Json;
  readonly collation?: { readonly [key: string]: Json };
  readonly autoIndex?: boolean;
  readonly discriminatorKey?: string;
  readonly discriminatorValue?: Json;
  readonly timestamps?: Json;
  readonly capped?: Json;
  readonly timeseries?: Json;
}

/** A path of a schema, dotted. */
export interface ModelPath {
  readonly path: string;
  /** Mongoose's `instance`; the element's when `array`. */
  readonly type: string;
  readonly array: boolean;
  readonly required?: true;
  readonly ref?: string;
  /** The models its `refPath` can name: the `enum` of that path; empty when not known. */
  readonly refs?: readonly string[];
  readonly at?: Place;
}

/** A virtual that populates: documents of `ref` whose `foreignField` is this one's `localField`. */
export interface ModelVirtual {
  readonly path: string;
  readonly ref: string;
  readonly localField: string;
  readonly foreignField: string;
}

/** An index option of a path that Mongoose drops. */
export interface IgnoredOption {
  readonly path: string;
  readonly option: string;
  /** In words, without a full stop. */
  readonly why: string;
  readonly at: Place | null;
}

/** What declared a model. */
export type DialectName = "mongoose" | "nestjs" | "typegoose" | "driver";

/** A registered model, with its indexes as Mongoose answers them. */
export interface Model {
  /** `${file}#${name}`, unique (names repeat between services). */
  readonly id: string;
  /** As registered: `mongoose.model("Project", …)` → "Project". */
  readonly name: string;
  /** null = could not be known. */
  readonly collection: string | null;
  /** null = the default connection. */
  readonly connection: string | null;
  /** Nearest package.json's name, or its path. */
  readonly package: string;
  /** "driver": a collection no Mongoose model owns. */
  readonly dialect: DialectName;
  /** Where the model is registered, else where its schema is. */
  readonly at: Place | null;
  readonly schemaAt: Place | null;
  /** For a discriminator: the base model's id. */
  readonly base?: string;
  readonly options: ModelOptions;
  readonly aliases: { readonly [alias: string]: string };
  readonly virtuals: readonly ModelVirtual[];
  readonly searchIndexes: readonly Json[];
  readonly paths: readonly ModelPath[];
  /** `schema.indexes()` verbatim (order, content), plus `at`. */
  readonly indexes: readonly Index[];
  /** Static only: what its paths say of indexes and Mongoose does not do. */
  readonly ignored?: readonly IgnoredOption[];
  /** false: something in its definition is unknown; see the gaps. */
  readonly complete: boolean;
}

/** What the server ends up with: rules and the planner read these. */
export interface Collection {
  readonly name: string | null;
  readonly connection: string | null;
  /** Model ids. */
  readonly models: readonly string[];
  readonly indexes: readonly Index[];
}

/** How a predicate restricts its path, as far as it matters to an index. */
export type PredicateOp =
  | "eq"
  | "in"
  | "range"
  | "ne"
  | "nin"
  | "exists"
  | "regex-prefix"
  | "regex"
  | "elemMatch"
  | "all"
  | "size"
  | "type"
  | "mod"
  | "not"
  | "text"
  | "geo"
  | "where"
  | "expr"
  | "unknown";

/** One condition on one path. */
export interface Predicate {
  readonly path: string;
  readonly op: PredicateOp;
  /** When known. */
  readonly value?: Json;
  /** "string", "number", "null", "array", "objectId", "date", "object" … when known, from value, annotation or schema cast. */
  readonly type?: string;
  /** For `in`: number of members, when known. */
  readonly count?: number;
  /** Only on some paths through the code. */
  readonly maybe?: true;
  /** For `elemMatch`. */
  readonly within?: readonly Predicate[];
}

/** The conditions of a query. */
export interface Filter {
  /** ANDed. */
  readonly all: readonly Predicate[];
  /** Each entry one `$or`: its branches. */
  readonly any: readonly (readonly Filter[])[];
  readonly nor: readonly Filter[];
  /** May hold further keys that are not known. */
  readonly open: boolean;
}

/** Ordered sort keys. */
export type Sort = readonly (readonly [path: string, direction: 1 | -1 | "meta"])[];

/** What MongoDB's planner can do with a query and the indexes of its collection. */
export interface Plan {
  readonly access: "id" | "index" | "or" | "text" | "geo" | "collscan" | "error";
  /** Name of the chosen index. */
  readonly index?: string;
  /** Leading keys with bounds. */
  readonly bounded: number;
  /** Contiguous point bounds up to the last. */
  readonly tight: boolean;
  readonly sort: "index" | "memory" | "none";
  readonly covered: boolean;
  /** Paths tested only after fetching. */
  readonly residual: readonly string[];
  /** For access "or": one per branch. */
  readonly branches?: readonly Plan[];
}

/** A document stored where a query found nothing. */
export interface Creation {
  /** The creating call's name: `create`, `insertMany`, `save`, or a function that does it. */
  readonly at: Place;
  /** `assumed`: the document has the fields, but their values may be others than those asked for. */
  readonly certainty: Certainty;
}

/** One query at one call site, in one reading of its arguments. */
export interface Query {
  /** null = receiver is a model, but which one could not be known. */
  readonly model: string | null;
  readonly modelId: string | null;
  readonly collection: string | null;
  /** "find", "findOne", "updateMany", "aggregate", "countDocuments", "populate", "lookup" … */
  readonly operation: string;
  /** The method name of the call in whose arguments the filter was written; for a wrapper, the outer call. */
  readonly at: Place;
  /** Inner call sites the query ran through, outermost first (empty when direct). */
  readonly through: readonly Place[];
  /** Enclosing function, "AuditService.byResource". */
  readonly in: string | null;
  /** What the code wrote. */
  readonly filter: Filter;
  /** What Mongoose, a plugin or a repository adds (discriminator key, tenant, soft delete); the planner sees both. */
  readonly added: readonly Predicate[];
  readonly sort: Sort | "unknown" | null;
  readonly projection?: { readonly [path: string]: 0 | 1 } | "unknown";
  readonly limit?: number | "unknown";
  readonly skip?: number | "unknown";
  readonly hint?: Json;
  readonly collation?: Json;
  readonly upsert?: true;
  /**
   * Documents of the same model with the fields and values asked for that the same function creates, and only when the query
   * found nothing. Absent when there are none, or when any of this is not sure.
   */
  readonly creates?: readonly Creation[];
  /** The chosen candidate; null when model, filter or indexes are not known well enough to say. */
  readonly plan: Plan | null;
  readonly certainty: Certainty | "unknown";
}

/** A call that changes indexes. */
export interface Operation {
  readonly kind: string;
  readonly collection: string | null;
  readonly keys?: IndexKeys;
  readonly options?: IndexOptions;
  /** Options that another file writes, a helper of several migrations, and where. */
  readonly optionsAt?: { readonly [option: string]: Place };
  readonly name?: string;
  readonly migration: boolean;
  readonly direction?: "up" | "down";
  readonly at: Place;
}

/** Something that was seen and could not be understood. */
export interface Gap {
  readonly what: "schema" | "model" | "index" | "query" | "operation" | "module";
  readonly why: string;
  readonly model?: string;
  readonly at: Place;
}

/** How many were understood, and how many were not. */
export interface Count {
  readonly read: number;
  readonly unknown: number;
}

/** All that is known of a project's models, collections, queries and operations. */
export interface Catalog {
  readonly version: 1;
  readonly source: "static" | "runtime" | "database";
  /** Version of the Mongoose that answered `indexes()`. */
  readonly mongoose: string | null;
  readonly models: readonly Model[];
  readonly collections: readonly Collection[];
  /** Static only. */
  readonly queries: readonly Query[];
  /** createIndex / dropIndex / syncIndexes … in migrations or anywhere else. */
  readonly operations: readonly Operation[];
  /** Everything seen but not understood. */
  readonly gaps: readonly Gap[];
  readonly coverage: {
    readonly schemas: Count;
    readonly models: Count;
    readonly queries: Count;
    readonly operations: Count;
  };
}
