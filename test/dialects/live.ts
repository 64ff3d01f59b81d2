import "reflect-metadata";
import { createRequire } from "node:module";
import { createConnection, mongo, type Schema } from "mongoose";
import ts from "typescript";
import { exportCatalog } from "../../src/runtime/index.js";
import type { Catalog, Model } from "../../src/catalog/types.js";
import { catalogOf } from "../support/project.js";

const compilerOptions: ts.CompilerOptions = {
  module: ts.ModuleKind.CommonJS,
  target: ts.ScriptTarget.ES2021,
  esModuleInterop: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  useDefineForClassFields: false,
  // With it Nest refuses `string | null` at start.
  strictNullChecks: false,
};

const native = createRequire(import.meta.url);
const fromMongoose: { readonly [name: string]: unknown } = { mongodb: mongo, bson: mongo };

/** Runs one file with the real libraries, compiled with decorator metadata. */
export function run(text: string): Record<string, unknown> {
  const { outputText } = ts.transpileModule(text, { fileName: "app.ts", compilerOptions });
  const exports: Record<string, unknown> = {};
  const require = (name: string): unknown => fromMongoose[name] ?? native(name);
  new Function("exports", "require", outputText)(exports, require);
  return exports;
}

interface Feature {
  readonly name: string;
  readonly schema: Schema;
  readonly collection?: string;
  readonly discriminators?: readonly {
    readonly name: string;
    readonly schema: Schema;
    readonly value?: string;
  }[];
}

/** What Nest would compile of the `features` that a file exports, on a connection of its own. */
export function liveNest(text: string): Catalog {
  const connection = createConnection();
  for (const { name, schema, collection, discriminators = [] } of run(text)["features"] as Feature[]) {
    const model = connection.model(name, schema, collection);
    for (const child of discriminators) model.discriminator(child.name, child.schema, child.value);
  }
  return exportCatalog(connection as never);
}

/** The catalog of one file. */
export const read = (text: string): Catalog => catalogOf({ "app.ts": text });

export function modelIn(catalog: Catalog, name: string): Model {
  const found = catalog.models.find((model) => model.name === name);
  if (!found) throw new Error(`there is no model ${name}`);
  return found;
}

/** The declarations among a catalog's gaps. */
export const gapsIn = (catalog: Catalog): readonly string[] =>
  catalog.gaps.filter(({ what }) => what !== "query").map(({ why }) => why);

/** The lines of a text between two places. */
export const lineOf = (text: string, part: string): number =>
  text.slice(0, text.indexOf(part)).split("\n").length;
