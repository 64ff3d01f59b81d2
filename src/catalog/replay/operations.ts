import type { Schema, SchemaType } from "mongoose";
import type { Datum, SchemaOp, Span } from "../../interpret/happenings.js";
import { definitionOf, fieldOf } from "./definition.js";
import { addIndex, removedIndex } from "./indexes.js";
import { schemaClass } from "./mongoose.js";
import { usePlugin } from "./plugins.js";
import { schemaOption, schemaOptions, typeKeyOf } from "./schema-options.js";
import { INDEX_MARK, markOf, noteGap, schemaOf, type Reading, type Replay, type Replayed } from "./state.js";
import { entryOf, textOf, toValue } from "./values.js";

type ObjectDatum = Extract<Datum, { t: "object" }>;

/** Makes the real schema of the first operation: `new Schema(…)`, or a clone, pick or omit of another one. */
export function startSchema(op: SchemaOp, home: Replayed, replay: Replay): Schema {
  const options = op.op === "new" ? op.args[1] : undefined;
  const reading: Reading = { replay, home, op, typeKey: typeKeyOf(options) };
  if (op.op === "from") return derived(op.args, reading);
  const known = schemaOptions(options, reading);
  const { gaps, incomplete } = home;
  const before = gaps.length;
  try {
    return new (schemaClass())(definedBy(op.args[0], reading) as never, known);
  } catch {
    gaps.length = before;
    home.incomplete = incomplete;
  }
  const schema = guarded(() => newSchema(known), reading, op.at) ?? newSchema({});
  addAll(schema, op.args[0], reading);
  return schema;
}

/** Does one later operation to the real schema; what Mongoose throws becomes a gap. */
export function doOperation(op: SchemaOp, home: Replayed, replay: Replay): void {
  const { typeKey = "type" } =
    home.schema.get("typeKey") === undefined ? {} : { typeKey: String(home.schema.get("typeKey")) };
  const reading: Reading = { replay, home, op, typeKey };
  const action = Object.hasOwn(ACTIONS, op.op) ? ACTIONS[op.op] : undefined;
  if (action) guarded(() => action(home.schema, op.args, reading), reading, op.at);
}

type Action = (schema: Schema, args: readonly Datum[], reading: Reading) => void;

const ACTIONS: { readonly [op: string]: Action } = {
  new: (schema, [definition, options], reading) => {
    for (const [name, value] of Object.entries(schemaOptions(options, reading)))
      setOption(schema, name, value);
    addAll(schema, definition, reading);
  },
  add: (schema, [definition, prefix], reading) => addAll(schema, definition, reading, textOf(prefix) ?? ""),
  index: (schema, args, reading) => addIndex(schema, args, reading),
  plugin: (schema, [, options], reading) => usePlugin(schema, options, reading),
  set: (schema, [name, value], reading) => {
    const option = textOf(name);
    const known = option !== null && value ? schemaOption(option, value, reading) : undefined;
    if (option !== null && known !== undefined) setOption(schema, option, known);
  },
  remove: (schema, [paths]) => schema.remove(texts(paths)),
  virtual: (schema, [name, options]) => addVirtual(schema, name, options),
  alias: (schema, [path, alias]) => {
    const [from, to] = [textOf(path), texts(alias)];
    if (from !== null) schema.alias(from, to);
  },
  discriminator: (schema, [name, child, value], reading) => {
    const known = textOf(name);
    const schemaOfChild = childSchema(child, reading);
    if (known !== null && schemaOfChild)
      schema.discriminator(known, schemaOfChild, discriminatorOption(value) as never);
    else noteGap(reading, "schema", "a discriminator is not known", reading.op.at);
  },
  searchIndex: (schema, [description]) => {
    if (description) schema.searchIndex(toValue(description, { why: null }) as never);
  },
  removeIndex: (schema, [index]) => {
    const known = removedIndex(index);
    if (known !== null) (schema as unknown as { removeIndex(index: unknown): void }).removeIndex(known);
  },
  clearIndexes: (schema) => void (schema as unknown as { clearIndexes(): void }).clearIndexes(),
  path: (schema, [path, definition], reading) => {
    const name = textOf(path);
    if (name === null || !definition) return;
    schema.path(name, fieldOf({ key: name, value: definition, at: reading.op.at }, reading, name) as never);
  },
  pathCall: (schema, args, reading) => callOnPath(schema, args, reading),
};

/** What stands before the options in `new Schema()` or inside `add()`: a definition, a schema, or a list of both. */
function definedBy(datum: Datum | undefined, reading: Reading, prefix = ""): unknown {
  if (datum === undefined) return {};
  switch (datum.t) {
    case "undefined":
    case "prim":
      return {};
    case "object":
      return definitionOf(datum, reading, prefix);
    case "schema": {
      const other = schemaOf(reading, datum.id);
      if (!other) noteGap(reading, "schema", "the schema it takes over is not known", reading.op.at);
      return other ?? {};
    }
    case "array":
      if (datum.rest) noteGap(reading, "schema", "its parts are not all known", datum.at);
      return datum.items.map(({ value }) => definedBy(value, reading, prefix));
    case "union":
      noteGap(reading, "schema", "the definition has several values; the first is taken", reading.op.at);
      return definedBy(
        datum.of.find(({ t }) => t === "object" || t === "schema"),
        reading,
        prefix,
      );
    default: {
      const why = datum.t === "unknown" ? datum.why : `it is a ${datum.t}`;
      noteGap(reading, "schema", `the definition is not known: ${why}`, reading.op.at);
      return {};
    }
  }
}

