import { describe, expect, test } from "vitest";
import { conflicts, type IndexSpec } from "../../src/planner/index.js";
import { indexOf } from "./index-of.js";

const filter = { partialFilterExpression: { a: { $gt: 0, $lt: 10 }, b: "x" } };
const sameFilter = { partialFilterExpression: { $and: [{ b: "x" }, { a: { $lt: 10 } }, { a: { $gt: 0 } }] } };

// I19's table and what follows from it.
const table: readonly (readonly [
  what: string,
  existing: IndexSpec,
  requested: IndexSpec,
  answer: object | null,
])[] = [
  ["the same index: a no-op", indexOf({ a: 1 }), indexOf({ a: 1 }), { noop: true }],
  [
    "same name and keys, other TTL: 85 (I22)",
    indexOf({ a: 1 }),
    indexOf({ a: 1 }, { expireAfterSeconds: 60 }),
    { code: 85, reason: "options", lost: ["expireAfterSeconds"] },
  ],
  [
    "same auto-name, now unique: 86 (I21)",
    indexOf({ a: 1 }),
    indexOf({ a: 1 }, { unique: true }),
    { code: 86, reason: "signature", lost: ["unique"] },
  ],
  [
    "same auto-name, now sparse: 86",
    indexOf({ a: 1 }),
    indexOf({ a: 1 }, { sparse: true }),
    { code: 86, lost: ["sparse"] },
  ],
  [
    "same auto-name, no longer unique: 86, nothing lost",
    indexOf({ a: 1 }, { unique: true }),
    indexOf({ a: 1 }),
    { code: 86, lost: [] },
  ],
  ["same auto-name, now partial: 86", indexOf({ a: 1 }), indexOf({ a: 1 }, filter), { code: 86 }],
  [
    "same auto-name, other collation: 86",
    indexOf({ a: 1 }),
    indexOf({ a: 1 }, { collation: { locale: "en" } }),
    { code: 86, lost: ["collation"] },
  ],
  [
    "one name for other keys: 86 (I23)",
    indexOf({ a: 1 }, {}, "x"),
    indexOf({ b: 1 }, {}, "x"),
    { code: 86, reason: "keys" },
  ],
  [
    "one index under two names: 85 (I20)",
    indexOf({ a: 1 }),
    indexOf({ a: 1 }, {}, "mine"),
    { code: 85, reason: "name" },
  ],
  [
    "one index under two names with other TTL: 85",
    indexOf({ a: 1 }),
    indexOf({ a: 1 }, { expireAfterSeconds: 5 }, "mine"),
    { code: 85, reason: "name", lost: ["expireAfterSeconds"] },
  ],
  ["other name and signature: built", indexOf({ a: 1 }), indexOf({ a: 1 }, { unique: true }, "strict"), null],
  ["other direction: built (M vector 7)", indexOf({ a: 1 }), indexOf({ a: -1 }), null],
  [
    "equal filters in other words: a no-op (I24)",
    indexOf({ a: 1 }, filter),
    indexOf({ a: 1 }, sameFilter),
    { noop: true },
  ],
  [
    "`background` and `v` do not count (I17)",
    indexOf({ a: 1 }, { v: 2 }),
    indexOf({ a: 1 }, { background: true }),
    { noop: true },
  ],
  [
    "weights are no signature (I17)",
    indexOf({ t: "text" }),
    indexOf({ t: "text" }, { weights: { t: 2 } }),
    { code: 85 },
  ],
  [
    "a second text index: 67 (I29)",
    indexOf({ a: "text" }),
    indexOf({ b: "text" }),
    { code: 67, reason: "text" },
  ],
  ["unrelated indexes: built", indexOf({ a: 1 }), indexOf({ b: 1 }), null],
  [
    "simple collation is none (I16)",
    indexOf({ a: 1 }),
    indexOf({ a: 1 }, { collation: { locale: "simple" } }),
    { noop: true },
  ],
  ["`unique: false` is none", indexOf({ a: 1 }), indexOf({ a: 1 }, { unique: false }), { noop: true }],
];

describe("conflicts (I17–I24, I29)", () => {
  test.each(table)("%s", (_, existing, requested, answer) => {
    const judged = conflicts(existing, requested);
    if (answer === null) expect(judged).toBeNull();
    else expect(judged).toMatchObject(answer);
  });
});
