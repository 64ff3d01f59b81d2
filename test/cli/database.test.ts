import { describe, expect, test } from "vitest";
import { readIndexes, refusal, usageKey, type Database } from "../../src/cli/database.js";

const now = () => Date.parse("2030-01-31T00:00:00Z");
const cursor = <T>(list: T[]) => ({ toArray: () => Promise.resolve(list) });
const collections = [
  { name: "loans", type: "collection" },
  { name: "loansByMember", type: "view" },
  { name: "system.views", type: "collection" },
];

/** A database that answers as recorded, and refuses whatever was not. */
function recorded(answers: { readonly stats?: object[] }): Database {
  return {
    listCollections: () => cursor(collections),
    collection: (name) => ({
      listIndexes: () => {
        if (name !== "loans") throw new Error(`${name} was asked for its indexes`);
        return cursor([
          { v: 2, key: { _id: 1 }, name: "_id_" },
          { v: 2, unique: true, key: { isbn: 1 }, name: "isbn_1", background: true },
        ]);
      },
      aggregate: (pipeline) => {
        expect(pipeline).toEqual([{ $indexStats: {} }]);
        if (!answers.stats)
          return { toArray: () => Promise.reject(new Error("not authorized on library to execute command")) };
        return cursor(answers.stats);
      },
    }),
  };
}

describe("reading a database", () => {
  test("lists the indexes of collections, not of views or of the system's own", async () => {
    const { catalog } = await readIndexes(recorded({ stats: [] }), now);
    expect(catalog).toMatchObject({ version: 1, source: "database", collections: [{ name: "loans" }] });
    expect(catalog.collections[0]?.indexes).toMatchObject([
      { name: "_id_", keys: [["_id", 1]], via: "live", at: null },
      { name: "isbn_1", keys: [["isbn", 1]], options: { unique: true } },
    ]);
  });

  test("tells how often each index was used since when", async () => {
    const stats = [{ name: "isbn_1", accesses: { ops: 0n, since: new Date("2030-01-01T00:00:00Z") } }];
    const { usage } = await readIndexes(recorded({ stats }), now);
    expect(usage.get(usageKey("loans", "isbn_1"))).toEqual({ operations: 0, days: 30 });
  });

  test("without the right to see use, says nothing of it", async () => {
    const { usage, catalog } = await readIndexes(recorded({}), now);
    expect(usage.size).toBe(0);
    expect(catalog.collections).toHaveLength(1);
  });
});

describe("secrets are never printed", () => {
  const uri =
    "mongodb://keeper:p%40ss-word@db.example.com/library?authMechanismProperties=AWS_SESSION_TOKEN:t0ken";
  test.each([
    `Invalid URI ${uri}`,
    "Authentication failed for keeper:p%40ss-word",
    "wrong password p@ss-word",
    "bad token AWS_SESSION_TOKEN:t0ken",
  ])("%s", (message) => {
    const told = refusal(new Error(message), uri).message;
    expect(told).toMatch(/^the database cannot be read: /);
    expect(told).not.toMatch(/p%40ss|p@ss|t0ken/);
    expect(told).toContain("***");
  });
});
