import { expect, test } from "vitest";
import rule from "../../rules/no-unused-index.js";
import type { IndexOptions } from "../../src/catalog/types.js";
import type { ModelSpec, QuerySpec } from "../support/catalog.js";
import { judged, said } from "../support/judge.js";

type Keys = NonNullable<ModelSpec["indexes"]>[number][0];
const user = (
  queries: readonly QuerySpec[],
  keys: Keys = { city: 1 },
  options: IndexOptions = {},
  model: ModelSpec = {},
) => ({
  models: { User: { indexes: [[keys, options]] as const, ...model } },
  queries,
});
const byEmail: QuerySpec = { filter: { email: {} } };

test("reports an index no query can use (A18)", () => {
  expect(said(rule, user([byEmail]))).toEqual([
    "No query of this code can use `{ city: 1 }` of `User`. Remove it if nothing else reads the collection.",
  ]);
});
test.each<[string, QuerySpec]>([
  ["tests its first key", { filter: { city: {} } }],
  ["tests it in a branch", { any: [[{ city: {} }, { email: {} }]] }],
  ["sorts by it", { sort: [["city", 1]] }],
  ["hints it", { ...byEmail, hint: "city_1" }],
  ["joins by it", { operation: "lookup", filter: { city: {} } }],
])("is silent when a query %s", (_, query) => expect(said(rule, user([byEmail, query]))).toEqual([]));

test.each<[string, Keys, IndexOptions]>([
  ["unique", { city: 1 }, { unique: true }],
  ["TTL", { at: 1 }, { expireAfterSeconds: 60 }],
  ["text", { city: "text" }, {}],
  ["wildcard", { "$**": 1 }, {}],
])("is silent about a %s index", (_, keys, options) =>
  expect(said(rule, user([byEmail], keys, options))).toEqual([]),
);

test.each<[string, QuerySpec]>([
  ["further keys of a filter", { ...byEmail, open: true }],
  ["a query", { certainty: "unknown" }],
  ["the model of a query", { model: null, modelId: null }],
  ["a sort", { sort: "unknown" }],
])("is silent when something is unknown: %s", (_, query) =>
  expect(said(rule, user([byEmail, query]))).toEqual([]),
);

test("option openQueries: tells it as an assumption", () => {
  const spec = user([{ ...byEmail, open: true }]);
  const how = { options: { openQueries: true }, facts: { certainty: "assumed" } } as const;
  expect(judged(rule, spec, how)).toMatchObject([{ certainty: "assumed" }]);
});