/** Adds a definition; when Mongoose throws at it, path by path, so that one bad path costs no other. */
function addAll(schema: Schema, datum: Datum | undefined, reading: Reading, prefix = ""): void {
  if (datum?.t === "array") {
    for (const { value } of datum.items) addAll(schema, value, reading, prefix);
    return;
  }
  const { gaps, incomplete } = reading.home;
  const before = gaps.length;
  try {
    schema.add(definedBy(datum, reading, prefix) as never, prefix);
  } catch (error) {
    if (datum?.t !== "object") return noteThrown(error, reading, reading.op.at, gaps.length > before);
    gaps.length = before;
    reading.home.incomplete = incomplete;
    addEach(schema, datum, reading, prefix);
  }
}

function addEach(schema: Schema, datum: ObjectDatum, reading: Reading, prefix: string): void {
  if (datum.open)
    noteGap(reading, "schema", "the definition may have further paths that are not known", datum.at);
  for (const entry of datum.entries) {
    const path = prefix + entry.key;
    const gaps = reading.home.gaps.length;
    const definition = fieldOf(entry, reading, path);
    try {
      schema.add({ [entry.key]: definition } as never, prefix);
    } catch (error) {
      const nested =
        entry.value.t === "object" && !entryOf(entry.value, reading.typeKey) ? entry.value : null;
      if (nested && nested.entries.length > 0) addEach(schema, nested, reading, `${path}.`);
      else noteThrown(error, reading, entry.at, reading.home.gaps.length > gaps);
    }
  }
}

function derived(args: readonly Datum[], reading: Reading): Schema {
  const [source, how, paths] = args;
  const schema = source?.t === "schema" ? schemaOf(reading, source.id) : null;
  if (!schema) {
    noteGap(reading, "schema", "the schema it was made of is not known", reading.op.at);
    return newSchema({});
  }
  const made = guarded(
    () => {
      if (textOf(how) === "pick") return schema.pick(texts(paths));
      if (textOf(how) === "omit")
        return (schema as unknown as { omit(paths: string[]): Schema }).omit(texts(paths));
      return schema.clone();
    },
    reading,
    reading.op.at,
  );
  return made ?? newSchema({});
}

/** `schema.path("a").index(true)`, `schema.path("events").discriminator(…)` (M12, M32). */
function callOnPath(schema: Schema, args: readonly Datum[], reading: Reading): void {
  const [path, method, ...rest] = args;
  const name = textOf(method) ?? "";
  const type = schema.path(textOf(path) ?? "") as
    (SchemaType & { readonly options: Record<string, unknown> }) | undefined;
  if (!type)
    return noteGap(
      reading,
      "schema",
      `\`${textOf(path) ?? "?"}\` is not a path that is known`,
      reading.op.at,
    );
  if (name === "discriminator") {
    const [key, child, value] = rest;
    const childOf = childSchema(child, reading);
    const host = type as unknown as { discriminator(name: string, schema: Schema, value?: unknown): void };
    if (childOf && textOf(key) !== null)
      host.discriminator(textOf(key) ?? "", childOf, discriminatorOption(value));
    else noteGap(reading, "schema", "a discriminator is not known", reading.op.at);
    return;
  }
  if (!INDEX_METHODS.has(name)) return;
  const doubt = { why: null };
  const values = rest.map((each) => toValue(each, doubt));
  (type as unknown as Record<string, (...values: unknown[]) => void>)[name]?.(...values);
  type.options[INDEX_MARK] = markOf(reading, reading.op.at, "call", doubt.why !== null);
}

const INDEX_METHODS: ReadonlySet<string> = new Set(["index", "unique", "sparse", "text", "expires"]);

function childSchema(datum: Datum | undefined, reading: Reading): Schema | null {
  if (datum?.t === "schema") return schemaOf(reading, datum.id);
  return datum?.t === "object" ? new (schemaClass())(definitionOf(datum, reading) as never) : null;
}

/** The stored value, or `{value, clone, …}`: of these only the value matters. */
function discriminatorOption(datum: Datum | undefined): unknown {
  const value = entryOf(datum, "value") ?? datum;
  return value?.t === "prim" && value.v !== null ? value.v : undefined;
}

function addVirtual(schema: Schema, name: Datum | undefined, options: Datum | undefined): void {
  const path = textOf(name);
  if (path === null) return;
  const [ref, localField, foreignField] = ["ref", "localField", "foreignField"].map((key) =>
    textOf(entryOf(options, key)),
  );
  schema.virtual(path, ref && localField && foreignField ? { ref, localField, foreignField } : undefined);
}

const newSchema = (options: Record<string, unknown>): Schema => new (schemaClass())({}, options);

function setOption(schema: Schema, name: string, value: unknown): void {
  schema.set(name as never, value as never);
}

function texts(datum: Datum | undefined): string[] {
  if (datum?.t === "array") return datum.items.flatMap(({ value }) => textOf(value) ?? []);
  const text = textOf(datum);
  return text === null ? [] : [text];
}

function guarded<T>(work: () => T, reading: Reading, at: Span): T | undefined {
  const gaps = reading.home.gaps.length;
  try {
    return work();
  } catch (error) {
    noteThrown(error, reading, at, reading.home.gaps.length > gaps);
    return undefined;
  }
}

/** What Mongoose throws at the program itself, unless something it was given stood in for the unknown. */
function noteThrown(error: unknown, reading: Reading, at: Span | undefined, replaced: boolean): void {
  const message = error instanceof Error ? error.message : String(error);
  noteGap(
    reading,
    "schema",
    replaced ? `it could not be rebuilt: ${message}` : `Mongoose throws: ${message}`,
    at,
  );
}
