import { expect, test } from "vitest";
import rule from "../../rules/require-expected-indexes.js";
import type { Expectation } from "../../src/verdict/index.js";
import type { ModelSpec } from "../support/catalog.js";
import { judged, said } from "../support/judge.js";

const log = (indexes: NonNullable<ModelSpec["indexes"]> = [], more: ModelSpec = {}) => ({
  models: { AuditLog: { indexes, ...more } },
});
const expecting = (expectation: Partial<Expectation>) => ({
  facts: {
    expectations: [
      { model: "AuditLog", keys: { resourceType: 1, timestamp: 1 }, ...expectation } as Expectation,
    ],
  },
});

test("reports a missing index at its model, with the reason", () => {
  expect(
    judged(rule, log([[{ timestamp: -1 }]]), expecting({ why: "logs of a resource over time" })),
  ).toMatchObject([
    {
      message:
        "`AuditLog` has no index `{ resourceType: 1, timestamp: 1 }`, which is expected (logs of a resource over time). Add it.",
      at: { file: "src/models/auditlog.ts", line: 1 },
    },
  ]);
});
test.each<[string, Partial<Expectation>, string]>([
  ["unique", { unique: true }, "is not unique"],
  ["any TTL", { ttl: true }, "does not expire documents"],
  ["a TTL", { ttl: 60 }, "after 60 seconds"],
  ["a partial filter", { partial: { a: 1 } }, "has another partial filter"],
])("reports an index that is not as expected: %s", (_, expectation, lacks) => {
  const found = judged(rule, log([[{ resourceType: 1, timestamp: 1 }]]), expecting(expectation));
  expect(found).toMatchObject([
    { data: { lacks: expect.stringContaining(lacks) }, see: [{ at: { line: 50 } }] },
  ]);
});
test("is silent when it is there, as keys or as pairs, in the order given", () => {
  const there = log([[{ resourceType: 1, timestamp: 1 }]]);
  expect(said(rule, there, expecting({ unique: false, ttl: false, partial: false }))).toEqual([]);
  expect(
    said(
      rule,
      there,
      expecting({
        keys: [
          ["resourceType", 1],
          ["timestamp", 1],
        ],
      }),
    ),
  ).toEqual([]);
  expect(said(rule, there, expecting({ keys: { timestamp: 1, resourceType: 1 } }))).toHaveLength(1);
});
test("is silent without expectations, and when the model's definition is unknown in part", () => {
  expect(said(rule, log())).toEqual([]);
  expect(said(rule, log([], { complete: false }), expecting({}))).toEqual([]);
});
