import { expect, test } from "vitest";
import rule from "../../rules/no-nullable-unique.js";
import type { IndexOptions } from "../../src/catalog/types.js";
import type { ModelSpec } from "../support/catalog.js";
import { said } from "../support/judge.js";

type Keys = NonNullable<ModelSpec["indexes"]>[number][0];
const paths = { email: "String!", githubId: "String", phone: "String" };
const user = (keys: Keys, options: IndexOptions = {}, model: ModelSpec = {}) => ({
  models: { User: { paths, indexes: [[keys, { unique: true, ...options }]] as const, ...model } },
});

test("reports a unique index on an optional path (I35)", () => {
  expect(said(rule, user({ githubId: 1 }))[0]).toContain("the second document without it is refused");
});
test("reports a compound one whose paths are all optional, sparse or not (I36)", () => {
  expect(said(rule, user({ githubId: 1, phone: 1 }))[0]).toContain("`githubId` and `phone` are optional");
  expect(said(rule, user({ githubId: 1, phone: 1 }, { sparse: true }))).toHaveLength(1);
});
test("is silent about a test's own model", () => {
  expect(said(rule, user({ githubId: 1 }, {}, { file: "test/user.test.ts" }))).toEqual([]);
});
test.each<[string, Keys, IndexOptions]>([
  ["a required path", { email: 1 }, {}],
  ["a required path among them", { email: 1, phone: 1 }, {}],
  ["a sparse index of one path", { githubId: 1 }, { sparse: true }],
  ["a partial index", { githubId: 1 }, { partialFilterExpression: { githubId: { $exists: true } } }],
  ["an index that is not unique", { githubId: 1 }, { unique: false }],
  ["a path the schema does not have: no-unknown-index-field's business", { nowhere: 1 }, {}],
])("is silent about %s", (_, keys, options) => expect(said(rule, user(keys, options))).toEqual([]));

test("is silent when the definition is unknown in part", () => {
  expect(said(rule, user({ githubId: 1 }, {}, { complete: false }))).toEqual([]);
});
