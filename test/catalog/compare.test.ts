import { describe, expect, test } from "vitest";
import { compare } from "../../src/catalog/compare.js";
import { databaseCatalog, type ListedCollections, type ListedIndex } from "../../src/catalog/database.js";
import { consequence } from "../../src/report/differences.js";

const id: ListedIndex = { v: 2, key: { _id: 1 }, name: "_id_" };
const listed = (...indexes: ListedIndex[]): ListedCollections => ({ loans: [id, ...indexes] });
const drift = (wanted: ListedCollections, actual: ListedCollections) =>
  compare(databaseCatalog(wanted), databaseCatalog(actual));
const sides = { wanted: "source", actual: "the database" };

describe("what servers add is no drift", () => {
  // Shapes of `listIndexes` as servers of these versions answer it.
  const cases: [string, ListedIndex, ListedIndex][] = [
    [
      "v and background (4.4)",
      { key: { a: 1 }, name: "a_1" },
      { v: 2, key: { a: 1 }, name: "a_1", background: true },
    ],
    ["ns (4.2)", { key: { a: 1 }, name: "a_1" }, { v: 2, key: { a: 1 }, name: "a_1", ns: "library.loans" }],
    [
      "a collation written out (5.0)",
      { key: { a: 1 }, name: "a_1", collation: { locale: "en", strength: 2 } },
      {
        v: 2,
        key: { a: 1 },
        name: "a_1",
        collation: {
          locale: "en",
          caseLevel: false,
          caseFirst: "off",
          strength: 2,
          numericOrdering: false,
          alternate: "non-ignorable",
          maxVariable: "punct",
          normalization: false,
          backwards: false,
          version: "57.1",
        },
      },
    ],
    [
      "a text index as _fts (6.0)",
      { key: { title: "text", body: "text", year: 1 }, name: "search", weights: { title: 5 } },
      {
        v: 2,
        key: { _fts: "text", _ftsx: 1, year: 1 },
        name: "search",
        weights: { body: 1, title: 5 },
        default_language: "english",
        language_override: "language",
        textIndexVersion: 3,
      },
    ],
    [
      "a sphere's version (7.0)",
      { key: { at: "2dsphere" }, name: "at_2dsphere" },
      { v: 2, key: { at: "2dsphere" }, name: "at_2dsphere", "2dsphereIndexVersion": 3 },
    ],
    [
      "2d bounds (8.0)",
      { key: { at: "2d" }, name: "at_2d" },
      { v: 2, key: { at: "2d" }, name: "at_2d", bits: 26, min: -180, max: 180 },
    ],
    [
      "a filter in another order (I24)",
      { key: { a: 1 }, name: "a_1", partialFilterExpression: { b: "x", a: { $gt: 0 } } },
      { v: 2, key: { a: 1 }, name: "a_1", partialFilterExpression: { a: { $gt: 0 }, b: { $eq: "x" } } },
    ],
    [
      "options that say false",
      { key: { a: 1 }, name: "a_1", unique: false, sparse: false },
      { v: 2, key: { a: 1 }, name: "a_1" },
    ],
  ];
  test.each(cases)("%s", (_, wanted, actual) => {
    expect(drift(listed(wanted), listed(actual))).toEqual([]);
    expect(drift(listed(actual), listed(wanted))).toEqual([]);
  });
});

describe("each drift is told once, with what follows from it", () => {
  const wanted: ListedIndex = { key: { isbn: 1 }, name: "isbn_1", unique: true };
  const ttl: ListedIndex = { key: { dueAt: 1 }, name: "dueAt_1", expireAfterSeconds: 60 };
  const told = (one: ListedCollections, other: ListedCollections) =>
    drift(one, other).map((difference) => ({ ...difference, text: consequence(difference, sides) }));

  test("an index removed", () => {
    const [only, ...rest] = told(listed(wanted, ttl), listed(ttl));
    expect(rest).toEqual([]);
    expect(only).toMatchObject({ kind: "missing", collection: "loans", wanted: { name: "isbn_1" } });
    expect(only?.text).toContain("the database lacks it");
  });

  test("an index nobody declares", () => {
    const differences = drift(listed(), listed({ key: { old: 1 }, name: "old_1" }));
    expect(differences).toMatchObject([{ kind: "extra", actual: { name: "old_1" } }]);
    const usage = () => ({ operations: 0, days: 31 });
    expect(consequence(differences[0]!, sides, usage)).toBe(
      "Only the database has it: `syncIndexes()` would drop it. Unused for 31 days.",
    );
  });

  test("an index renamed: error 85 (I19, I20)", () => {
    const [only, ...rest] = told(listed(wanted), listed({ ...wanted, name: "by_isbn" }));
    expect(rest).toEqual([]);
    expect(only).toMatchObject({ kind: "name", code: 85 });
    expect(only?.text).toContain("the database has it as `by_isbn`, source as `isbn_1`");
  });

  test("an index made unique on one side: error 86 (I21)", () => {
    const [only, ...rest] = told(listed(wanted), listed({ key: { isbn: 1 }, name: "isbn_1" }));
    expect(rest).toEqual([]);
    expect(only).toMatchObject({ kind: "options", code: 86, options: ["unique"] });
    expect(only?.text).toMatch(/`unique` is unset in the database, not true.*error 86.*not guarded/);
  });

  test("another time to live: error 85 (I22), and collMod can mend it (I25)", () => {
    const [only, ...rest] = told(listed(ttl), listed({ ...ttl, expireAfterSeconds: 3600 }));
    expect(rest).toEqual([]);
    expect(only).toMatchObject({ kind: "options", code: 85, options: ["expireAfterSeconds"] });
    expect(only?.text).toMatch(/is 3600 in the database, not 60.*error 85.*collMod/);
  });

  test("an index hidden on one side: no error, and no use", () => {
    const [only, ...rest] = told(listed(wanted), listed({ ...wanted, hidden: true }));
    expect(rest).toEqual([]);
    expect(only).toMatchObject({ kind: "options", code: null, options: ["hidden"] });
    expect(only?.text).toBe("`hidden` is true in the database, not unset: no query uses a hidden index.");
  });

  test("a name taken by other keys: silently not created (I23)", () => {
    const [only, ...rest] = told(listed(wanted), listed({ key: { title: 1 }, name: "isbn_1" }));
    expect(rest).toEqual([]);
    expect(only).toMatchObject({ kind: "keys", code: 86 });
    expect(only?.text).toContain("silently does not exist");
  });

  test("a second text index: error 67 (I29)", () => {
    const text: ListedIndex = { key: { title: "text" }, name: "title_text" };
    const [only, ...rest] = told(listed(text), listed({ key: { body: "text" }, name: "body_text" }));
    expect(rest).toEqual([]);
    expect(only).toMatchObject({ kind: "keys", code: 67 });
  });

  test("a collection only one side knows", () => {
    expect(drift(listed(wanted), {})).toMatchObject([{ kind: "missing" }]);
    expect(drift({}, listed())).toMatchObject([{ kind: "collection", collection: "loans" }]);
    expect(drift(listed(), {})).toEqual([]);
  });
});
