import { expect, test } from "vitest";
import rule from "../../rules/no-conflicting-migration.js";
import type { Operation } from "../../src/catalog/types.js";
import type { ModelSpec } from "../support/catalog.js";
import { judged, said } from "../support/judge.js";

const keys = [
  ["ownerId", 1],
  ["status", 1],
] as const;
const made = (operation: Partial<Operation> = {}): Partial<Operation> => ({
  collection: "projects",
  keys,
  options: { name: "idx_owner_status" },
  migration: true,
  direction: "up",
  at: { file: "src/migrations/1.ts", line: 3, column: 1 },
  ...operation,
});
const project = (operations: Partial<Operation>[], model: ModelSpec = {}) => ({
  models: { Project: { indexes: [[{ ownerId: 1, status: 1 }]] as ModelSpec["indexes"] & {}, ...model } },
  operations,
});

test("reports the schema's index under another name (I20)", () => {
  expect(judged(rule, project([made()]))).toMatchObject([
    {
      message:
        "This migration creates `{ ownerId: 1, status: 1 }` as `idx_owner_status`, the schema of `Project` as `ownerId_1_status_1`: whichever comes second is refused with error 85. Use one name.",
      at: { file: "src/migrations/1.ts", line: 3 },
      see: [{ at: { file: "src/models/project.ts" } }],
    },
  ]);
});
test("reports other options under the same name (I21)", () => {
  expect(said(rule, project([made({ options: { unique: true } })]))[0]).toContain("error 86");
});
test.each<[string, Partial<Operation>[], ModelSpec?]>([
  ["the same index", [made({ options: { background: true } })]],
  ["other keys", [made({ keys: [["status", 1]] })]],
  ["another collection", [made({ collection: "users" })]],
  ["`down`", [made({ direction: "down" })]],
  ["start-up code: no-conflicting-index's business", [made({ migration: false })]],
  [
    "an index that a later migration drops",
    [
      made(),
      made({
        kind: "dropIndex",
        name: "idx_owner_status",
        at: { file: "src/migrations/2.ts", line: 1, column: 1 },
      }),
    ],
  ],
  ["a model whose indexes Mongoose does not build", [made()], { options: { autoIndex: false } }],
])("is silent for %s", (_, operations, model) => expect(said(rule, project(operations, model))).toEqual([]));

test("is silent when the keys are unknown, or the schema's index is assumed", () => {
  const { keys: _, ...unread } = made();
  expect(said(rule, project([unread]))).toEqual([]);
  const assumed = { indexes: [[{ ownerId: 1, status: 1 }, {}, { certainty: "assumed" }]] } as const;
  expect(said(rule, project([made()], assumed))).toEqual([]);
});
