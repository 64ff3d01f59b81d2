/** The part of Mongoose 5 to 9 that a catalog is read from, by shape: whichever copy the application loaded will do. */

export interface LiveSchemaType {
  readonly instance?: string;
  readonly options?: { readonly [option: string]: unknown };
  readonly isRequired?: boolean;
  readonly schema?: LiveSchema;
  readonly caster?: unknown;
  readonly embeddedSchemaType?: LiveSchemaType;
  readonly $embeddedSchemaType?: LiveSchemaType;
  readonly $isMongooseArray?: boolean;
  readonly $isMongooseDocumentArray?: boolean;
}

export interface LiveSchema {
  indexes(): readonly (readonly [keys: unknown, options?: unknown])[];
  readonly paths: { readonly [path: string]: LiveSchemaType };
  readonly aliases?: { readonly [alias: string]: string };
  readonly virtuals?: { readonly [name: string]: { readonly options?: { readonly [option: string]: unknown } } };
  readonly options?: { readonly [option: string]: unknown };
  readonly _userProvidedOptions?: { readonly [option: string]: unknown };
  readonly _searchIndexes?: readonly unknown[];
  readonly discriminatorMapping?: { readonly key?: string; readonly value?: unknown; readonly isRoot?: boolean };
}

export interface LiveModel {
  readonly modelName: string;
  readonly schema: LiveSchema;
  readonly collection?: { readonly name?: string; readonly collectionName?: string };
  readonly baseModelName?: string;
}

export interface LiveConnection {
  readonly models: { readonly [name: string]: LiveModel };
  readonly name?: string | null;
  readonly id?: number;
  readonly base?: LiveMongoose;
}

/** What `require("mongoose")` gives. */
export interface LiveMongoose {
  readonly version?: string;
  readonly connection: LiveConnection;
  readonly connections: readonly LiveConnection[];
}

export const isMongoose = (live: LiveMongoose | LiveConnection): live is LiveMongoose => "connections" in live;
