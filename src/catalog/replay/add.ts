import type { Schema } from "mongoose";
import type { Datum, SchemaOp } from "../../interpret/happenings.js";
import { compileFamily } from "./compile.js";
import { definitionOf, fieldOf } from "./definition.js";
import { schemaClass } from "./mongoose.js";
import { schemaOptions, typeKeyOf } from "./schema-options.js";
import { noteGap, schemaOf, type Reading, type Replay, type Replayed } from "./state.js";
import { guarded, noteThrown } from "./throws.js";
import { entryOf, textOf, textsOf } from "./values.js";

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

/** What stands before the options in `new Schema()` or inside `add()`: a definition, a schema, or a list of both. */
function definedBy(datum: Datum | undefined, reading: Reading, prefix = "", maybe = false): unknown {
  if (datum === undefined) return {};
  switch (datum.t) {
    case "undefined":
    case "prim":
      return {};
    case "object":
      return definitionOf(datum, reading, prefix, maybe);
    case "schema": {
      const other = schemaOf(reading, datum.id);
      if (!other) noteGap(reading, "schema", "the schema it takes over is not known", reading.op.at);
      return other ?? {};
    }
    case "array":
      if (datum.rest) noteGap(reading, "schema", "its parts are not all known", datum.at);
      return datum.items.map(({ value }) => definedBy(value, reading, prefix, maybe));
    case "union":
      noteGap(reading, "schema", "the definition has several values; the first is taken", reading.op.at);
      return definedBy(
        datum.of.find(({ t }) => t === "object" || t === "schema"),
        reading,
        prefix,
        true,
      );
    default: {
      const why = datum.t === "unknown" ? datum.why : `it is a ${datum.t}`;
      noteGap(reading, "schema", `the definition is not known: ${why}`, reading.op.at);
      return {};
    }
  }
}

/** Adds a definition; when Mongoose throws at it, path by path, so that one bad path costs no other. */
export function addAll(schema: Schema, datum: Datum | undefined, reading: Reading, prefix = ""): void {
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
  const [source, how, paths, named] = args;
  const schema = source?.t === "schema" ? schemaOf(reading, source.id) : null;
  if (!schema) {
    noteGap(reading, "schema", "the schema it was made of is not known", reading.op.at);
    return newSchema({});
  }
  const made = guarded(
    () => {
      if (textOf(how) === "pick") return schema.pick(textsOf(paths));
      if (textOf(how) === "omit")
        return (schema as unknown as { omit(paths: string[]): Schema }).omit(textsOf(paths));
      if (textOf(how) === "discriminator") return onBase(schema, paths, textOf(named) ?? "", reading);
      return schema.clone();
    },
    reading,
    reading.op.at,
  );
  return made ?? newSchema({});
}

/** What a discriminator's model has for its schema. */
function onBase(schema: Schema, of: Datum | undefined, name: string, reading: Reading): Schema {
  const base = of?.t === "schema" ? schemaOf(reading, of.id) : null;
  const family = base && compileFamily("base", base, [{ name, schema, value: undefined }]);
  const made = family?.children.get(name);
  if (made) return made;
  const why = family?.thrown.get(name);
  noteGap(reading, "schema", why ? `Mongoose throws: ${why}` : "its base is not known", reading.op.at);
  return schema.clone();
}

const newSchema = (options: Record<string, unknown>): Schema => new (schemaClass())({}, options);
