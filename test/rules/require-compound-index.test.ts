import { expect, test } from "vitest";
import rule from "../../rules/require-compound-index.js";
import type { ModelSpec, QuerySpec } from "../support/catalog.js";
import { said } from "../support/judge.js";

const paths = ["a", "b", "c", "d", "e"];
const queries: QuerySpec[] = paths.map((path) => ({ filter: { [path]: {}, z: {} } }));
const user = (model: ModelSpec = {}, asked: readonly QuerySpec[] = []) => ({
  models: { User: model },
  queries: asked,
});
const hot = { facts: { hotModels: ["User"] } };

test("reports a hot model, or one named by the option", () => {
  expect(said(rule, user({ indexes: [[{ a: 1 }]] }), hot)).toEqual([
    "`User` is read much and has no compound index. Add one for the queries that test or sort by several paths.",
  ]);
  expect(said(rule, user(), { options: { models: ["User"] } })).toHaveLength(1);
});
test("reports a model asked in five ways about several paths", () => {
  expect(said(rule, user({}, queries))).toHaveLength(1);
  expect(said(rule, user({}, queries.slice(1)))).toEqual([]);
  expect(said(rule, user({}, queries), { options: { shapes: 6 } })).toEqual([]);
  expect(said(rule, user({}, queries), { options: { shapes: 0 } })).toEqual([]);
});
test("queries of tests do not count", () => {
  const tested = queries.map((query): QuerySpec => ({ ...query, file: "test/user.test.ts" }));
  expect(said(rule, user({}, [...queries.slice(1), ...tested]))).toEqual([]);
});
test("equal shapes and shapes of one path do not count", () => {
  expect(
    said(
      rule,
      user(
        {},
        Array.from({ length: 9 }, () => ({ filter: { a: {}, b: {} } })),
      ),
    ),
  ).toEqual([]);
  expect(
    said(
      rule,
      user(
        {},
        paths.map((path) => ({ filter: { [path]: {} } })),
      ),
    ),
  ).toEqual([]);
});
test("is silent with a compound index, and about other models", () => {
  expect(said(rule, user({ indexes: [[{ a: 1, b: 1 }]] }), hot)).toEqual([]);
  expect(said(rule, user(), { facts: { hotModels: ["Team"] } })).toEqual([]);
});
test("is silent when indexes may be unknown", () =>
  expect(said(rule, user({ complete: false }), hot)).toEqual([]));
