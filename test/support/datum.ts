import mongoose from "mongoose";
import type { Datum, Element, Entry } from "../../src/interpret/happenings.js";

/** Marks a piece of a datum inside plain JavaScript values. */
class Mark {
  readonly kind: "datum" | "maybe" | "open" | "many";
  readonly value: unknown;
  constructor(kind: Mark["kind"], value: unknown) {
    this.kind = kind;
    this.value = value;
  }
}

/** An unknown value; the kinds say what its annotation tells. */
export const unknown = (...kind: string[]): unknown =>
  new Mark("datum", { t: "unknown", why: "a parameter", ...(kind.length > 0 && { kind }) } satisfies Datum);

/** An unknown string that is known to start so. */
export const startsWith = (prefix: string): unknown =>
  new Mark("datum", { t: "unknown", why: "a parameter", kind: ["string"], prefix } satisfies Datum);

/** `new RegExp(start + something, flags)`. */
export const regexFrom = (start: string | null, flags = ""): unknown =>
  new Mark("datum", {
    t: "regex",
    source: null,
    flags,
    ...(start !== null && { prefix: start }),
  } satisfies Datum);

/** A value that is one of these. */
export const oneOf = (...values: unknown[]): unknown =>
  new Mark("datum", { t: "union", of: values.map(datum) } satisfies Datum);

/** A ready-made datum among plain values. */
export const raw = (value: Datum): unknown => new Mark("datum", value);

/** A property or element that is there only on some paths through the code. */
export const maybe = (value: unknown): unknown => new Mark("maybe", value);

/** An object that may have further unknown keys. */
export const open = (value: object = {}): unknown => new Mark("open", value);

/** Zero or more elements like this, at the end of an array. */
export const many = (value: unknown): unknown => new Mark("many", value);

/** A plain JavaScript value as the interpreter would freeze it. */
export function datum(value: unknown): Datum {
  if (value instanceof Mark) return ofMark(value);
  if (value === undefined) return { t: "undefined" };
  if (
    value === null ||
    typeof value === "string" ||
    typeof value === "number" ||
    typeof value === "boolean"
  ) {
    return { t: "prim", v: value };
  }
  if (value instanceof RegExp) return { t: "regex", source: value.source, flags: value.flags };
  if (value instanceof Date) return { t: "unknown", why: "new Date()", kind: ["date"] };
  if (value instanceof mongoose.Types.ObjectId)
    return { t: "unknown", why: "new ObjectId()", kind: ["objectId"] };
  if (value instanceof mongoose.Document) return datum(value.toObject());
  if (typeof value === "function") return { t: "function", name: value.name };
  if (Array.isArray(value)) return ofArray(value);
  return { t: "object", entries: Object.entries(value as object).map(ofEntry), open: false };
}

function ofMark(mark: Mark): Datum {
  switch (mark.kind) {
    case "datum":
      return mark.value as Datum;
    case "open":
      return { ...(datum(mark.value) as Extract<Datum, { t: "object" }>), open: true };
    default:
      throw new Error(`${mark.kind}() stands only inside an object or an array`);
  }
}

function ofArray(values: readonly unknown[]): Datum {
  const rest = values.find((value) => value instanceof Mark && value.kind === "many") as Mark | undefined;
  const items = values.filter((value) => value !== rest).map((value): Element => ofMember(value));
  return { t: "array", items, ...(rest && { rest: datum(rest.value) }) };
}

const ofEntry = ([key, value]: [string, unknown]): Entry => ({ key, ...ofMember(value) });

const ofMember = (value: unknown): Element =>
  value instanceof Mark && value.kind === "maybe"
    ? { value: datum(value.value), maybe: true }
    : { value: datum(value) };
