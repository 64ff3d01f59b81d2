import type { Json } from "../catalog/types.js";

/** A live value as relaxed MongoDB Extended JSON; a function becomes its name. */
export function toJson(value: unknown): Json {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : { $numberDouble: String(value) };
  if (value === undefined) return { $undefined: true };
  if (typeof value === "bigint") return { $numberLong: String(value) };
  if (typeof value === "function") return value.name;
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return value.map(toJson);
  if (value instanceof Date) return { $date: isNaN(value.getTime()) ? String(value) : value.toISOString() };
  if (value instanceof RegExp) return { $regularExpression: { pattern: value.source, options: value.flags } };
  const kind = (value as { readonly _bsontype?: unknown })._bsontype;
  if (kind === "ObjectId" || kind === "ObjectID") return { $oid: String(value) };
  if (typeof kind === "string") return { [`$${kind[0]?.toLowerCase()}${kind.slice(1)}`]: String(value) };
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return Object.fromEntries(entries.map(([key, item]) => [String(key), toJson(item)]));
}
