import { describe, expect, test } from "vitest";
import rule from "../../rules/require-indexed-sort.js";
import type { ModelSpec, QuerySpec } from "../support/catalog.js";
import { assuming, judged, said } from "../support/judge.js";
import { collscan, through } from "../support/plans.js";
import { both } from "../support/presenters.js";

const inMemory = through("author_1", { sort: "memory" });
const latest: QuerySpec = { filter: { author: {} }, sort: [["createdAt", -1]], plan: inMemory };
const posts = (query: QuerySpec, model: ModelSpec = {}) => ({
  models: {
    Post: {
      paths: { author: "ObjectId", createdAt: "Date", score: "Number" },
      indexes: [[{ author: 1 }]] as const,
      ...model,
    },
  },
  queries: [query],
});

test("reports a sort in memory, with the index that gives the order (P26, P30)", () => {
  expect(judged(rule, posts(latest))).toMatchObject([
    {
      message:
        "`Post.find({ author })` sorts by `{ createdAt: -1 }` in memory: no index gives that order with this filter. Add `{ author: 1, createdAt: -1 }` to `Post`.",
      certainty: "proven",
    },
  ]);
});
test("reports a whole collection that is read to be sorted", () => {
  const all = { sort: [["createdAt", -1]], plan: { ...collscan, sort: "memory" } } as const;
  expect(judged(rule, posts(all)).map(({ data }) => data["index"])).toEqual(["{ createdAt: -1 }"]);
});

test("is silent when some index serves the filter and gives the order, another one more of the filter", () => {
  const filter = { author: {}, createdAt: { op: "range" } } as const;
  const sort = [
    ["score", 1],
    ["createdAt", -1],
  ] as const;
  const plan = through("author_1_createdAt_-1", { sort: "memory", bounded: 2 });
  const told = (...indexes: NonNullable<ModelSpec["indexes"]>) =>
    said(rule, posts({ filter, sort, plan }, { indexes })).length;
  expect(told([{ author: 1, createdAt: -1 }])).toBe(1);
  expect(told([{ author: 1, createdAt: -1 }], [{ author: 1, score: 1, createdAt: -1 }])).toBe(0);
});

test("takes nothing for granted where walking another index in order may find the first few sooner (P27)", () => {
  const certainty = (query: QuerySpec) =>
    judged(rule, posts(query), assuming).map((finding) => finding.certainty);
  const byId: QuerySpec = { ...latest, sort: [["_id", 1]] };
  expect(certainty(byId)).toEqual(["proven"]);
  expect(certainty({ ...byId, limit: 50 })).toEqual(["assumed"]);
  expect(certainty({ ...byId, operation: "findOne" })).toEqual(["assumed"]);
  expect(certainty({ ...latest, limit: 50 })).toEqual(["proven"]);
});

describe("is silent", () => {
  test.each<[string, QuerySpec]>([
    [
      "when the index gives the order",
      { ...latest, plan: through("author_1_createdAt_-1", { sort: "index" }) },
    ],
    ["without a sort", { filter: { author: {} }, plan: through("author_1") }],
    [
      "when the filter has no index: require-indexed-filter's business",
      { ...latest, plan: { ...collscan, sort: "memory" } },
    ],
    ["about documents asked for by their `_id`", { ...latest, filter: { _id: { op: "in" }, author: {} } }],
    ["about a text score, which no index holds (P31)", { ...latest, sort: [["score", "meta"]] }],
    ["about counts", { ...latest, operation: "countDocuments" }],
    ["about a path the schema does not have", { ...latest, sort: [["craetedAt", -1]] }],
    ["when the query hints", { ...latest, hint: "author_1" }],
    ["about the natural order (P31)", { ...latest, sort: [["$natural", -1]] }],
    ["in a test", { ...latest, file: "test/posts.js" }],
  ])("%s", (_, query) => expect(said(rule, posts(query), assuming)).toEqual([]));
});

describe("a unique index whose keys are all asked for finds one document (I10)", () => {
  const plan = through("slug_1", { sort: "memory" });
  const asked = { ...latest, plan } satisfies QuerySpec;
  const told = (query: QuerySpec, ...indexes: NonNullable<ModelSpec["indexes"]>) =>
    said(rule, posts(query, { paths: { author: "ObjectId", createdAt: "Date", slug: "String" }, indexes }))
      .length;
  const slug = [{ slug: 1 }, { unique: true }] as const;
  const both = [{ author: 1, slug: 1 }, { unique: true }] as const;

  test("so there is nothing to sort", () => {
    expect(told({ ...asked, filter: { slug: {} } }, slug)).toBe(0);
    expect(told({ ...asked, filter: { slug: { op: "in" } } }, slug)).toBe(0);
    expect(told({ ...asked, filter: { slug: {}, author: {} } }, both)).toBe(0);
    expect(told({ ...asked, filter: { slug: {} } }, [{ slug: 1 }, { unique: true, sparse: true }])).toBe(0);
  });

  test("but not when it is not unique, a key is not fixed, or the query may not use it", () => {
    expect(told({ ...asked, filter: { slug: {} } }, [{ slug: 1 }])).toBe(1);
    expect(told({ ...asked, filter: { slug: { op: "range" }, author: {} } }, slug)).toBe(1);
    expect(told({ ...asked, filter: { author: {} } }, both)).toBe(1);
    expect(told({ ...asked, filter: { slug: { op: "in" }, author: {} } }, both)).toBe(1);
    const other = through("author_1", { sort: "memory" });
    const partial = [{ slug: 1 }, { unique: true, sparse: true }] as const;
    expect(told({ ...asked, filter: { slug: {}, author: {} }, plan: other }, partial)).toBe(1);
  });
});

test.each<[string, QuerySpec]>([
  ["the sort", { ...latest, sort: "unknown" }],
  ["the plan", { ...latest, plan: null }],
  ["further keys of the filter", { ...latest, open: true }],
])("is silent when something is unknown: %s", (_, query) =>
  expect(said(rule, posts(query), assuming)).toEqual([]),
);

test("is an assumption when a predicate is only maybe there, or the model is not fully known", () => {
  const maybe = { ...latest, filter: { author: {}, score: { maybe: true } } } as const;
  for (const spec of [posts(maybe), posts(latest, { complete: false })]) {
    expect(said(rule, spec)).toEqual([]);
    expect(said(rule, spec, assuming)).toHaveLength(1);
  }
});

test("plans ranges and lists as the server does (P26, P28)", () => {
  const source = (index: string, query: string) => `import { Schema, model } from "mongoose";
const s = new Schema({ a: Number, b: Number });
s.index(${index});
export const M = model("M", s);
export const run = (x) => M.find(${query});
`;
  const told = (index: string, query: string) => both(rule, { "m.js": source(index, query) }).length;
  expect(told("{ a: 1, b: 1 }", "{ a: 5 }).sort({ b: -1 }")).toBe(0);
  expect(told("{ a: 1, b: 1 }", "{ a: { $in: [1, 2] } }).sort({ b: 1 }")).toBe(0);
  expect(told("{ a: 1, b: 1 }", "{ a: { $gt: 5 } }).sort({ b: 1 }")).toBe(0); // No index could do both.
  expect(told("{ a: 1, b: 1 }", "{ a: { $gt: 5 } }).sort({ a: 1, b: -1 }")).toBe(1);
});
