import { describe, expect, test } from "vitest";
import rule from "../../rules/no-redundant-index.js";
import type { IndexKeys, IndexOptions, Operation } from "../../src/catalog/types.js";
import { verdicts } from "../../src/verdict/index.js";
import { catalogOf, place, type CatalogSpec, type ModelSpec } from "../support/catalog.js";
import { assuming, judged, said } from "../support/judge.js";

type Indexes = NonNullable<ModelSpec["indexes"]>;
const user = (...indexes: Indexes) => ({
  models: { User: { paths: { a: "String", b: "String", tags: "[String]" }, indexes } },
});

describe("reports", () => {
  test("a prefix, naming the model, the index and the other place (I5)", () => {
    const [finding] = judged(rule, user([{ a: 1 }], [{ a: 1, b: 1 }]));
    expect(finding).toMatchObject({
      message:
        "`{ a: 1 }` of `User` is a prefix of `{ a: 1, b: 1 }`, which serves the same queries. Remove it.",
      certainty: "proven",
      index: "a_1",
      at: { line: 50 },
      see: [{ at: { line: 51 } }],
    });
  });
  test.each<[string, Indexes]>([
    ["a flipped single field", [[{ a: -1 }], [{ a: 1, b: 1 }]]],
    ["a full flip", [[{ a: 1, b: -1 }], [{ a: -1, b: 1, c: 1 }]]],
    ["a prefix of a unique index", [[{ a: 1 }], [{ a: 1, b: 1 }, { unique: true }]]],
    [
      "equal partial filters",
      [
        [{ a: 1 }, filtered()],
        [{ a: 1, b: 1 }, filtered()],
      ],
    ],
    ["a hashed tail (I6)", [[{ a: 1 }], [{ a: 1, h: "hashed" }]]],
    ["`{ a }` beside `{ a, _id }`", [[{ a: 1 }], [{ a: 1, _id: 1 }]]],
  ])("%s", (_, indexes) => expect(said(rule, user(...indexes))).toHaveLength(1));

  test("one of two opposite twins: the later one (I2)", () => {
    expect(said(rule, user([{ a: 1 }], [{ a: -1 }]))).toEqual([
      "`{ a: -1 }` of `User` has the same keys as `{ a: 1 }`, and an index is read in either direction. Remove it.",
    ]);
  });
  test("the plain twin of a named unique index (I12)", () => {
    const found = judged(rule, user([{ a: 1 }], [{ a: 1 }, { unique: true, name: "a_unique" }]));
    expect(found.map(({ index }) => index)).toEqual(["a_1"]);
  });
  test("the longest of a chain, so that nothing redundant is pointed at", () => {
    const found = judged(rule, user([{ a: 1 }], [{ a: 1, b: 1 }], [{ a: 1, b: 1, c: 1 }]));
    expect(found.map(({ data }) => [data["index"], data["other"]])).toEqual([
      ["{ a: 1 }", "{ a: 1, b: 1, c: 1 }"],
      ["{ a: 1, b: 1 }", "{ a: 1, b: 1, c: 1 }"],
    ]);
  });
  test("an index another model of the collection serves (M55)", () => {
    const found = judged(rule, {
      models: {
        User: { indexes: [[{ a: 1 }]] },
        Person: { collection: "users", indexes: [[{ a: 1, b: 1 }]] },
      },
    });
    expect(found.map(({ model }) => model)).toEqual(["src/models/user.ts#User"]);
  });
});

describe("beside what only a migration makes", () => {
  const at = place("migrations/1.ts", 5);
  const longer = (options: IndexOptions = {}, name = "a_1_b_1") => ({
    models: {
      User: {
        indexes: [
          [{ a: 1 }],
          [{ a: 1, b: 1 }, options, { via: "operation", at, name }],
        ] as const satisfies Indexes,
      },
    },
    operations: [
      {
        collection: "users",
        keys: [
          ["a", 1],
          ["b", 1],
        ] as const,
        migration: true,
        at,
      },
    ],
  });
  test("says that the schema has to declare it: else the next migration drops it", () => {
    expect(said(rule, longer())).toEqual([
      "`{ a: 1 }` of `User` serves nothing that `{ a: 1, b: 1 }` does not, which a migration makes and no schema declares. Declare that one in its place.",
    ]);
    expect(offered(longer())).toEqual(["Extend the index `a_1` of `User` to `{ a: 1, b: 1 }`."]);
  });
  test("offers nothing where the schema's index would be another one", () => {
    expect(offered(longer({ unique: true }))).toEqual([]);
    expect(offered(longer({}, "by_a"))).toEqual([]);
  });
  const offered = (spec: CatalogSpec): string[] => {
    const levels = { [rule.name]: "error" } as const;
    return verdicts(catalogOf(spec), { rules: [rule], levels }).flatMap(({ suggest }) =>
      suggest.map(({ title }) => title),
    );
  };
});

