import type { SchemaLike } from "../catalog/normalise.js";

/** The part of Mongoose 5 to 9 that a catalog is read from, by shape: whichever copy the application loaded will do. */
export interface LiveSchema extends SchemaLike {
  indexes(): readonly (readonly unknown[])[];
}

export interface LiveModel {
  readonly modelName: string;
  readonly schema: LiveSchema;
  readonly collection: { readonly collectionName?: string; readonly name?: string };
  /** For a discriminator. */
  readonly baseModelName?: string | undefined;
}

/** What is asked of a Mongoose connection: its models, and whose it is. */
export interface LiveConnection {
  readonly models: { readonly [name: string]: LiveModel };
  /** The database's, once it is known. */
  readonly name?: string | null;
  readonly id?: number;
  readonly base?: { readonly version?: string; readonly connection?: object };
}

/** What `require("mongoose")` gives. */
export interface LiveMongoose {
  readonly version: string;
  readonly connection: object;
  readonly connections: readonly LiveConnection[];
}

export const isMongoose = (live: LiveMongoose | LiveConnection): live is LiveMongoose =>
  "connections" in live;
