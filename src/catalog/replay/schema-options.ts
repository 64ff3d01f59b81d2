import type { Datum } from "../../interpret/happenings.js";
import { noteDoubt, noteGap, type Reading } from "./state.js";
import { entryOf, toValue, type Doubt } from "./values.js";

/** The schema options that matter to indexes, paths and collection names. */
const KNOWN: ReadonlySet<string> = new Set([
  "_id",
  "autoIndex",
  "capped",
  "collation",
  "collection",
  "discriminatorKey",
  "excludeIndexes",
  "pluginTags",
  "strict",
  "strictQuery",
  "timeseries",
  "timestamps",
  "typeKey",
  "versionKey",
]);

/** Options whose value at run time changes neither the list of indexes nor the paths. */
const HARMLESS: ReadonlySet<string> = new Set(["autoIndex", "strict", "strictQuery", "pluginTags", "capped"]);

/** The options of `new Schema(definition, options)` as Mongoose takes them. */
export function schemaOptions(datum: Datum | undefined, reading: Reading): Record<string, unknown> {
  if (datum === undefined || datum.t === "undefined" || datum.t === "prim") return {};
  if (datum.t === "union") {
    const known = datum.of.filter(({ t }) => t === "object");
    if (known.length === 0) return {};
    noteDoubt(reading, "schema", "the schema options have several values; the first is taken", reading.op.at);
    return schemaOptions(known[0], reading);
  }
  if (datum.t !== "object") {
    const why = datum.t === "unknown" ? datum.why : `they are a ${datum.t}`;
    noteGap(reading, "schema", `the schema options are not known: ${why}`, reading.op.at);
    return {};
  }
  if (datum.open) noteGap(reading, "schema", "further schema options are not known", datum.at);
  return Object.fromEntries(
    datum.entries.flatMap(({ key, value, at }) => {
      const known = schemaOption(key, value, reading, at);
      return known === undefined ? [] : [[key, known]];
    }),
  );
}

/** One schema option; undefined when it does not matter or cannot be known. */
export function schemaOption(name: string, datum: Datum, reading: Reading, at = reading.op.at): unknown {
  if (!KNOWN.has(name)) return undefined;
  const doubt: Doubt = { why: null };
  const value = toValue(datum, doubt);
  if (doubt.why === null) return value;
  if (!HARMLESS.has(name)) {
    noteDoubt(reading, "schema", `the schema option \`${name}\` is not known for sure: ${doubt.why}`, at);
  }
  if (datum.t !== "unknown") return name === "timestamps" ? timestampsOf(datum) : value;
  if (name === "timestamps") return true;
  // Not the plural of the model's name, at any rate.
  return name === "collection" ? null : undefined;
}

/** The name of the type key of a schema, "type" when it says nothing (M14). */
export function typeKeyOf(options: Datum | undefined): string {
  const key = entryOf(options, "typeKey");
  return key?.t === "prim" && typeof key.v === "string" ? key.v : "type";
}

/** Custom names count as far as they are known. */
function timestampsOf(datum: Datum): unknown {
  if (datum.t !== "object") return toValue(datum, { why: null });
  const known = datum.entries.filter(({ value }) => value.t === "prim");
  return Object.fromEntries(known.map(({ key, value }) => [key, toValue(value, { why: null })]));
}
