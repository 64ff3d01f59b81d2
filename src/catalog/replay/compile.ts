import type { Model, Schema } from "mongoose";
import { applyEmbeddedDiscriminators, privateMongoose } from "./mongoose.js";

/** A discriminator to put on a base. */
export interface Child {
  readonly name: string;
  readonly schema: Schema;
  /** The stored value; the name when undefined. */
  readonly value: unknown;
}

/** A base and its discriminators as Mongoose compiles them. */
export interface Family {
  readonly base: Schema;
  /** By name; those declared with `schema.discriminator()` are among them. */
  readonly children: ReadonlyMap<string, Schema>;
  /** What Mongoose threw, by child. */
  readonly thrown: ReadonlyMap<string, string>;
}

/** Gives a schema what compiling a model adds: deferred discriminators inside it and the version key (M28). */
export function compileSchema(schema: Schema): Schema {
  applyEmbeddedDiscriminators(schema);
  const key = schema.get("versionKey");
  if (typeof key === "string" && !schema.paths[key]) schema.add({ [key]: Number });
  return schema;
}

/** Were discriminators declared on the schema itself? */
export const hasDeferred = (schema: Schema): boolean => deferred(schema).length > 0;

/** Compiles a base and its discriminators in a Mongoose of our own: only models have discriminators (M35, M36). */
export function compileFamily(name: string, schema: Schema, children: readonly Child[]): Family {
  const thrown = new Map<string, string>();
  const base = quiet(schema.clone());
  const own = deferred(schema);
  (base as unknown as Deferring)._applyDiscriminators = undefined;
  const model = privateMongoose().model(name, base) as unknown as Base;
  for (const child of [...own, ...children]) {
    if (thrown.has(child.name) || model.discriminators?.[child.name]) continue;
    try {
      model.discriminator(child.name, quiet(child.schema.clone()), child.value);
    } catch (error) {
      thrown.set(child.name, error instanceof Error ? error.message : String(error));
    }
  }
  const compiled = Object.entries(model.discriminators ?? {}).map(
    ([key, { schema: each }]) => [key, each] as const,
  );
  return {
    base: restored(model.schema, schema),
    children: new Map(compiled.map(([key, each]) => [key, restored(each, schema)])),
    thrown,
  };
}

interface Base {
  readonly schema: Schema;
  readonly discriminators?: { readonly [name: string]: Model<unknown> };
  discriminator(name: string, schema: Schema, value?: unknown): unknown;
}

interface Deferring {
  _applyDiscriminators?: Map<string, { readonly schema: Schema; readonly options?: unknown }> | undefined;
}

function deferred(schema: Schema): Child[] {
  const own = (schema as unknown as Deferring)._applyDiscriminators ?? new Map();
  return [...own].map(([name, { schema: child, options }]) => ({ name, schema: child, value: options }));
}

/** Never touches a database, whatever the schema says. */
function quiet(schema: Schema): Schema {
  schema.set("autoIndex", false);
  schema.set("autoCreate", false);
  return schema;
}

function restored(schema: Schema, original: Schema): Schema {
  schema.set("autoIndex", original.get("autoIndex") as never);
  return schema;
}
