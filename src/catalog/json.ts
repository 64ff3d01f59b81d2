import type { Json } from "./types.js";

/** A value as the catalog writes it: relaxed MongoDB Extended JSON; undefined when there is nothing to write. */
export function toJson(value: unknown): Json | undefined {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value)
        ? value
        : { $numberDouble: Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity" };
    case "bigint":
      return { $numberLong: String(value) };
    case "object":
      return value === null ? null : objectToJson(value);
    default:
      return undefined;
  }
}

/** An object's own properties as JSON; an inner undefined is kept as `{$undefined: true}`. */
function objectToJson(value: object): Json | undefined {
  if (Array.isArray(value)) return value.map(inner);
  if (value instanceof Date)
    return { $date: Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString() };
  if (value instanceof RegExp) return { $regularExpression: { pattern: value.source, options: value.flags } };
  if (value instanceof Map) return objectToJson(Object.fromEntries(value));
  if ("_bsontype" in value) return bsonToJson(value);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inner(each)]));
}

function inner(value: unknown): Json {
  const json = toJson(value);
  return json === undefined ? { $undefined: true } : json;
}

function bsonToJson(value: object & { readonly _bsontype: unknown }): Json {
  const text = String(value);
  switch (value._bsontype) {
    case "ObjectId":
    case "ObjectID":
      return { $oid: text };
    case "Long":
      return { $numberLong: text };
    case "Decimal128":
      return { $numberDecimal: text };
    case "Int32":
    case "Double":
      return Number(text);
    default:
      return text;
  }
}
