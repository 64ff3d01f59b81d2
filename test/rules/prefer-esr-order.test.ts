import { expect, test } from "vitest";
import rule from "../../rules/prefer-esr-order.js";
import type { QuerySpec } from "../support/catalog.js";
import { assuming, said } from "../support/judge.js";
import { through } from "../support/plans.js";

type Keys = { readonly [path: string]: 1 | -1 };
const orders = (keys: Keys, query: QuerySpec) => {
  const index = Object.entries(keys).flat().join("_");
  return {
    models: {
      Order: { paths: { buyer: "String", total: "Number", at: "Date" }, indexes: [[keys]] as const },
    },
    queries: [{ plan: through(index, { sort: query.sort ? "memory" : "none" }), ...query }],
  };
};

test("reports a range before an equality (A11)", () => {
  const filter = { buyer: {}, total: { op: "range" } } as const;
  expect(said(rule, orders({ total: 1, buyer: 1 }, { filter }))).toEqual([
    "`Order.find({ buyer, total: range })` uses `{ total: 1, buyer: 1 }` of `Order`, where the range `total` stands before the equality `buyer`. Order the keys `{ buyer: 1, total: 1 }`.",
  ]);
  expect(said(rule, orders({ buyer: 1, total: 1 }, { filter }))).toEqual([]);
});
test("reports a range before the sort, which then runs in memory", () => {
  const query = { filter: { buyer: {}, total: { op: "range" } }, sort: [["at", -1]] } as const;
  expect(said(rule, orders({ buyer: 1, total: 1, at: -1 }, query))[0]).toContain(
    "before the sort by `at`. Order the keys `{ buyer: 1, at: -1, total: 1 }`",
  );
});
test("is silent about a range that is sorted by (A13), and where no key is misplaced", () => {
  const both = { filter: { total: { op: "range" } }, sort: [["total", 1]] } as const;
  expect(said(rule, orders({ total: 1, at: 1 }, both))).toEqual([]);
  expect(said(rule, orders({ total: 1 }, { filter: { buyer: {}, total: { op: "range" } } }))).toEqual([]);
});
test("is silent when something is unknown: the plan, further keys, a predicate only maybe there", () => {
  const filter = { buyer: {}, total: { op: "range" } } as const;
  expect(said(rule, orders({ total: 1, buyer: 1 }, { filter, plan: null }), assuming)).toEqual([]);
  expect(said(rule, orders({ total: 1, buyer: 1 }, { filter, open: true }), assuming)).toEqual([]);
  const maybe = { buyer: { maybe: true }, total: { op: "range" } } as const;
  expect(said(rule, orders({ total: 1, buyer: 1 }, { filter: maybe }), assuming)).toEqual([]);
});
