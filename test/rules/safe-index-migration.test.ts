import { expect, test } from "vitest";
import rule from "../../rules/safe-index-migration.js";
import type { Operation } from "../../src/catalog/types.js";
import { said } from "../support/judge.js";

const on = (line: number, operation: Partial<Operation>, file = "migrations/1.js"): Partial<Operation> => ({
  collection: "users",
  migration: true,
  direction: "up",
  at: { file, line, column: 1 },
  ...operation,
});
const told = (...operations: Partial<Operation>[]) => said(rule, { models: { User: {} }, operations });
const drop = { kind: "dropIndex", name: "email_1" };
const create = {
  keys: [
    ["email", 1],
    ["tenant", 1],
  ],
} as const;

test("reports a drop before its replacement is there (A20)", () => {
  expect(told(on(1, drop), on(2, create))).toEqual([
    "This migration drops `email_1` before it creates `{ email: 1, tenant: 1 }` on `users`: in between queries have neither. Create first.",
  ]);
  expect(told(on(1, create), on(2, drop))).toEqual([]);
  expect(told(on(1, drop), on(2, { keys: [["role", 1]] }))).toEqual([]);
});
test("reports a unique index on documents that may not be", () => {
  expect(told(on(1, { ...create, options: { unique: true } }))[0]).toContain("fails with error 11000");
});
test("reports a TTL index on documents that may be old", () => {
  expect(told(on(1, { keys: [["at", 1]], options: { expireAfterSeconds: 60 } }))[0]).toContain(
    "deletes all documents of `users`",
  );
});
test("reports `syncIndexes` at start-up, not in a script or a migration", () => {
  const sync = { kind: "syncIndexes", migration: false } as const;
  expect(told(on(1, sync, "src/server.js"))[0]).toContain("drops every index");
  expect(told(on(1, sync, "scripts/sync.js"))).toEqual([]);
  expect(told(on(1, { kind: "syncIndexes" }))).toEqual([]);
});
test("is silent about plain indexes, new collections and `down`", () => {
  expect(told(on(1, create))).toEqual([]);
  expect(told(on(1, { kind: "createCollection" }), on(2, { ...create, options: { unique: true } }))).toEqual(
    [],
  );
  expect(told(on(1, { ...create, options: { unique: true }, direction: "down" }))).toEqual([]);
});
test("is silent when the keys are unknown", () =>
  expect(told(on(1, { options: { unique: true } }))).toEqual([]));
