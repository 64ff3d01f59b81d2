import { createRequire } from "node:module";
import type { Mongoose, Schema } from "mongoose";

const require = createRequire(import.meta.url);

/** Mongoose's `Schema` alone: a third of what loading all of Mongoose costs. */
export const schemaClass = (): typeof Schema => require("mongoose/lib/schema.js") as typeof Schema;

/** Version of the Mongoose that answers `indexes()`. */
export const mongooseVersion = (): string =>
  (require("mongoose/package.json") as { version: string }).version;

/** The collection name Mongoose makes of a model's name (M53). */
export const pluralize = (name: string): string =>
  (require("mongoose/lib/helpers/pluralize.js") as (name: string) => string)(name);

/** Applies what `schema.discriminator()` deferred, to the sub-documents of a schema. */
export const applyEmbeddedDiscriminators = (schema: Schema): void =>
  (require("mongoose/lib/helpers/discriminator/applyEmbeddedDiscriminators.js") as (schema: Schema) => void)(
    schema,
  );

/** A Mongoose of our own, that never connects and never builds an index. */
export function privateMongoose(): Mongoose {
  const mongoose = require("mongoose") as { Mongoose: new (options: object) => Mongoose };
  return new mongoose.Mongoose({ autoIndex: false, autoCreate: false });
}

/** Runs `work` without Mongoose's warnings about reserved path names: they are the analysed program's business. */
export function withoutWarnings<T>(work: () => T): T {
  const reserved = (schemaClass() as unknown as { reserved: Record<string, unknown> }).reserved;
  const names = { ...reserved };
  for (const name of Object.keys(names)) Reflect.deleteProperty(reserved, name);
  try {
    return work();
  } finally {
    Object.assign(reserved, names);
  }
}
