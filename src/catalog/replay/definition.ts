import type { Datum, Entry, Span } from "../../interpret/happenings.js";
import type { Declared } from "./lost.js";
import { pathOptions } from "./path-options.js";
import { MARK, markOf, noteGap, schemaOf, type Reading } from "./state.js";
import { isTypeName, typeNamed } from "./types.js";
import { entryOf, likeliest } from "./values.js";

type ObjectDatum = Extract<Datum, { t: "object" }>;

/** One path of a definition while it is read. */
export interface Leaf {
  readonly reading: Reading;
  readonly path: string;
  readonly at: Span | undefined;
  /** Declared only on some paths through the code, or some option of it is not known. */
  maybe: boolean;
}

/** A definition object as Mongoose takes it; each path's options carry the number of their mark. */
export function definitionOf(
  datum: ObjectDatum,
  reading: Reading,
  prefix = "",
  maybe = false,
): Record<string, unknown> {
  if (datum.open) {
    const name = prefix === "" ? "the definition" : `\`${prefix.slice(0, -1)}\``;
    noteGap(reading, "schema", `${name} may have further paths that are not known`, datum.at);
  }
  return Object.fromEntries(
    datum.entries.map((entry) => [entry.key, fieldOf(entry, reading, prefix + entry.key, maybe)]),
  );
}

/** The definition of one path. */
export function fieldOf(entry: Entry, reading: Reading, path: string, maybe = false): unknown {
  const leaf: Leaf = { reading, path, at: entry.at, maybe: maybe || entry.maybe === true };
  return definedAs(entry.value, leaf, entry.key);
}

function definedAs(datum: Datum, leaf: Leaf, key: string): unknown {
  switch (datum.t) {
    case "object":
      return objectOf(datum, leaf);
    case "union":
      leaf.maybe = true;
      noteGap(
        leaf.reading,
        "schema",
        `\`${leaf.path}\` has several definitions; the first is taken`,
        leaf.at,
      );
      return definedAs(likeliest(datum.of), leaf, key);
    case "prim":
      if (wasMixed(datum.v, leaf, key)) return pathOptions([], leaf, typeNamed("Mixed"));
      // `_id: false` and what Mongoose refuses go to Mongoose as they are.
      return typeof datum.v === "string" && isTypeName(datum.v) ? pathOptions([], leaf, datum.v) : datum.v;
    case "undefined":
      return undefined;
    default:
      return pathOptions([], leaf, typeOf(datum, leaf));
  }
}

/** Until its version 7 Mongoose took `false`, `0` and `""` for no type, which is a path of any type. */
const wasMixed = (v: unknown, leaf: Leaf, key: string): boolean =>
  !v && v !== null && !(key === "_id" && v === false) && isBefore(7, leaf);

const isBefore = (version: number, { reading }: Leaf): boolean =>
  (reading.replay.major(reading.home.built.at.file) ?? version) < version;

function objectOf(datum: ObjectDatum, leaf: Leaf): unknown {
  const { reading, path } = leaf;
  if (datum.entries.length === 0) {
    if (datum.open) noteGap(reading, "schema", `the definition of \`${path}\` is not known`, leaf.at);
    return pathOptions([], leaf, typeNamed("Mixed"));
  }
  if (!isPathOptions(datum, reading.typeKey)) return definitionOf(datum, reading, `${path}.`, leaf.maybe);
  return optionsOf(datum, leaf);
}

/** Does Mongoose read this object as the options of one path, or as a nested object (M14, M15)? */
function isPathOptions(datum: ObjectDatum, typeKey: string): boolean {
  const type = entryOf(datum, typeKey);
  if (!type || isFalsy(type)) return false;
  const inner = typeKey === "type" ? entryOf(type, "type") : undefined;
  return inner === undefined || isFalsy(inner);
}

const isFalsy = (datum: Datum): boolean => datum.t === "undefined" || (datum.t === "prim" && !datum.v);

function optionsOf(datum: ObjectDatum, leaf: Leaf): unknown {
  const { typeKey } = leaf.reading;
  if (datum.open) {
    leaf.maybe = true;
    noteGap(leaf.reading, "schema", `\`${leaf.path}\` may have further options that are not known`, leaf.at);
  }
  const type = entryOf(datum, typeKey);
  if (type?.t === "object" && hidesPaths(leaf)) return pathOptions(datum.entries, leaf, typeNamed("Mixed"));
  return pathOptions(datum.entries, leaf, type ? typeOf(type, leaf) : undefined);
}

/** Until its version 6 Mongoose took an object after `type:` for a path of any type, but where a schema says otherwise. */
function hidesPaths(leaf: Leaf): boolean {
  const option = entryOf(leaf.reading.home.built.ops[0]?.args[1], "typePojoToMixed");
  return isBefore(6, leaf) && !(option && isFalsy(option));
}

/** What stands after `type:`, `of:` or inside `[…]`. */
export function typeOf(datum: Datum, leaf: Leaf): unknown {
  switch (datum.t) {
    case "type":
      return typeNamed(datum.name) ?? unknownType(leaf, `the type \`${datum.name}\` is not known`);
    case "prim":
      return datum.v;
    case "undefined":
      return undefined;
    case "schema":
      return schemaOf(leaf.reading, datum.id) ?? unknownType(leaf, "its schema is not known");
    case "array":
      return arrayOf(datum, leaf);
    case "object":
      if (datum.entries.length > 0) return definitionOf(datum, leaf.reading, `${leaf.path}.`, leaf.maybe);
      return datum.open ? unknownType(leaf, "its definition is not known") : {};
    case "union": {
      const known = datum.of.filter(({ t }) => t !== "undefined");
      return known.length === 1 && known[0]
        ? typeOf(known[0], leaf)
        : unknownType(leaf, "it has several types");
    }
    case "unknown":
      return unknownType(leaf, datum.why);
    default:
      return unknownType(leaf, `its type is a ${datum.t}`);
  }
}

function arrayOf(datum: Extract<Datum, { t: "array" }>, leaf: Leaf): unknown[] {
  const element = datum.items[0]?.value ?? datum.rest;
  return element ? [elementOf(element, leaf)] : [];
}

/** The element of an array or map: path options, a sub-document's definition, or a type. */
export function elementOf(datum: Datum, leaf: Leaf): unknown {
  if (datum.t === "union")
    return elementOf(likeliest(datum.of), unsure(leaf, "several element types; the first is taken"));
  if (datum.t !== "object" || datum.entries.length === 0) return typeOf(datum, leaf);
  return isPathOptions(datum, leaf.reading.typeKey)
    ? optionsOf(datum, leaf)
    : definitionOf(datum, leaf.reading, `${leaf.path}.`, leaf.maybe);
}

function unsure(leaf: Leaf, why: string): Leaf {
  leaf.maybe = true;
  noteGap(leaf.reading, "schema", `\`${leaf.path}\` has ${why}`, leaf.at);
  return leaf;
}

function unknownType(leaf: Leaf, why: string): unknown {
  noteGap(leaf.reading, "schema", `the type of \`${leaf.path}\` is not known: ${why}`, leaf.at);
  return typeNamed("Mixed");
}

/** A leaf's options, with its mark, which remembers what they say of an index. */
export const marked = (
  leaf: Leaf,
  options: Record<string, unknown>,
  declared: Declared,
): Record<string, unknown> => ({
  ...options,
  [MARK]: markOf(leaf.reading, leaf.at, "path", leaf.maybe, declared),
});
