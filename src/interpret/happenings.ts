/**
 * What the interpreter saw happen: plain, serialisable facts. Values are frozen into `Datum`s at the moment of the
 * happening, so later mutation of a JavaScript object cannot change a fact.
 */

/** A span of source text: offsets in UTF-16 units. */
export interface Span {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

export interface Entry {
  readonly key: string;
  readonly value: Datum;
  /** The key is set only on some paths through the code. */
  readonly maybe?: true;
  /** The property as written: from its name to the end of its value. */
  readonly at?: Span;
}

export interface Element {
  readonly value: Datum;
  readonly maybe?: true;
}

/** A JavaScript value as far as it is known, frozen. */
export type Datum =
  | { readonly t: "prim"; readonly v: string | number | boolean | null }
  | { readonly t: "undefined" }
  /** `open`: may have further unknown keys. `unknown`: why nothing is known of it but what code gave it. */
  | {
      readonly t: "object";
      readonly entries: readonly Entry[];
      readonly open: boolean;
      readonly at?: Span;
      readonly unknown?: string;
    }
  /** `rest`: zero or more further elements, each like this. */
  | { readonly t: "array"; readonly items: readonly Element[]; readonly rest?: Datum; readonly at?: Span }
  /** A regular expression; `prefix`: the source is unknown but starts with this text ("^" when `new RegExp("^" + x)`). */
  | { readonly t: "regex"; readonly source: string | null; readonly flags: string; readonly prefix?: string }
  /** A type usable in a schema definition: String, Number, Date, ObjectId, Mixed, Map, Buffer, Decimal128, UUID, … */
  | { readonly t: "type"; readonly name: string }
  | { readonly t: "schema"; readonly id: number }
  | { readonly t: "model"; readonly ref: ModelRef }
  /** A document of a model. */
  | { readonly t: "document"; readonly ref: ModelRef }
  | { readonly t: "function"; readonly name: string | null }
  /** A class: `id` names its declaration (`file#offset`). */
  | { readonly t: "class"; readonly name: string | null; readonly id: string }
  /** One of these. */
  | { readonly t: "union"; readonly of: readonly Datum[] }
  /**
   * Not known. `kind`: what its annotation or origin still tells — "string", "number", "boolean", "date", "objectId", "array",
   * "object", "regex", "null" or a union of them. `prefix`: a string that is known to start so. `origin`: "why" may be shown to users.
   */
  | {
      readonly t: "unknown";
      readonly why: string;
      readonly at?: Span;
      readonly kind?: readonly string[];
      readonly element?: Datum;
      readonly prefix?: string;
    };

/** How code names a model; `link` finds which one. */
export type ModelRef =
  | { readonly by: "registration"; readonly id: number }
  /** `mongoose.model("X")`, `@InjectModel("X")`, `ref: "X"`: by the name it is registered under. `from`: file that asks. */
  | { readonly by: "name"; readonly name: string; readonly from: string }
  /** `Model<X>`: by the declaration of the document type (`file#Name`). `others`: what X extends, intersects or aliases. */
  | {
      readonly by: "document";
      readonly type: string;
      readonly name: string;
      readonly from: string;
      readonly others?: readonly string[];
    }
  /** A native driver collection, `db.collection("x")`. `assumed`: "x" unless somebody says otherwise, `options.name || "x"`. */
  | {
      readonly by: "collection";
      readonly name: string | null;
      readonly from: string;
      readonly assumed?: true;
    }
  /** Certainly a model, but which one could not be known. */
  | { readonly by: "unknown"; readonly why: string; readonly from: string };

/** A call on a schema, in order: `new Schema(definition, options)` is the op "new" with those arguments. */
export interface SchemaOp {
  /**
   * new | add | index | plugin | set | remove | omit | pick | clone | virtual | alias | loadClass | discriminator | searchIndex |
   * removeIndex | clearIndexes | path (args: path, optionally a definition) | pathCall (args: path, method name, …method args:
   * `schema.path("a").index(true)`) | virtualCall | pre | post | method | static | query | …
   * For clone/pick/omit a new schema is built whose first op is {op:"from", args:[{t:"schema", id}, {t:"prim", v:"clone"|"pick"|"omit"}, …args]};
   * for the `schema` of a discriminator's model, v is "discriminator", then come its base's schema and its name.
   */
  readonly op: string;
  readonly args: readonly Datum[];
  /** The call (or decorator) that did it. */
  readonly at: Span;
  /** Done only on some paths through the code. */
  readonly maybe?: true;
  readonly via: "call" | "decorator" | "plugin";
  /** For op "plugin" whose function could not be interpreted: package or expression it came from, e.g. "mongoose-delete". */
  readonly plugin?: string;
}

export interface SchemaBuilt {
  readonly type: "schema";
  readonly id: number;
  readonly at: Span;
  readonly dialect: "mongoose" | "nestjs" | "typegoose";
  /** Name of the variable, class or property it was assigned to, when known. */
  readonly name: string | null;
  readonly ops: readonly SchemaOp[];
  /** Declaration (`file#Name`) of the document type or class it is of, when told. */
  readonly documentType?: string;
}

export interface ModelRegistered {
  readonly type: "model";
  readonly id: number;
  readonly name: Datum;
  /** The schema: {t:"schema"}, a definition object, or unknown. */
  readonly schema: Datum;
  /** Third argument of `model()` / collection option of a wrapper, or null. */
  readonly collection: Datum | null;
  /** null: the default connection; else a printable identity of the connection. */
  readonly connection: string | null;
  readonly dialect: "mongoose" | "nestjs" | "typegoose";
  readonly at: Span;
  /** For a discriminator: its base, and the stored value (or null when it is the name). */
  readonly base?: ModelRef;
  readonly discriminatorValue?: Datum | null;
  /** Declarations (`file#Name`) of document types and model interfaces that name this model: `model<Doc, IUserModel>()`. */
  readonly documentTypes: readonly string[];
  readonly maybe?: true;
  /** The schema went through a call that could not be followed, and may be another. */
  readonly altered?: true;
}

/** A global plugin: `mongoose.plugin(fn)`: its ops, applied to every schema of models compiled after it. */
export interface GlobalPlugin {
  readonly type: "globalPlugin";
  readonly at: Span;
  /** A pseudo-schema id whose ops the plugin did, or null when it could not be followed. */
  readonly schema: number | null;
  readonly plugin: string | null;
}

/** One call of a chain: `.sort({…})`, `.where("a")`, `.gt(3)`; or an option. */
export interface QueryStep {
  readonly method: string;
  readonly args: readonly Datum[];
  readonly at: Span;
  readonly maybe?: true;
  /** No method of a query or aggregate that is known: a plugin's, which may do anything to it. */
  readonly foreign?: true;
}

export interface Frame {
  /** The called method's name, as a span. */
  readonly call: Span;
  /** Name of the called function. */
  readonly callee: string | null;
}

export interface QueryIssued {
  readonly type: "query";
  readonly id: number;
  readonly model: ModelRef;
  /** As called: "find", "findById", "aggregate", "bulkWrite", "paginate", "populate" (args: paths), "exists" … */
  readonly operation: string;
  readonly args: readonly Datum[];
  /** Chained calls after it, in order. */
  readonly steps: readonly QueryStep[];
  /** The method name where the filter was written (already moved outward through wrappers). */
  readonly at: Span;
  /** Inner call sites, outermost first; empty when direct. */
  readonly through: readonly Span[];
  /** Enclosing function of `at`, "AuditService.byResource". */
  readonly in: string | null;
  /** A native driver call (no casting, no aliases, no discriminator). */
  readonly native: boolean;
  /** The whole call is made only on some paths (irrelevant for the verdict, kept for certainty of joins). */
  readonly maybe?: true;
  /** Type of the entity: "document" for doc.save()/populate on a document, else "model". */
  readonly receiver: "model" | "document" | "this" | "query" | "collection";
  /** A test made the program ask it. */
  readonly byTest?: true;
}

/** A document is created with the values a query asked for, where that query found nothing. */
export interface CreatedAfter {
  readonly type: "created";
  /** Where the query is reported. */
  readonly query: Span;
  /** The creating call's name, in the query's function. */
  readonly at: Span;
  /** What the query asked for, wholly. */
  readonly fields: readonly string[];
  /** The document has these fields; that their values are the same is not known. */
  readonly maybe?: true;
}

/** createIndex, createIndexes, ensureIndex, dropIndex, dropIndexes, syncIndexes, collMod, createCollection … */
export interface OperationIssued {
  readonly type: "operation";
  readonly kind: string;
  readonly model: ModelRef;
  readonly args: readonly Datum[];
  readonly at: Span;
  readonly in: string | null;
  readonly migration: boolean;
  readonly direction?: "up" | "down";
  readonly maybe?: true;
}

export interface GapSeen {
  readonly type: "gap";
  readonly what: "schema" | "model" | "index" | "query" | "operation" | "module";
  readonly why: string;
  readonly at: Span;
}

export type Happening =
  SchemaBuilt | ModelRegistered | GlobalPlugin | QueryIssued | CreatedAfter | OperationIssued | GapSeen;

/** What the whole code base did, and what is needed to name it. */
export interface Happenings {
  readonly root: string;
  readonly list: readonly Happening[];
  /** Offset → line: start offsets of lines, by file. */
  readonly lines: { readonly [file: string]: readonly number[] };
  /** Package of a file: nearest package.json's name or path. */
  readonly packageOf: (file: string) => PackageInfo;
  /** Comments that speak of expiry (`/ttl|expir/i`), by file. */
  readonly comments: {
    readonly [file: string]: readonly {
      readonly start: number;
      readonly end: number;
      readonly text: string;
    }[];
  };
}

export interface PackageInfo {
  readonly name: string;
  /** Relative to the root; "" is the root itself. */
  readonly directory: string;
  /** Major version of the Mongoose its package.json (or the root's) declares; null when none. */
  readonly mongooseMajor: number | null;
  /** Names of workspace packages it depends on (transitively). */
  readonly dependsOn: readonly string[];
  /** Another library it uses that declares indexes of MongoDB's collections, maybe of the same. */
  readonly otherMapper?: string;
}
