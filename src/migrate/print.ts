import type { IndexKeys, Json } from "../catalog/types.js";
import { showPath } from "../planner/keys.js";

/** A value as JavaScript: Extended JSON's dates, ids and patterns as what they stand for. */
export function printValue(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(printValue).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "undefined";
  const fields = value as { readonly [key: string]: Json };
  return special(fields) ?? printObject(Object.entries(fields));
}

/** Index keys as the driver takes them: an object, or pairs where an object would change their order. */
export function printKeys(keys: IndexKeys): string {
  const isNumber = ([path]: IndexKeys[number]): boolean => /^\d+$/.test(path);
  return keys.some(isNumber) ? printValue(keys) : printObject(keys);
}

function printObject(entries: IndexKeys): string {
  if (entries.length === 0) return "{}";
  return `{ ${entries.map(([key, value]) => `${showPath(key)}: ${printValue(value)}`).join(", ")} }`;
}

function special(fields: { readonly [key: string]: Json }): string | null {
  if (fields["$date"] !== undefined) return `new Date(${printValue(fields["$date"])})`;
  if (fields["$oid"] !== undefined) return `new ObjectId(${printValue(fields["$oid"])})`;
  const pattern = fields["$regularExpression"] as
    { readonly pattern?: string; readonly options?: string } | undefined;
  return pattern
    ? `new RegExp(${printValue(pattern.pattern ?? "")}, ${printValue(pattern.options ?? "")})`
    : null;
}
