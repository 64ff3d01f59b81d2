import { fields, type Fields } from "./json.js";
import { nearest } from "./nearest.js";

/** The part of JSON Schema that our own configuration is written in. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly title?: string;
  readonly type?: "object" | "array" | "string" | "number" | "boolean";
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: { readonly [name: string]: JsonSchema };
  readonly additionalProperties?: boolean | JsonSchema;
  readonly required?: readonly string[];
  readonly minProperties?: number;
  readonly items?: JsonSchema | readonly JsonSchema[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly definitions?: { readonly [name: string]: JsonSchema };
}

const article = {
  object: "an object",
  array: "an array",
  string: "a string",
  number: "a number",
  boolean: "true or false",
};

const isType = (value: unknown, type: string): boolean => {
  if (type === "array") return Array.isArray(value);
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  return typeof value === type;
};

const child = (path: string, name: string): string => (path === "" ? name : `${path}.${name}`);

/** The first thing wrong with a value, in words for its author; null when nothing is. */
export function complaint(root: JsonSchema, value: unknown): string | null {
  return check(root, root, value, "");
}

const check = (root: JsonSchema, schema: JsonSchema, value: unknown, path: string): string | null => {
  if (schema.$ref !== undefined) {
    const target = root.definitions?.[schema.$ref.replace("#/definitions/", "")];
    return target ? check(root, target, value, path) : null;
  }
  const wrong = (wanted: string): string =>
    `${path === "" ? "it" : `"${path}"`} must be ${schema.title ?? wanted}`;
  if (schema.enum && !schema.enum.includes(value)) {
    return wrong(schema.enum.map((each) => JSON.stringify(each)).join(" or "));
  }
  if (schema.type && !isType(value, schema.type)) return wrong(article[schema.type]);
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(String(value)))
    return wrong(schema.pattern);
  if (schema.anyOf && schema.anyOf.every((each) => check(root, each, value, path) !== null))
    return wrong("otherwise");
  if (Array.isArray(value)) {
    const { minItems = 0, maxItems = Infinity } = schema;
    if (value.length < minItems || value.length > maxItems) return wrong("of another length");
    return first(value, (item, at) => {
      const of = Array.isArray(schema.items)
        ? (schema.items as readonly JsonSchema[])[at]
        : (schema.items as JsonSchema | undefined);
      return of ? check(root, of, item, `${path}[${at}]`) : null;
    });
  }
  return isType(value, "object") ? checkObject(root, schema, fields(value), path, wrong) : null;
};

const checkObject = (
  root: JsonSchema,
  schema: JsonSchema,
  value: Fields,
  path: string,
  wrong: (wanted: string) => string,
): string | null => {
  const known = Object.keys(schema.properties ?? {});
  const missing = schema.required?.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) return `"${path}" has no "${missing}"`;
  if (Object.keys(value).length < (schema.minProperties ?? 0)) return wrong("less empty");
  return first(Object.entries(value), ([name, item]) => {
    const of = known.includes(name) ? schema.properties?.[name] : schema.additionalProperties;
    if (typeof of === "object") return check(root, of, item, child(path, name));
    if (of !== false) return null;
    const meant = nearest(name, known);
    return `unknown key "${child(path, name)}"${meant === null ? "" : `, did you mean "${meant}"?`}`;
  });
};

const first = <T>(items: readonly T[], ask: (item: T, at: number) => string | null): string | null => {
  for (const [at, item] of items.entries()) {
    const answer = ask(item, at);
    if (answer !== null) return answer;
  }
  return null;
};
