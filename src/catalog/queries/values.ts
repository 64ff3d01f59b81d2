import type { Datum } from "../../interpret/happenings.js";
import { unknown } from "../../planner/index.js";
import type { Json } from "../types.js";

/** The value as relaxed Extended JSON, or undefined when it is not fully known. */
export function toJson(datum: Datum): Json | undefined {
  switch (datum.t) {
    case "prim":
      return numberSafe(datum.v);
    case "undefined":
      return null; // the driver serialises undefined as null (M61)
    case "regex":
      return datum.source === null ? undefined : regexJson(datum.source, datum.flags);
    case "array": {
      if (datum.rest) return undefined;
      const items: Json[] = [];
      for (const item of datum.items) {
        const value = item.maybe ? undefined : toJson(item.value);
        if (value === undefined) return undefined;
        items.push(value);
      }
      return items;
    }
    case "object": {
      if (datum.open) return undefined;
      const object: [string, Json][] = [];
      for (const entry of datum.entries) {
        const value = entry.maybe ? undefined : toJson(entry.value);
        if (value === undefined) return undefined;
        object.push([entry.key, value]);
      }
      return Object.fromEntries(object);
    }
    default:
      return undefined;
  }
}

function numberSafe(value: string | number | boolean | null): Json {
  return typeof value === "number" && !Number.isFinite(value) ? { $numberDouble: String(value) } : value;
}

/** The value with the planner's marker in place of each unknown part: where its shape decides what can serve it. */
export function toMarked(datum: Datum): Json {
  if (datum.t === "object")
    return Object.fromEntries(datum.entries.map(({ key, value }) => [key, toMarked(value)]));
  if (datum.t === "array" && !datum.rest) return datum.items.map((item) => toMarked(item.value));
  return toJson(datum) ?? { ...unknown.anything };
}

/** A regular expression in Extended JSON, with the flags that reach the server. */
const regexJson = (source: string, flags: string): Json => ({
  $regularExpression: {
    pattern: source,
    options: [..."imsx"].filter((flag) => flags.includes(flag)).join(""),
  },
});

const NOTHING = new Set(["null", "undefined"]);

/** The type name a value is known to have, null aside; undefined when it may have several. */
export function typeOf(datum: Datum): string | undefined {
  switch (datum.t) {
    case "prim":
      return datum.v === null ? "null" : typeof datum.v;
    case "undefined":
      return "null";
    case "regex":
    case "array":
    case "object":
      return datum.t;
    case "document":
      return "objectId";
    case "unknown": {
      const kinds = kindsOf(datum);
      return kinds.length === 1 ? kinds[0] : undefined;
    }
    case "union":
      return commonType(datum.of);
    default:
      return undefined;
  }
}

/** The one type all of these have, null aside. */
export function commonType(data: readonly Datum[]): string | undefined {
  let common: string | undefined;
  for (const datum of data) {
    const type = typeOf(datum);
    if (type === undefined) return undefined;
    if (type === "null") continue;
    if (common !== undefined && common !== type) return undefined;
    common = type;
  }
  return common ?? (data.length > 0 ? "null" : undefined);
}

/** What an unknown value may be, null and undefined aside; empty when nothing is known. */
export const kindsOf = (datum: Datum & { t: "unknown" }): readonly string[] =>
  datum.kind === undefined ? [] : datum.kind.filter((kind) => !NOTHING.has(kind));

const hex24 = /^[0-9a-f]{24}$/i;

/** A known scalar as Mongoose sends it for a path of this type (M58). */
export function castScalar(value: Json, type: string | undefined): Json {
  if (value === null || typeof value === "object") return value;
  switch (type) {
    case "string":
      return String(value);
    case "number":
      return castNumber(value);
    case "boolean":
      return castBoolean(value);
    case "objectId":
      return typeof value === "string" && hex24.test(value) ? { $oid: value } : value;
    case "date":
      return castDate(value);
    default:
      return value;
  }
}

function castNumber(value: string | number | boolean): Json {
  if (value === "") return null;
  const number = Number(value);
  return Number.isNaN(number) ? value : number;
}

function castBoolean(value: string | number | boolean): Json {
  if (value === 1 || value === "true" || value === "1" || value === "yes") return true;
  return value === 0 || value === "false" || value === "0" || value === "no" ? false : value;
}

function castDate(value: string | number | boolean): Json {
  if (typeof value === "boolean") return value;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? value : { $date: date.toISOString() };
}
