import ts from "typescript";
import { describe, expect, test } from "vitest";
import { compare } from "../../src/catalog/compare.js";
import { databaseCatalog, type ListedIndex } from "../../src/catalog/database.js";
import type { Catalog, Index, IndexKeys, IndexOptions, Json } from "../../src/catalog/types.js";
import { migrationFor } from "../../src/migrate/steps.js";
import { printMigration, styles, type Printing } from "../../src/migrate/styles.js";
import { perform, type Server } from "./server.js";

const library = (...loans: ListedIndex[]): Catalog => databaseCatalog({ loans });
const wanted = library(
  {
    key: { "shelf.code": 1, dueAt: -1 },
    name: "shelf.code_1_dueAt_-1",
    partialFilterExpression: { dueAt: { $gt: { $date: "2030-01-01T00:00:00Z" } } },
  },
  { key: { isbn: 1 }, name: "isbn_1", unique: true },
  { key: { dueAt: 1 }, name: "dueAt_1", expireAfterSeconds: 5 },
  { key: { title: 1 }, name: "title_1" },
);
const actual = library(
  { key: { dueAt: 1 }, name: "dueAt_1", expireAfterSeconds: 60 },
  { key: { title: 1 }, name: "by_title" },
  { key: { old: 1 }, name: "old_1" },
);
const migration = migrationFor(wanted, actual);

interface Program {
  up(db: unknown): unknown;
  down(db: unknown): unknown;
}

/** A driver's database over the pretended server. */
function databaseOver(server: Server) {
  const collection = (name: string) => ({
    createIndex: (keys: object, options: IndexOptions) =>
      perform(server, {
        do: "create",
        collection: name,
        keys: Object.entries(keys) as unknown as IndexKeys,
        options: plain(options) as IndexOptions,
      }),
    dropIndex: (index: string) => perform(server, { do: "drop", collection: name, name: index }),
  });
  const command = ({
    collMod,
    index: { name, ...change },
  }: {
    collMod: string;
    index: { name: string } & Record<string, Json>;
  }) => perform(server, { do: "modify", collection: collMod, name, change });
  return { collection, getCollection: collection, command, runCommand: command };
}

/** Dates as Extended JSON again. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return { $date: value.toISOString().replace(".000", "") };
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

/** Loads the printed file as its tool would. */
function load(text: string, { style }: Printing): Program {
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const { outputText, diagnostics } = ts.transpileModule(text, { compilerOptions, reportDiagnostics: true });
  expect(diagnostics).toEqual([]);
  if (style === "mongosh") {
    const run = (name: string) => (db: unknown) =>
      new Function("db", outputText.replace("up();", `${name}();`))(db);
    return { up: run("up"), down: run("down") };
  }
  const module = { exports: {} as Program };
  new Function("module", "exports", "require", outputText)(module, module.exports, () => ({}));
  const { up, down } = module.exports;
  const passed = (db: unknown): unknown =>
    style === "umzug" ? { context: db } : style === "ts-migrate-mongoose" ? { ...(db as object), db } : db;
  return { up: (db) => up(passed(db)), down: (db) => down(passed(db)) };
}

const printings: Printing[] = styles.flatMap((style) => [
  { style, typed: false, commonJs: style === "migrate-mongo" },
  ...(style === "mongosh" ? [] : [{ style, typed: true, commonJs: false }]),
]);

describe.each(printings)("$style, typed $typed", (printing) => {
  test("leads from what there is to what is wanted, and back", async () => {
    const program = load(printMigration(migration, printing), printing);
    const server: Server = new Map([["loans", [...(actual.collections[0]?.indexes ?? [])] as Index[]]]);
    const now = (): Catalog => ({
      ...actual,
      collections: [{ name: "loans", connection: null, models: [], indexes: server.get("loans") ?? [] }],
    });
    await program.up(databaseOver(server));
    expect(compare(wanted, now())).toEqual([]);
    await program.down(databaseOver(server));
    expect(compare(actual, now())).toEqual([]);
  });
});

test("the plain style is the one of hand-written migrations", () => {
  expect(printMigration(migration, { style: "plain", typed: true, commonJs: false })).toMatchInlineSnapshot(`
    "import type { Db } from "mongodb";

    export const up = async (db: Db): Promise<void> => {
      await db.collection("loans").createIndex({ "shelf.code": 1, dueAt: -1 }, { name: "shelf.code_1_dueAt_-1", partialFilterExpression: { dueAt: { $gt: new Date("2030-01-01T00:00:00Z") } } });
      await db.collection("loans").createIndex({ isbn: 1 }, { name: "isbn_1" });
      await db.command({ collMod: "loans", index: { name: "isbn_1", prepareUnique: true } });
      await db.command({ collMod: "loans", index: { name: "isbn_1", unique: true } });
      await db.command({ collMod: "loans", index: { name: "dueAt_1", expireAfterSeconds: 5 } });
      // analyze-indexes-disable-next-line safe-index-migration -- the server refuses both at once; in between, queries that count on it scan the collection
      await db.collection("loans").dropIndex("by_title");
      await db.collection("loans").createIndex({ title: 1 }, { name: "title_1" });
      await db.command({ collMod: "loans", index: { name: "old_1", hidden: true } });
      await db.collection("loans").dropIndex("old_1");
    };

    export const down = async (db: Db): Promise<void> => {
      await db.collection("loans").createIndex({ old: 1 }, { name: "old_1" });
      await db.command({ collMod: "loans", index: { name: "dueAt_1", expireAfterSeconds: 60 } });
      // analyze-indexes-disable-next-line safe-index-migration -- the server refuses both at once; in between, queries that count on it scan the collection
      await db.collection("loans").dropIndex("title_1");
      await db.collection("loans").createIndex({ title: 1 }, { name: "by_title" });
      await db.command({ collMod: "loans", index: { name: "shelf.code_1_dueAt_-1", hidden: true } });
      await db.collection("loans").dropIndex("shelf.code_1_dueAt_-1");
      await db.command({ collMod: "loans", index: { name: "isbn_1", hidden: true } });
      await db.collection("loans").dropIndex("isbn_1");
    };
    "
  `);
});
