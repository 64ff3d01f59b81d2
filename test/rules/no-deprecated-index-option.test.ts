import { expect, test } from "vitest";
import rule from "../../rules/no-deprecated-index-option.js";
import type { IndexOptions } from "../../src/catalog/types.js";
import { judged, said } from "../support/judge.js";

const user = (options: IndexOptions) => ({ models: { User: { indexes: [[{ a: 1 }, options]] } } }) as const;

test.each([
  ["background", "4.2"],
  ["dropDups", "3.0"],
])("reports `%s` (I39, I32)", (option, since) => {
  expect(said(rule, user({ [option]: true }))).toEqual([
    `\`${option}\` of \`{ a: 1 }\` of \`User\` has no effect since MongoDB ${since}. Remove it.`,
  ]);
});
test("reports what a migration passes", () => {
  const at = { file: "migrations/1.js", line: 3, column: 1 };
  const operation = {
    collection: "users",
    keys: [["a", 1]],
    options: { background: true, name: "x" },
    migration: true,
    at,
  } as const;
  expect(judged(rule, { models: { User: {} }, operations: [operation] })).toMatchObject([{ at, index: "x" }]);
});
test("tells it once for a call that makes several indexes", () => {
  const at = { file: "migrations/1.js", line: 3, column: 1 };
  const operations = ["a", "b"].map((path) => ({
    collection: "users",
    keys: [[path, 1]] as const,
    options: { background: true, name: path },
    migration: true,
    at,
  }));
  expect(judged(rule, { models: { User: {} }, operations })).toMatchObject([{ at, index: "a" }]);
});
test("is silent for a server that knows it", () => {
  const facts = { serverVersion: "4.0" };
  expect(said(rule, user({ background: true }), { facts })).toEqual([]);
  expect(said(rule, user({ background: true }), { facts: { serverVersion: "4.2.1" } })).toHaveLength(1);
});
test("is silent for other options, and when an operation's options are unknown", () => {
  expect(said(rule, user({ unique: true }))).toEqual([]);
  expect(
    said(rule, { models: { User: {} }, operations: [{ collection: "users", keys: [["a", 1]] }] }),
  ).toEqual([]);
});
