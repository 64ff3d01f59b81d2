import { expect, test } from "vitest";
import rule from "../../rules/no-deprecated-index-option.js";
import type { IndexOptions } from "../../src/catalog/types.js";
import type { ModelSpec } from "../support/catalog.js";
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
test("tells an option that a helper sets once, where it is set, with the number of operations", () => {
  const set = { file: "migrations/helpers.js", line: 9, column: 7 };
  const operations = ["users", "posts", "users"].map((collection, n) => ({
    collection,
    keys: [[`a${n}`, 1]] as const,
    options: { background: true },
    optionsAt: { background: set },
    migration: true,
    at: { file: `migrations/${n}.js`, line: 3, column: 1 },
  }));
  const made = { via: "operation", at: operations[0]?.at ?? null } as const;
  const indexes: ModelSpec["indexes"] = [[{ a0: 1 }, { background: true }, made]];
  const found = judged(rule, { models: { User: { indexes } }, operations });
  expect(found).toMatchObject([{ at: set, see: [{ at: { file: "migrations/0.js" } }] }]);
  expect(found[0]?.message).toBe(
    "`background`, set here for 3 operations on `User` and 1 other, has no effect since MongoDB 4.2. Remove it.",
  );
  const other = { operations: operations.map((each) => ({ ...each, optionsAt: { unique: set } })) };
  expect(judged(rule, { models: { User: {} }, ...other }).map(({ at }) => at.file)).toEqual(
    operations.map(({ at }) => at.file),
  );
});
test("tells an option once that a call of a helper and the helper itself both tell", () => {
  const set = { file: "migrations/1.js", line: 9, column: 7 };
  const made = { collection: "users", keys: [["a", 1]] as const, options: { background: true } };
  const operations = [
    { ...made, at: { file: "migrations/1.js", line: 8, column: 3 } },
    { ...made, at: { file: "src/helper.js", line: 2, column: 3 }, optionsAt: { background: set } },
  ];
  const found = judged(rule, { models: { User: {} }, operations });
  expect(found.map(({ at }) => [at.file, at.line])).toEqual([["migrations/1.js", 8]]);
});
test("tells an option where it is written, not where a helper of the same file makes the indexes", () => {
  const set = { file: "src/helper.js", line: 9, column: 7 };
  const made = { collection: "users", options: { background: true } };
  const operations = [[["a", 1]], [["b", 1]]].flatMap((keys) => [
    { ...made, keys: keys as [string, 1][], at: { file: "src/helper.js", line: 2, column: 3 } },
    {
      ...made,
      keys: keys as [string, 1][],
      at: { file: "src/run.js", line: 5, column: 3 },
      optionsAt: { background: set },
    },
  ]);
  const found = judged(rule, { models: { User: {} }, operations });
  expect(found.map(({ at }) => [at.file, at.line])).toEqual([["src/helper.js", 9]]);
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
