import { expect, test } from "vitest";
import rule from "../../rules/require-indexed-lookup.js";
import type { ModelSpec, QuerySpec } from "../support/catalog.js";
import { assuming, judged, said } from "../support/judge.js";

type Indexes = NonNullable<ModelSpec["indexes"]>;
const reviews = (operation: string, indexes: Indexes = [], query: QuerySpec = {}, model: ModelSpec = {}) => ({
  models: { Review: { paths: { product: "ObjectId", kind: "String" }, indexes, ...model } },
  queries: [{ operation, filter: { product: {} }, ...query }],
});

test.each(["lookup", "graphLookup", "populate"])(
  "reports a %s by a path without an index (M80–M83)",
  (operation) => {
    expect(judged(rule, reviews(operation))).toMatchObject([
      { data: { path: "product", index: "{ product: 1 }" }, certainty: "proven" },
    ]);
  },
);
test("names the model and the index", () => {
  expect(said(rule, reviews("lookup"))).toEqual([
    "`$lookup` reads the whole collection of `Review` for each document: no index it can use starts with `product`. Add `{ product: 1 }`.",
  ]);
});
test("inside `$lookup` sparse and wildcard indexes do not count (M80)", () => {
  for (const indexes of [[[{ product: 1 }, { sparse: true }]], [[{ "$**": 1 }]]] as const) {
    expect(said(rule, reviews("lookup", indexes))).toHaveLength(1);
    expect(said(rule, reviews("populate", indexes))).toEqual([]);
  }
});
test("nor does a partial one it does not imply, whose name is taken (M80, I21)", () => {
  const partial: Indexes = [[{ product: 1 }, { partialFilterExpression: { kind: "x" } }]];
  expect(judged(rule, reviews("lookup", partial))).toMatchObject([
    { data: { index: '{ product: 1 }, { name: "product_1_plain" }' } },
  ]);
  const proven = { filter: { product: {}, kind: { value: "x" } } };
  expect(said(rule, reviews("lookup", partial, proven))).toEqual([]);
});
test("names a path a key can serve, not the `$expr` before it (P18)", () => {
  const filter = { $expr: { op: "expr", value: { $in: ["$$id", "$products"] } }, kind: {} } as const;
  expect(judged(rule, reviews("lookup", [], { filter }))).toMatchObject([{ data: { index: "{ kind: 1 }" } }]);
});
test("names the path that joins, not a condition beside it, whichever comes first (M80)", () => {
  const filter = { kind: { value: "x" }, product: {} } as const;
  expect(judged(rule, reviews("lookup", [], { filter }))).toMatchObject([
    { data: { path: "product", index: "{ product: 1 }" } },
  ]);
});
test("is not sure of a collection whose schema tells no path: others write it, and may index it", () => {
  expect(judged(rule, reviews("lookup", [], {}, { paths: { _id: "ObjectId" } }), assuming)).toMatchObject([
    { certainty: "assumed" },
  ]);
});
test("nor a text index (I48), nor a hidden one (I14)", () => {
  expect(said(rule, reviews("lookup", [[{ product: "text" }]]))).toHaveLength(1);
  expect(said(rule, reviews("lookup", [[{ product: 1 }, { hidden: true }]]))).toHaveLength(1);
});
test.each<[string, Indexes, QuerySpec]>([
  ["an index that starts with the path", [[{ product: 1, kind: 1 }]], {}],
  ["an index that starts with another path it tests", [[{ kind: 1 }]], { filter: { product: {}, kind: {} } }],
  [
    "a comparison no key could serve: no-unindexable-filter's business",
    [],
    { filter: { $expr: { op: "expr", value: { $in: ["$$id", "$products"] } } } },
  ],
  ["`_id`", [], { filter: { _id: {} } }],
  ["a plain find: require-indexed-filter's business", [], { operation: "find" }],
  ["a test", [], { file: "src/a.spec.ts" }],
])("is silent about %s", (_, indexes, query) =>
  expect(said(rule, reviews("lookup", indexes, query), assuming)).toEqual([]),
);

test("is silent when something is unknown: the path, the model", () => {
  expect(said(rule, reviews("lookup", [], { open: true }), assuming)).toEqual([]);
  expect(said(rule, reviews("lookup", [], { modelId: null }), assuming)).toEqual([]);
  expect(said(rule, reviews("lookup", [], {}, { complete: false }))).toEqual([]);
});
