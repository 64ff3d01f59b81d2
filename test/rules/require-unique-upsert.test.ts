import { expect, test } from "vitest";
import rule from "../../rules/require-unique-upsert.js";
import { place, type ModelSpec, type QuerySpec } from "../support/catalog.js";
import { assuming, judged, said } from "../support/judge.js";

const hit: QuerySpec = { operation: "updateOne", filter: { day: {}, page: {} }, upsert: true };
const counters = (query: QuerySpec, indexes: NonNullable<ModelSpec["indexes"]> = []) => ({
  models: { Counter: { paths: { day: "String", page: "String" }, indexes } },
  queries: [query],
});

test("reports an upsert without a unique index (M73, A19)", () => {
  expect(said(rule, counters(hit, [[{ day: 1, page: 1 }]]))).toEqual([
    "`Counter.updateOne({ day, page })` upserts without a unique index on `day` and `page` of `Counter`: two at once insert two documents. Make the key unique.",
  ]);
});
test("lists a key as one reads it out", () => {
  const filter = { day: {}, page: {}, hour: {} };
  expect(said(rule, counters({ ...hit, filter }))[0]).toContain("on `day`, `page` and `hour` of");
});
test("one value written out may be the only one that must not repeat", () => {
  const filter = { page: {}, status: { value: "active" } };
  expect(said(rule, counters({ ...hit, filter }))[0]).toMatch(
    /Make the key unique, by a `partialFilterExpression` if other values of `status` may repeat\.$/,
  );
});
test("where all is written out, only a flag is sure to repeat", () => {
  const told = (value: string | boolean) => said(rule, counters({ ...hit, filter: { page: { value } } }))[0];
  expect(told(true)).toContain("if other values of `page` may repeat");
  expect(told("start")).toMatch(/Make the key unique\.$/);
});
test("what Mongoose adds for a discriminator is no part of the key", () => {
  const added: QuerySpec = { ...hit, added: [{ path: "__t", op: "eq", value: "Daily" }] };
  expect(said(rule, counters(added))[0]).toContain("on `day` and `page` of");
  expect(said(rule, counters(added, [[{ day: 1, page: 1, hour: 1 }, { unique: true }]]))).toEqual([]);
});
test("is an assumption when a unique index has further keys: the update may give them other values", () => {
  const spec = counters(hit, [[{ day: 1, page: 1, hour: 1 }, { unique: true }]]);
  expect(said(rule, spec)).toEqual([]);
  expect(said(rule, spec, assuming)).toHaveLength(1);
});
test.each<[string, QuerySpec, NonNullable<ModelSpec["indexes"]>]>([
  ["a unique index on the key", hit, [[{ page: 1, day: 1 }, { unique: true }]]],
  ["a unique index on a part of it", hit, [[{ day: 1 }, { unique: true }]]],
  ["`_id`", { ...hit, filter: { _id: {} } }, []],
  ["no upsert", { operation: "updateOne", filter: { day: {} } }, []],
  [
    "a range beside the key: one document for each while",
    { ...hit, filter: { day: {}, at: { op: "range" } } },
    [],
  ],
  ["a filter without an equality", { ...hit, filter: { day: { op: "range" } } }, []],
])("is silent with %s", (_, query, indexes) =>
  expect(said(rule, counters(query, indexes), assuming)).toEqual([]),
);

const look: QuerySpec = {
  operation: "exists",
  filter: { day: {} },
  creates: [{ at: place("src/services/service.ts", 20), certainty: "proven" }],
};

test("reports a look before a creation (A19)", () => {
  const [finding] = judged(rule, counters(look));
  expect(finding?.message).toBe(
    "`Counter.exists({ day })` looks before a creation, without a unique index on `day` of `Counter`: two at once find nothing and insert two documents. Make the key unique.",
  );
  expect(finding?.see.map(({ at }) => at.line)).toEqual([20, 1]);
});
test("is an assumption when the values may be others than those looked for", () => {
  const spec = counters({ ...look, creates: [{ at: place("a.ts", 1), certainty: "assumed" }] });
  expect(said(rule, spec)).toEqual([]);
  expect(said(rule, spec, assuming)).toHaveLength(1);
});
test("is silent about a look with a unique index, among several, or in a test", () => {
  expect(said(rule, counters({ ...look, sort: [["page", 1]] }), assuming)).toEqual([]);
  expect(said(rule, counters(look, [[{ day: 1 }, { unique: true }]]), assuming)).toEqual([]);
  expect(said(rule, counters({ ...look, file: "test/day.test.ts" }), assuming)).toEqual([]);
});

test("is silent when something is unknown: further keys, or keys only maybe there", () => {
  expect(said(rule, counters({ ...hit, open: true }), assuming)).toEqual([]);
  expect(said(rule, counters({ ...hit, filter: { day: { maybe: true }, page: {} } }), assuming)).toEqual([]);
});
