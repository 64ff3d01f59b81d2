/**
 * A value that is not known before the program runs. Plain JSON, so catalogs can carry it.
 * The planner is optimistic about it: an index is refused only when no value of that kind could use it.
 */
export interface Unknown {
  readonly $unknown: UnknownKind;
  /** For an array: the kind of its members. */
  readonly of?: UnknownKind;
  /** For an array: how many members it has. */
  readonly count?: number;
}

/** What is known of a value that is not. */
export type UnknownKind =
  | "string"
  | "number"
  | "date"
  | "objectId"
  | "boolean"
  | "object"
  | "array"
  | "regex"
  | "prefixRegex"
  | "anything";

const marker = (kind: UnknownKind): Unknown => Object.freeze({ $unknown: kind });

/** Some array of `count` members (or of unknown length); in `$in` and `$nin` it stands for the list. */
export const unknownArray = (of: UnknownKind = "anything", count?: number): Unknown =>
  Object.freeze(count === undefined ? { $unknown: "array", of } : { $unknown: "array", of, count });

/** Markers for values that only the running program knows. */
export const unknown = {
  /** Some string: needs the index's collation, like every string. */
  string: marker("string"),
  number: marker("number"),
  date: marker("date"),
  objectId: marker("objectId"),
  boolean: marker("boolean"),
  /** Some embedded document, compared as a whole. */
  object: marker("object"),
  /** Some array; as the operand of `$in`, a list of unknown length. */
  array: marker("array"),
  /** Some regular expression without a usable prefix: scans all strings. */
  regex: marker("regex"),
  /** Some case-sensitive `^prefix` regular expression: a range of strings. */
  prefixRegex: marker("prefixRegex"),
  /** Some non-null scalar of unknown type: taken as the kind that suits an index best. */
  anything: marker("anything"),
} as const satisfies Record<UnknownKind, Unknown>;

/** Is this value one of the markers? */
export const isUnknown = (value: unknown): value is Unknown =>
  typeof value === "object" && value !== null && "$unknown" in value;
