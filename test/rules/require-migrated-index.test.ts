import { expect, test } from "vitest";
import rule from "../../rules/require-migrated-index.js";
import type { Operation } from "../../src/catalog/types.js";
import type { ModelSpec } from "../support/catalog.js";
import { judged, said } from "../support/judge.js";

const at = { file: "migrations/1.js", line: 2, column: 1 };
const made = (operation: Partial<Operation> = {}): Partial<Operation> => ({
  collection: "users",
  keys: [["email", 1]],
  migration: true,
  at,
  ...operation,
});
const user = (operations: readonly Partial<Operation>[], model: ModelSpec = {}) => ({
  models: { User: { indexes: [[{ email: 1 }]] as const, ...model } },
  operations,
});

test("reports an index of the schema that no migration creates", () => {
  const spec = user([made()], { indexes: [[{ email: 1 }], [{ role: 1 }]] });
  expect(judged(rule, spec)).toMatchObject([{ index: "role_1", at: { line: 51 } }]);
});
test("reports an index of a migration that no schema declares", () => {
  expect(judged(rule, user([made(), made({ keys: [["role", 1]] })]))).toMatchObject([
    { at, index: "{ role: 1 }" },
  ]);
});
test.each<[string, readonly Partial<Operation>[]]>([
  ["where no migration creates an index", []],
  ["where start-up code does", [made({ migration: false, keys: [["role", 1]] })]],
  ["when both have it", [made()]],
  ["about `down`", [made(), made({ keys: [["role", 1]], direction: "down" })]],
  [
    "about an index that is dropped again",
    [made(), made({ keys: [["role", 1]] }), { ...made({ keys: [["role", 1]] }), kind: "dropIndex" }],
  ],
])("is silent %s", (_, operations) => expect(said(rule, user(operations))).toEqual([]));

test("is silent when it is unknown on which collection a migration works", () => {
  const spec = user([made(), made({ collection: null })], { indexes: [[{ email: 1 }], [{ role: 1 }]] });
  expect(said(rule, spec)).toEqual([]);
});
