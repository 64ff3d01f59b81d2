import type { Json, ModelOptions, ModelPath, ModelVirtual } from "../catalog/types.js";
import { toJson } from "./json.js";
import type { LiveSchema, LiveSchemaType } from "./live.js";

/** Every path of a schema, those of its sub-schemas included, under dotted names. */
export function pathsOf(schema: LiveSchema, prefix = "", seen: readonly LiveSchema[] = []): ModelPath[] {
  if (seen.includes(schema)) return [];
  return Object.entries(schema.paths).flatMap(([name, type]) => {
    const path = `${prefix}${name}`;
    const below = type.schema ? pathsOf(type.schema, `${path}.`, [...seen, schema]) : [];
    return [pathOf(path, type), ...below];
  });
}

function pathOf(path: string, type: LiveSchemaType): ModelPath {
  const array = isArray(type);
  const element = array ? elementOf(type) : type;
  const ref = type.options?.["ref"] ?? element?.options?.["ref"];
  return {
    path,
    type: array && type.schema ? "Embedded" : (element?.instance ?? "Mixed"),
    array,
    ...(type.isRequired === true ? { required: true as const } : {}),
    ...(typeof ref === "string" ? { ref } : {}),
  };
}

const isArray = (type: LiveSchemaType): boolean =>
  type.$isMongooseArray === true || type.$isMongooseDocumentArray === true || type.instance === "Array";

/** The element's type: Mongoose 9 calls it `embeddedSchemaType`, 5 to 8 `caster` (a class for sub-documents). */
const elementOf = (type: LiveSchemaType): LiveSchemaType | undefined =>
  type.embeddedSchemaType ??
  type.$embeddedSchemaType ??
  (typeof type.caster === "object" ? (type.caster as LiveSchemaType) : undefined);

const told = ["strict", "strictQuery", "collation", "autoIndex", "discriminatorKey", "timestamps", "capped", "timeseries"] as const;

/** What the schema's author said of it; defaults are left out. */
export function optionsOf(schema: LiveSchema): ModelOptions {
  const given = schema._userProvidedOptions ?? schema.options ?? {};
  const options: { [option: string]: Json } = {};
  for (const option of told) {
    if (given[option] !== undefined && given[option] !== null) options[option] = toJson(given[option]);
  }
  const { key, value } = schema.discriminatorMapping ?? {};
  if (key !== undefined) options["discriminatorKey"] = key;
  if (value !== undefined && value !== null) options["discriminatorValue"] = toJson(value);
  return options as ModelOptions;
}

/** The populate virtuals of a schema. */
export function virtualsOf(schema: LiveSchema): ModelVirtual[] {
  return Object.entries(schema.virtuals ?? {}).flatMap(([path, { options = {} }]) => {
    const { ref, localField, foreignField } = options;
    const named = typeof ref === "function" ? (ref as { modelName?: unknown }).modelName : ref;
    if (typeof named !== "string" || typeof localField !== "string" || typeof foreignField !== "string") return [];
    return [{ path, ref: named, localField, foreignField }];
  });
}
