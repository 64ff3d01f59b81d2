import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compare } from "../../src/catalog/compare.js";
import { databaseCatalog, type ListedIndex } from "../../src/catalog/database.js";
import type { Catalog, IndexOptions } from "../../src/catalog/types.js";
import { migrationFor, type Step } from "../../src/migrate/steps.js";
import { perform, type Server } from "./server.js";

const library = (...loans: ListedIndex[]): Catalog => databaseCatalog({ loans });
const serverOf = ({ collections }: Catalog): Server =>
  new Map(collections.map(({ name, indexes }) => [name ?? "", [...indexes]]));
const catalogOf = (server: Server): Catalog => ({
  ...library(),
  collections: [...server].map(([name, indexes]) => ({ name, connection: null, models: [], indexes })),
});
const migrate = migrationFor;
const words = (steps: readonly Step[]): string[] =>
  steps.map((step) =>
    step.do === "create"
      ? `create ${String(step.options.name)}`
      : `${step.do} ${step.name}${step.do === "modify" ? ` ${JSON.stringify(step.change)}` : ""}`,
  );

const isbn: ListedIndex = { key: { isbn: 1 }, name: "isbn_1" };
const due: ListedIndex = { key: { dueAt: 1 }, name: "dueAt_1", expireAfterSeconds: 60 };

describe("the way there", () => {
  test("creates before it drops, and hides before it drops", () => {
    const { up } = migrate(library(isbn), library({ key: { old: 1 }, name: "old_1" }));
    expect(words(up)).toEqual(["create isbn_1", 'modify old_1 {"hidden":true}', "drop old_1"]);
  });

  test("builds a unique index as an ordinary one, closed to new duplicates before it is made unique (I25)", () => {
    const { up } = migrate(library({ ...isbn, unique: true }), library());
    expect(words(up)).toEqual([
      "create isbn_1",
      'modify isbn_1 {"prepareUnique":true}',
      'modify isbn_1 {"unique":true}',
    ]);
  });

  test("makes an index unique, or expire at another time, without building it anew (I25)", () => {
    expect(words(migrate(library({ ...isbn, unique: true }), library(isbn)).up)).toEqual([
      'modify isbn_1 {"prepareUnique":true}',
      'modify isbn_1 {"unique":true}',
    ]);
    expect(words(migrate(library({ ...due, expireAfterSeconds: 5 }), library(due)).up)).toEqual([
      'modify dueAt_1 {"expireAfterSeconds":5}',
    ]);
  });

  test("replaces what the server refuses beside the old one: another name (85), another filter (86)", () => {
    expect(words(migrate(library(isbn), library({ ...isbn, name: "by_isbn" })).up)).toEqual([
      "drop by_isbn",
      "create isbn_1",
    ]);
    const partial = { ...isbn, partialFilterExpression: { lost: false } };
    expect(words(migrate(library(partial), library(isbn)).up)).toEqual(["drop isbn_1", "create isbn_1"]);
  });

  test("is no way when there is no difference", () => {
    expect(migrate(library(isbn, due), library(due, isbn))).toEqual({ up: [], down: [] });
  });
});

const options = fc.record(
  {
    unique: fc.boolean(),
    sparse: fc.boolean(),
    hidden: fc.boolean(),
    expireAfterSeconds: fc.constantFrom(0, 60, 3600),
    partialFilterExpression: fc.constantFrom({ lost: true }, { lost: { $gt: 1 } }),
  },
  { requiredKeys: [] },
);
const index = fc
  .tuple(
    fc.constantFrom<Record<string, 1 | -1>>({ a: 1 }, { b: 1 }, { a: 1, b: -1 }, { c: -1 }),
    options,
    fc.constantFrom("", "_x"),
  )
  .map(([key, rest, suffix]): ListedIndex => ({
    key,
    name: Object.entries(key).flat().join("_") + suffix,
    ...rest,
  }));

/** Indexes a server could hold together. */
const state = fc.array(index, { maxLength: 5 }).map((indexes) => {
  const server: Server = new Map();
  for (const { key, ...rest } of indexes) {
    try {
      perform(server, {
        do: "create",
        collection: "loans",
        keys: Object.entries(key) as [string, number][],
        options: rest as IndexOptions,
      });
    } catch {
      continue;
    }
  }
  return catalogOf(new Map([["loans", server.get("loans") ?? []]]));
});

describe("for any two states of a server", () => {
  test("the way there leads there, and the way back leads back; no step is refused", () => {
    fc.assert(
      fc.property(state, state, (wanted, actual) => {
        const { up, down } = migrate(wanted, actual);
        const server = serverOf(actual);
        for (const step of up) perform(server, step);
        expect(compare(wanted, catalogOf(server))).toEqual([]);
        for (const step of down) perform(server, step);
        expect(compare(actual, catalogOf(server))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
