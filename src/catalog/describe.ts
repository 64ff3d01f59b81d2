import type { Json, ModelOptions, ModelPath, ModelVirtual, Place } from "./types.js";
import { toJson } from "./json.js";

/** As much of a compiled Mongoose schema as the catalog reads; any major's schema fits. */
export interface SchemaLike {
  readonly paths: { readonly [path: string]: object };
  readonly aliases?: object;
  readonly virtuals: { readonly [path: string]: { readonly options?: object } };
  readonly options: object;
}

interface SchemaInside extends SchemaLike {
  readonly _userProvidedOptions?: { readonly [option: string]: unknown };
  readonly _searchIndexes?: readonly unknown[];
  readonly discriminatorMapping?: { readonly value: unknown; readonly isRoot: boolean };
  readonly discriminators?: { readonly [name: string]: SchemaLike };
}

interface SchemaTypeInside {
  readonly instance: string;
  readonly options?: { readonly ref?: unknown; readonly refPath?: unknown };
  readonly enumValues?: readonly unknown[];
  readonly isRequired?: boolean;
  readonly schema?: SchemaLike;
  readonly $isMongooseArray?: boolean;
  readonly $isMongooseDocumentArray?: boolean;
  readonly $isSingleNested?: boolean;
  readonly embeddedSchemaType?: SchemaTypeInside;
  readonly $embeddedSchemaType?: SchemaTypeInside;
  readonly caster?: SchemaTypeInside;
}

export interface SchemaDescription {
  readonly options: ModelOptions;
  readonly aliases: { readonly [alias: string]: string };
  readonly virtuals: readonly ModelVirtual[];
  readonly searchIndexes: readonly Json[];
  readonly paths: readonly ModelPath[];
}

/** Everything a model says about its documents, but not its indexes. `placeOf` tells where a path was declared. */
export function describeSchema(
  schema: SchemaLike,
  placeOf: (schemaType: object) => Place | undefined = () => undefined,
): SchemaDescription {
  return {
    options: optionsOf(schema as SchemaInside),
    aliases: Object.fromEntries(
      Object.entries(schema.aliases ?? {}).map(([alias, path]) => [alias, String(path)]),
    ),
    virtuals: Object.entries(schema.virtuals).flatMap(([path, { options }]) =>
      virtualOf(path, { ...options }),
    ),
    searchIndexes: ((schema as SchemaInside)._searchIndexes ?? []).flatMap((index) => toJson(index) ?? []),
    paths: pathsOf(schema, "", [schema], placeOf),
  };
}

function pathsOf(
  schema: SchemaLike,
  prefix: string,
  outer: readonly SchemaLike[],
  placeOf: (schemaType: object) => Place | undefined,
): ModelPath[] {
  return Object.entries(schema.paths).flatMap(([name, each]) => {
    const type = each as SchemaTypeInside;
    const path = prefix + name;
    const inner =
      type.schema && !outer.includes(type.schema) ? pathsBelow(type.schema, `${path}.`, outer, placeOf) : [];
    return [pathOf(path, type, outer, placeOf(type)), ...inner];
  });
}

/** The paths of a sub-document of any kind (M32); what one kind requires, the others may lack. */
function pathsBelow(
  schema: SchemaLike,
  prefix: string,
  outer: readonly SchemaLike[],
  placeOf: (schemaType: object) => Place | undefined,
): ModelPath[] {
  const all = new Map<string, ModelPath>();
  for (const each of pathsOf(schema, prefix, [...outer, schema], placeOf)) all.set(each.path, each);
  for (const kind of Object.values((schema as SchemaInside).discriminators ?? {})) {
    if (outer.includes(kind)) continue;
    for (const { required: _, ...each } of pathsOf(kind, prefix, [...outer, schema, kind], placeOf))
      if (!all.has(each.path)) all.set(each.path, each);
  }
  return [...all.values()];
}

function pathOf(
  path: string,
  type: SchemaTypeInside,
  outer: readonly SchemaLike[],
  at: Place | undefined,
): ModelPath {
  const array = type.instance === "Array" || type.$isMongooseArray === true;
  const element = array ? elementOf(type) : type;
  const ref = type.options?.ref ?? element?.options?.ref;
  const refPath = type.options?.refPath ?? element?.options?.refPath;
  return {
    path,
    type:
      type.$isMongooseDocumentArray || element?.$isSingleNested ? "Embedded" : (element?.instance ?? "Mixed"),
    array,
    ...(type.isRequired === true ? { required: true } : {}),
    ...(typeof ref === "string" ? { ref } : {}),
    ...(refPath !== undefined ? { refs: refsOf(refPath, outer) } : {}),
    ...(at ? { at } : {}),
  };
}

/** The models that can be named under a path of the document, or of the sub-document that refers to them. */
function refsOf(refPath: unknown, outer: readonly SchemaLike[]): readonly string[] {
  if (typeof refPath !== "string") return [];
  for (const schema of outer) {
    const named = typeAt(schema, refPath);
    if (named) return (named.enumValues ?? []).filter((value) => typeof value === "string");
  }
  return [];
}

/** The type of a path, through the schemas of sub-documents. */
function typeAt({ paths }: SchemaLike, path: string): SchemaTypeInside | undefined {
  for (const [name, each] of Object.entries(paths)) {
    const type = each as SchemaTypeInside;
    if (name === path) return type;
    if (type.schema && path.startsWith(`${name}.`)) return typeAt(type.schema, path.slice(name.length + 1));
  }
  return undefined;
}

/** Each major keeps the element's type under another name. */
function elementOf(type: SchemaTypeInside): SchemaTypeInside | undefined {
  const element = type.embeddedSchemaType ?? type.$embeddedSchemaType ?? type.caster;
  return typeof element?.instance === "string" ? element : undefined;
}

/** Of a virtual that is joined by several fields, one for each. */
function virtualOf(path: string, options: { readonly [option: string]: unknown }): ModelVirtual[] {
  const { ref } = options;
  const local = listOf(options["localField"]);
  return listOf(options["foreignField"]).flatMap((foreignField, i) => {
    const localField = local[i] ?? local[0];
    return typeof ref === "string" && typeof localField === "string" && typeof foreignField === "string"
      ? [{ path, ref, localField, foreignField }]
      : [];
  });
}

const listOf = (fields: unknown): readonly unknown[] => (Array.isArray(fields) ? fields : [fields]);

function optionsOf(schema: SchemaInside): ModelOptions {
  const options = schema.options as { readonly [option: string]: unknown };
  const own = schema._userProvidedOptions ?? {};
  const mapping = schema.discriminatorMapping;
  const all = {
    strict: own["strict"],
    strictQuery: own["strictQuery"],
    collation: options["collation"],
    autoIndex: typeof options["autoIndex"] === "boolean" ? options["autoIndex"] : undefined,
    discriminatorKey: mapping ? options["discriminatorKey"] : undefined,
    discriminatorValue: mapping && !mapping.isRoot ? mapping.value : undefined,
    timestamps: options["timestamps"],
    capped: options["capped"] || undefined,
    timeseries: options["timeseries"],
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([option, value]) => {
      const json = toJson(value);
      return json === undefined || json === null ? [] : [[option, json]];
    }),
  );
}
