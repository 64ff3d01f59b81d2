import { expect, test } from "vitest";
import rule from "../../rules/no-unindexable-filter.js";
import type { IndexOptions } from "../../src/catalog/types.js";
import type { QuerySpec } from "../support/catalog.js";
import { assuming, said } from "../support/judge.js";
import { through } from "../support/plans.js";

type Filter = NonNullable<QuerySpec["filter"]>;
const users = (query: QuerySpec) => ({
  models: { User: { indexes: [[{ name: 1 }]] as const } },
  queries: [query],
});
const asking = (filter: Filter) => users({ filter });

test.each<[string, Filter, string]>([
  ["`$where`", { "": { op: "where" } }, "runs JavaScript"],
  ["a pattern without a prefix (P7)", { name: { op: "regex" } }, "Anchor it"],
  ["negations alone (P8, P9)", { name: { op: "ne" }, role: { op: "nin" } }, "only says what is not wanted"],
  ["`$size` (P18)", { tags: { op: "size" } }, "Store the count"],
  [
    "`$size: 0`, which an equality says too (P5)",
    { tags: { op: "size", value: 0 } },
    "Ask for `{ tags: [] }`",
  ],
  ["`$exists: true` (P11)", { name: { op: "exists", value: true } }, "a sparse one, or a partial one"],
  [
    "a `$expr` of two paths (P18)",
    { $expr: { op: "expr", value: { $lt: ["$name", "$role"] } } },
    "in a way no",
  ],
  [
    "presence with more asked of it",
    { name: { op: "ne", value: null }, role: { op: "nin" } },
    "only says what is not wanted",
  ],
  ["`$ne: null` (P10)", { name: { op: "ne", value: null } }, "asks only whether `name` is there"],
])("reports %s", (_, filter, text) => {
  const [message, ...more] = said(rule, asking(filter));
  expect(message).toContain(text);
  expect(more).toEqual([]);
});
test.each<[string, Filter]>([
  ["an equality beside it", { name: { op: "regex" }, role: {} }],
  ["an anchored pattern (P6)", { name: { op: "regex-prefix" } }],
  ["a missing path, which is a point (P12)", { name: { op: "exists", value: false } }],
  ["a `$expr` that compares a path (P18a)", { $expr: { op: "expr", value: { $lt: ["$name", "$$NOW"] } } }],
  ["no filter", {}],
])("is silent about %s", (_, filter) => expect(said(rule, asking(filter))).toEqual([]));

test("is silent about presence when the index holds no other documents (P11)", () => {
  const asked: QuerySpec = { filter: { name: { op: "exists", value: true } }, plan: through("name_1") };
  const told = (options: IndexOptions) =>
    said(rule, { models: { User: { indexes: [[{ name: 1 }, options]] } }, queries: [asked] });
  expect(told({ sparse: true })).toEqual([]);
  expect(told({ partialFilterExpression: { name: { $exists: true } } })).toEqual([]);
  expect(told({})).toHaveLength(1);
});

test("is silent about text search", () => {
  expect(
    said(rule, users({ filter: { "": { op: "text" } }, plan: through("t", { access: "index" }) })),
  ).toEqual([]);
});
test("is silent when something is unknown: an operator, further keys, the query", () => {
  expect(said(rule, asking({ name: { op: "unknown" } }), assuming)).toEqual([]);
  expect(said(rule, users({ filter: { name: { op: "ne" } }, open: true }), assuming)).toEqual([]);
  expect(said(rule, users({ filter: { name: { op: "ne" } }, certainty: "unknown" }), assuming)).toEqual([]);
});
