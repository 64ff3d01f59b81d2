import type { Datum, Entry } from "../../interpret/happenings.js";
import { elementOf, marked, typeOf, type Leaf } from "./definition.js";
import { MAKES_INDEX, NESTED_ONLY } from "./lost.js";
import { noteDoubt, schemaOf } from "./state.js";
import { entryOf, likeliest, textOf, toValue, type Doubt } from "./values.js";

/** Skip: leave the option out. */
const SKIP = Symbol("skip");

type Reader = (datum: Datum, leaf: Leaf, name: string) => unknown;

/** The path options that matter to indexes and paths; Mongoose gets no other, they only can make it throw. */
const READERS: { readonly [option: string]: Reader } = {
  index: flag,
  unique: flag,
  sparse: flag,
  text: flag,
  expires: (datum, leaf, name) => read(datum, leaf, name),
  of: elementOf,
  cast: (datum, leaf) => (datum.t === "type" ? typeOf(datum, leaf) : SKIP),
  alias: (datum) => (textOf(datum) !== null || isTexts(datum) ? toValue(datum, { why: null }) : SKIP),
  excludeIndexes: boolean,
  _id: boolean,
  auto: boolean,
  required: (datum) => boolean(datum.t === "array" ? (datum.items[0]?.value ?? datum) : datum),
  ref: (datum, leaf) => {
    const known = datum.t === "union" ? likeliest(datum.of) : datum;
    return textOf(known) ?? (known.t === "model" ? leaf.reading.replay.modelName(known.ref) : null) ?? SKIP;
  },
  refPath: (datum) => textOf(datum) ?? "",
  enum: enumOf,
  discriminators: (datum, leaf) => discriminators(datum, leaf),
};

/** Options of one path in the order written: it decides which index option wins (M6). */
export function pathOptions(entries: readonly Entry[], leaf: Leaf, type: unknown): Record<string, unknown> {
  const { typeKey } = leaf.reading;
  const options: Record<string, unknown> = entries.length === 0 ? { [typeKey]: type } : {};
  const declared: Record<string, unknown> = {};
  for (const { key, value, maybe } of entries) {
    if (NESTED_ONLY.has(key)) declared[key] = toValue(value, { why: null });
    if (key === "enum" && type !== String) continue;
    const reader = Object.hasOwn(READERS, key) ? READERS[key] : undefined;
    if (key === typeKey) {
      options[key] = type;
      continue;
    }
    const read = reader ? reader(value, leaf, key) : SKIP;
    if (read === SKIP) continue;
    if (maybe) leaf.maybe = true;
    options[key] = read;
    if (MAKES_INDEX.has(key)) declared[key] = read;
  }
  return marked(leaf, options, declared);
}

/** `index`, `unique`, `sparse`, `text`: what is not known is taken as set, and assumed. */
function flag(datum: Datum, leaf: Leaf, name: string): unknown {
  if (datum.t !== "unknown") return read(datum, leaf, name);
  leaf.maybe = true;
  noteDoubt(leaf.reading, "index", `\`${name}\` of \`${leaf.path}\` is not known: ${datum.why}`, leaf.at);
  return true;
}

function read(datum: Datum, leaf: Leaf, name: string): unknown {
  const doubt: Doubt = { why: null };
  const value = toValue(datum, doubt);
  if (doubt.why === null) return value;
  leaf.maybe = true;
  noteDoubt(leaf.reading, "index", `\`${name}\` of \`${leaf.path}\` is not known: ${doubt.why}`, leaf.at);
  return value;
}

function boolean(datum: Datum): unknown {
  return datum.t === "prim" && typeof datum.v === "boolean" ? datum.v : SKIP;
}

/** A list of texts, as it is or as `values`; what is only partly known is not known. */
function enumOf(datum: Datum): unknown {
  const values = entryOf(datum, "values") ?? datum;
  return isTexts(values) ? toValue(values, { why: null }) : SKIP;
}

const isTexts = (datum: Datum): boolean =>
  datum.t === "array" && !datum.rest && datum.items.every(({ value }) => textOf(value) !== null);

function discriminators(datum: Datum, leaf: Leaf): unknown {
  if (datum.t !== "object") return SKIP;
  return Object.fromEntries(
    datum.entries.flatMap(({ key, value }) => {
      const schema = value.t === "schema" ? schemaOf(leaf.reading, value.id) : null;
      return schema ? [[key, schema]] : [];
    }),
  );
}
