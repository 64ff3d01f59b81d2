import { expect, test } from "vitest";
import rule from "../../rules/no-unindexed-or-branch.js";
import type { ModelSpec, QuerySpec } from "../support/catalog.js";
import { assuming, judged, said } from "../support/judge.js";
import { collscan, through } from "../support/plans.js";

const login: QuerySpec = { any: [[{ email: {} }, { phone: {} }]], plan: collscan };
const users = (query: QuerySpec, model: ModelSpec = {}) => ({
  models: {
    User: {
      paths: { email: "String", phone: "String", tenant: "String" },
      indexes: [[{ email: 1 }]] as const,
      ...model,
    },
  },
  queries: [query],
});

test("reports the branch without an index (P33)", () => {
  expect(said(rule, users(login))).toEqual([
    "`User.find({ $or: [{ email }, { phone }] })` scans the collection of `User`, because no index serves the `$or` branch `{ phone }`. Add `{ phone: 1 }`.",
  ]);
});
test("plans a branch in the model's collation (P22a, M44)", () => {
  const collation = { locale: "en" };
  const model: ModelSpec = { options: { collation }, indexes: [[{ email: 1 }, { collation }]] };
  const strings: QuerySpec = {
    ...login,
    any: [[{ email: { type: "string" } }, { phone: { type: "string" } }]],
  };
  expect(judged(rule, users(strings, model)).map(({ data }) => data["branch"])).toEqual(["{ phone }"]);
});
test("reports all branches when none has one", () => {
  expect(judged(rule, users(login, { indexes: [] })).map(({ data }) => data["index"])).toEqual([
    "`{ email: 1 }` and `{ phone: 1 }`",
  ]);
});
test("counts branches that ask alike", () => {
  const query: QuerySpec = { ...login, any: [[{ phone: 1 }, { email: 1 }, { phone: 2 }]] };
  expect(said(rule, users(query))).toEqual([
    "`User.find({ $or: [{ phone }, { email }, { phone }] })` scans the collection of `User`, because no index serves 2 of its `$or` branches, each `{ phone }`. Add `{ phone: 1 }`.",
  ]);
});
test("is not sure when a branch asks only whether a path is there: most documents may match (A15)", () => {
  for (const phone of [null, { op: "exists", value: false }] as const) {
    const query: QuerySpec = { ...login, any: [[{ email: {} }, { phone }]] };
    expect(judged(rule, users(query), assuming)).toMatchObject([{ certainty: "assumed" }]);
  }
});
test("lists branches that ask differently, and each index once", () => {
  const query: QuerySpec = { ...login, any: [[{ phone: {} }, { phone: { op: "in" } }, { tenant: {} }]] };
  expect(said(rule, users(query))[0]).toContain(
    "no index serves its `$or` branches `{ phone }`, `{ phone: in }` and `{ tenant }`. Add `{ phone: 1 }` and `{ tenant: 1 }`.",
  );
});
test.each<[string, QuerySpec]>([
  ["when every branch is served", { ...login, plan: { ...through(""), access: "or" } }],
  [
    "when a condition beside it could be: require-indexed-filter's business",
    { ...login, filter: { tenant: {} } },
  ],
  ["about a branch no key could serve", { ...login, any: [[{ email: {} }, { phone: { op: "regex" } }]] }],
  ["in a script", { ...login, file: "scripts/a.js" }],
])("is silent %s", (_, query) => expect(said(rule, users(query), assuming)).toEqual([]));

test("is silent when something is unknown: the plan, further keys", () => {
  for (const query of [
    { ...login, plan: null },
    { ...login, open: true },
  ])
    expect(said(rule, users(query), assuming)).toEqual([]);
});
test("is an assumption when the model is not fully known", () => {
  expect(said(rule, users(login, { complete: false }))).toEqual([]);
  expect(said(rule, users(login, { complete: false }), assuming)).toHaveLength(1);
});
