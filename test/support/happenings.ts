import { Schema } from "mongoose";
import type {
  Datum,
  Entry,
  Happening,
  Happenings,
  ModelRef,
  ModelRegistered,
  PackageInfo,
  SchemaBuilt,
  SchemaOp,
  Span,
} from "../../src/interpret/happenings.js";

/** A key that is set only on some paths through the code. */
export class Maybe {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
}

/** What the interpreter would have made of a happening, written by hand. */
export interface Scene {
  /** Declares a schema from real JavaScript values; `Datum`s, `Maybe`s and other declared schemas may stand inside. */
  schema(definition?: unknown, options?: unknown, more?: Partial<SchemaBuilt>): Declared;
  model(name: string, schema: Declared | Datum | object, more?: Partial<ModelRegistered>): number;
  push(...happenings: Happening[]): void;
  /** The next line of a file, as a span that is found again in the catalog as that line. */
  span(file?: string): Span;
  readonly happenings: Happenings;
}

/** A declared schema; each call on it is an operation of its own line. */
export interface Declared {
  readonly id: number;
  readonly built: SchemaBuilt;
  op(op: string, args: readonly unknown[], more?: Partial<SchemaOp>): Declared;
}

const LINE = 100;
const LINES = 1000;

/** An empty scene in which every span is a line of its own. */
export function scene(packages: (file: string) => Partial<PackageInfo> = () => ({})): Scene {
  const list: Happening[] = [];
  const next: Record<string, number> = {};
  const declared = new Map<unknown, number>();
  let ids = 0;

  const span = (file = "src/model.ts"): Span => {
    const line = next[file] ?? 0;
    next[file] = line + 1;
    return { file, start: line * LINE, end: line * LINE + 20 };
  };
  const toDatum = (value: unknown, file: string): Datum =>
    datumOf(value, { span: () => span(file), declared });

  const schema = (definition?: unknown, options?: unknown, more: Partial<SchemaBuilt> = {}): Declared => {
    const at = more.at ?? span();
    const ops: SchemaOp[] = [];
    const given = [definition, options].slice(
      0,
      options === undefined ? (definition === undefined ? 0 : 1) : 2,
    );
    ops.push({ op: "new", args: given.map((each) => toDatum(each, at.file)), at, via: "call" });
    const built: SchemaBuilt = {
      type: "schema",
      id: ++ids,
      at,
      dialect: "mongoose",
      name: null,
      ops,
      ...more,
    };
    list.push(built);
    const handle: Declared = {
      id: built.id,
      built,
      op(op, args, extra = {}) {
        const where = extra.at ?? span(at.file);
        ops.push({
          op,
          args: args.map((each) => toDatum(each, where.file)),
          at: where,
          via: "call",
          ...extra,
        });
        return handle;
      },
    };
    declared.set(handle, built.id);
    return handle;
  };

  return {
    schema,
    span,
    push: (...happenings) => void list.push(...happenings),
    model(name, of, more = {}) {
      const at = more.at ?? span();
      const id = ++ids;
      const given = declared.has(of) || !isDatum(of) ? toDatum(of, at.file) : of;
      const base = { collection: null, connection: null, dialect: "mongoose", documentTypes: [] } as const;
      list.push({ type: "model", id, name: { t: "prim", v: name }, schema: given, at, ...base, ...more });
      return id;
    },
    get happenings() {
      const files = new Set([...Object.keys(next), "src/model.ts"]);
      const starts = Array.from({ length: LINES }, (_, line) => line * LINE);
      return {
        root: "/project",
        list,
        lines: Object.fromEntries([...files].map((file) => [file, starts])),
        packageOf: (file: string) => ({
          name: "app",
          directory: "",
          mongooseMajor: 9,
          dependsOn: [],
          ...packages(file),
        }),
        comments: {},
      };
    },
  };
}

/** The model a registration made, by its id. */
export const registered = (id: number): ModelRef => ({ by: "registration", id });

export const unknown = (why = "it comes from outside", kind?: readonly string[]): Datum => ({
  t: "unknown",
  why,
  ...(kind ? { kind } : {}),
});

interface Context {
  readonly span: () => Span;
  readonly declared: ReadonlyMap<unknown, number>;
}

const TYPES = new Map<unknown, string>([
  [String, "String"],
  [Number, "Number"],
  [Boolean, "Boolean"],
  [Date, "Date"],
  [Map, "Map"],
  [Buffer, "Buffer"],
  [Array, "Array"],
  [Object, "Object"],
  [BigInt, "BigInt"],
  ...Object.entries(Schema.Types).map(([name, type]): [unknown, string] => [type, name]),
]);

function datumOf(value: unknown, context: Context): Datum {
  const id = context.declared.get(value);
  if (id !== undefined) return { t: "schema", id };
  if (TYPES.has(value)) return { t: "type", name: TYPES.get(value) ?? "" };
  if (value === undefined) return { t: "undefined" };
  if (value === null || ["string", "number", "boolean"].includes(typeof value))
    return { t: "prim", v: value as string | number | boolean | null };
  if (value instanceof RegExp) return { t: "regex", source: value.source, flags: value.flags };
  if (typeof value === "function") return { t: "function", name: value.name };
  if (Array.isArray(value))
    return { t: "array", items: value.map((each) => ({ value: datumOf(each, context) })) };
  if (isDatum(value)) return value;
  const entries = Object.entries(value as object).map(([key, each]): Entry => {
    const at = context.span();
    if (each instanceof Maybe) return { key, value: datumOf(each.value, context), maybe: true, at };
    return { key, value: datumOf(each, context), at };
  });
  return { t: "object", entries, open: false };
}

const KINDS = new Set(
  "prim undefined object array regex type schema model document function class union unknown".split(" "),
);

const isDatum = (value: unknown): value is Datum =>
  typeof value === "object" &&
  value !== null &&
  "t" in value &&
  KINDS.has(String((value as { t: unknown }).t));