describe("where `autoIndex` is off (M41)", () => {
  const off = { autoIndex: false } as const;
  const declared = [[{ a: 1 }], [{ a: 1, b: 1 }]] as const satisfies Indexes;
  const made = (keys: IndexKeys, more: Partial<Operation> = {}): Partial<Operation> => ({
    kind: "createIndex",
    collection: "users",
    keys,
    migration: true,
    ...more,
  });
  const spec = (...operations: Partial<Operation>[]) => ({
    models: { User: { options: off, indexes: declared } },
    operations,
  });

  test("says that the declaration alone is not the index", () => {
    expect(said(rule, spec())).toEqual([
      "`{ a: 1 }` of `User` is a prefix of `{ a: 1, b: 1 }`, which serves the same queries. Remove it here and, as `autoIndex` is off, by a migration where it was built.",
    ]);
  });
  test("is silent when the index is built and the longer one is not", () => {
    expect(said(rule, spec(made([["a", 1]])), assuming)).toEqual([]);
    const undone = made(
      [
        ["a", 1],
        ["b", 1],
      ],
      { direction: "down" },
    );
    expect(said(rule, spec(made([["a", 1]]), undone), assuming)).toEqual([]);
  });
  test("reports it when both are built", () => {
    expect(
      said(
        rule,
        spec(
          made([["a", 1]]),
          made([
            ["a", 1],
            ["b", 1],
          ]),
        ),
      ),
    ).toHaveLength(1);
    expect(said(rule, spec(made([["a", 1]]), { kind: "syncIndexes", collection: "users" }))).toHaveLength(1);
    expect(said(rule, spec(made([["a", 1]]), { kind: "syncIndexes", collection: null }))).toHaveLength(1);
  });
});

describe("is silent for", () => {
  test("what a test declares for itself", () => {
    const indexes: Indexes = [[{ a: 1 }], [{ a: 1, b: 1 }]];
    expect(said(rule, { models: { User: { file: "test/user.spec.ts", indexes } } }, assuming)).toEqual([]);
  });
  test.each<[string, Indexes]>([
    ["another sort order", [[{ a: 1, b: 1 }], [{ a: 1, b: -1, c: 1 }]]],
    ["a suffix", [[{ b: 1 }], [{ a: 1, b: 1 }]]],
    ["a unique index", [[{ a: 1 }, { unique: true }], [{ a: 1, b: 1 }]]],
    ["a TTL index", [[{ a: 1 }, { expireAfterSeconds: 60 }], [{ a: 1, b: 1 }]]],
    ["a sparse cover", [[{ a: 1 }], [{ a: 1, b: 1 }, { sparse: true }]]],
    ["a partial cover", [[{ a: 1 }], [{ a: 1, b: 1 }, filtered()]]],
    ["another collation", [[{ a: 1 }], [{ a: 1, b: 1 }, { collation: { locale: "en" } }]]],
    ["a hidden cover (I14)", [[{ a: 1 }], [{ a: 1, b: 1 }, { hidden: true }]]],
    ["a 2dsphere tail (I7)", [[{ a: 1 }], [{ a: 1, loc: "2dsphere" }]]],
    ["a text tail (I7)", [[{ a: 1 }], [{ a: 1, t: "text" }]]],
    ["a wildcard (I9)", [[{ a: 1 }], [{ "$**": 1 }]]],
    ["names that share letters (A3)", [[{ cre: 1 }], [{ created: 1 }]]],
    ["the same index again: no-duplicate-index's business", [[{ a: 1 }], [{ a: 1 }]]],
    ["a refused variant: no-conflicting-index's business (I21)", [[{ a: 1 }], [{ a: 1 }, { unique: true }]]],
  ])("%s", (_, indexes) => expect(said(rule, user(...indexes))).toEqual([]));

  test("an index that a query hints, by name or by keys (I5.4)", () => {
    for (const hint of ["a_1", { a: 1 }])
      expect(
        said(rule, { ...user([{ a: 1 }], [{ a: 1, b: 1 }]), queries: [{ filter: { a: 1 }, hint }] }),
      ).toEqual([]);
  });
  test("an index of the collection-wide collation beside one of its own", () => {
    const models = {
      User: {
        options: { collation: { locale: "en" } },
        indexes: [[{ a: 1 }], [{ a: 1, b: 1 }, { collation: { locale: "simple" } }]],
      },
    } as const;
    expect(said(rule, { models })).toEqual([]);
  });
  test("one declaration several models share, unless all can do without it", () => {
    const at = { file: "src/models/base.ts", line: 3, column: 1 };
    const models = {
      User: { indexes: [[{ a: 1 }, {}, { at }], [{ a: 1, b: 1 }]] },
      Team: { indexes: [[{ a: 1 }, {}, { at }]] },
    } as const;
    expect(said(rule, { models })).toEqual([]);
    const both = {
      User: models.User,
      Team: { indexes: [[{ a: 1 }, {}, { at }], [{ a: 1, c: 1 }]] },
    } as const;
    expect(judged(rule, { models: both })).toHaveLength(1);
  });
});

describe("when something is unknown, is silent unless assumptions are asked for", () => {
  test("an index declared under a condition", () => {
    const unsure = user([{ a: 1 }], [{ a: 1, b: 1 }, {}, { certainty: "assumed" }]);
    expect(said(rule, unsure)).toEqual([]);
    expect(judged(rule, unsure, assuming)).toMatchObject([{ certainty: "assumed", level: "info" }]);
  });
  test("a smaller index under a larger one (I5.5, I11)", () => {
    const sparse = user([{ a: 1 }, { sparse: true }], [{ a: 1, b: 1 }]);
    expect(said(rule, sparse)).toEqual([]);
    expect(said(rule, sparse, assuming)[0]).toContain("is sparse");
    expect(said(rule, user([{ a: 1 }], [{ a: 1, tags: 1 }]))).toEqual([]);
  });
});

function filtered() {
  return { partialFilterExpression: { a: { $gt: 0 } } };
}
