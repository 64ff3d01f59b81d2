import type { Schema, SchemaType } from "mongoose";
import type { Datum, SchemaOp } from "../../interpret/happenings.js";
import { addAll } from "./add.js";
import { definitionOf, fieldOf } from "./definition.js";
import { addIndex, removedIndex } from "./indexes.js";
import { schemaClass } from "./mongoose.js";
import { usePlugin } from "./plugins.js";
import { schemaOption, schemaOptions } from "./schema-options.js";
import { INDEX_MARK, markOf, noteGap, schemaOf, type Reading, type Replay, type Replayed } from "./state.js";
import { guarded } from "./throws.js";
import { entryOf, textOf, textsOf, toValue } from "./values.js";

/** Does one later operation to the real schema; what Mongoose throws becomes a gap. */
export function doOperation(op: SchemaOp, home: Replayed, replay: Replay): void {
  const typeKey: unknown = home.schema.get("typeKey");
  const reading: Reading = { replay, home, op, typeKey: typeof typeKey === "string" ? typeKey : "type" };
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
  remove: (schema, [paths]) => schema.remove(textsOf(paths)),
  virtual: (schema, [name, options]) => addVirtual(schema, name, options),
  alias: (schema, [path, alias]) => {
    const [from, to] = [textOf(path), textsOf(alias)];
    if (from !== null) schema.alias(from, to);
  },
  discriminator: (schema, [name, child, value], reading) => {
    const known = discriminatorName(name);
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
    const known = discriminatorName(key);
    const host = type as unknown as { discriminator(name: string, schema: Schema, value?: unknown): void };
    if (childOf && known !== null) host.discriminator(known, childOf, discriminatorOption(value));
    else noteGap(reading, "schema", "a discriminator is not known", reading.op.at);
    return;
  }
  if (!INDEX_METHODS.has(name)) return;
  const doubt = { why: null };
  const values = rest.map((each) => toValue(each, doubt));
  (type as unknown as Record<string, (...values: unknown[]) => void>)[name]?.(...values);
  type.options[INDEX_MARK] = markOf(reading, reading.op.at, "call", doubt.why !== null);
}

/** A member of a numeric enum is as good a name to Mongoose; it is the stored value, too. */
const discriminatorName = (name: Datum | undefined): string | null =>
  name?.t === "prim" && typeof name.v === "number" ? (name.v as unknown as string) : textOf(name);

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
  const ref = textOf(entryOf(options, "ref"));
  const localField = fieldsOf(entryOf(options, "localField"));
  const foreignField = fieldsOf(entryOf(options, "foreignField"));
  const joins = ref && localField && foreignField ? { ref, localField, foreignField } : undefined;
  schema.virtual(path, joins as never);
}

/** One field, or a list of which all are known. */
function fieldsOf(datum: Datum | undefined): string | string[] | null {
  if (datum?.t !== "array") return textOf(datum);
  const fields = datum.items.flatMap(({ value }) => textOf(value) ?? []);
  return fields.length === datum.items.length && !datum.rest ? fields : null;
}

function setOption(schema: Schema, name: string, value: unknown): void {
  schema.set(name as never, value as never);
}
