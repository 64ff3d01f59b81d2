import { describe, expect, test } from "vitest";
import { redundancy, replaces, type IndexSpec, type Verdict } from "../../src/planner/index.js";
import { indexOf } from "./index-of.js";

const active = { partialFilterExpression: { active: true } };

// I5's table: may `index` go, given `other`?
const table: readonly (readonly [what: string, index: IndexSpec, other: IndexSpec, verdict: Verdict])[] = [
  ["a prefix", indexOf({ a: 1 }), indexOf({ a: 1, b: 1 }), "redundant"],
  ["a single key, whatever its sign", indexOf({ a: -1 }), indexOf({ a: 1, b: 1 }), "redundant"],
  ["a prefix with all signs flipped", indexOf({ a: 1, b: -1 }), indexOf({ a: -1, b: 1, c: 1 }), "redundant"],
  ["a prefix with one sign flipped", indexOf({ a: 1, b: 1 }), indexOf({ a: 1, b: -1, c: 1 }), "no"],
  ["a later key", indexOf({ b: 1 }), indexOf({ a: 1, b: 1 }), "no"],
  ["a unique prefix", indexOf({ a: 1 }, { unique: true }), indexOf({ a: 1, b: 1 }), "no"],
  [
    "a unique prefix of a unique one",
    indexOf({ a: 1 }, { unique: true }),
    indexOf({ a: 1, b: 1 }, { unique: true }),
    "no",
  ],
  ["a prefix of a unique one", indexOf({ a: 1 }), indexOf({ a: 1, b: 1 }, { unique: true }), "redundant"],
  ["a prefix that expires", indexOf({ a: 1 }, { expireAfterSeconds: 60 }), indexOf({ a: 1, b: 1 }), "no"],
  ["a prefix of a sparse one", indexOf({ a: 1 }), indexOf({ a: 1, b: 1 }, { sparse: true }), "no"],
  ["a prefix of a partial one", indexOf({ a: 1 }), indexOf({ a: 1, b: 1 }, active), "no"],
  ["a sparse prefix", indexOf({ a: 1 }, { sparse: true }), indexOf({ a: 1, b: 1 }), "info"],
  [
    "a partial prefix with the same filter",
    indexOf({ a: 1 }, active),
    indexOf({ a: 1, b: 1 }, active),
    "redundant",
  ],
  ["another collation", indexOf({ a: 1 }), indexOf({ a: 1, b: 1 }, { collation: { locale: "en" } }), "no"],
  ["a hidden one", indexOf({ a: 1 }), indexOf({ a: 1, b: 1 }, { hidden: true }), "no"],
  ["a prefix before a hashed key (I6)", indexOf({ a: 1 }), indexOf({ a: 1, h: "hashed" }), "redundant"],
  ["a prefix before a 2dsphere key (I7)", indexOf({ a: 1 }), indexOf({ a: 1, loc: "2dsphere" }), "no"],
  ["a prefix before a text key (I8)", indexOf({ a: 1 }), indexOf({ a: 1, t: "text" }), "no"],
  ["a wildcard (I9)", indexOf({ a: 1 }), indexOf({ "$**": 1 }), "no"],
  ["a hashed key beside an ordinary one", indexOf({ a: "hashed" }), indexOf({ a: 1 }), "info"],
  ["a prefix that only lacks _id", indexOf({ a: 1 }), indexOf({ a: 1, _id: 1 }), "redundant"],
  ["keys behind _id", indexOf({ _id: 1, x: 1 }), indexOf({ _id: 1 }), "info"],
  ["the _id index", indexOf({ _id: 1 }), indexOf({ _id: 1, x: 1 }), "no"],
  ["keys behind a unique key (I10)", indexOf({ u: 1, x: 1 }), indexOf({ u: 1 }, { unique: true }), "info"],
  ["a text prefix of a name, no path (A3)", indexOf({ cre: 1 }), indexOf({ created: 1 }), "no"],
  ["the same keys in another order (I13)", indexOf({ a: 1, b: 1 }), indexOf({ b: 1, a: 1 }), "no"],
  [
    "the same keys, unique (I12)",
    indexOf({ a: 1 }, {}, "plain"),
    indexOf({ a: 1 }, { unique: true }, "strict"),
    "redundant",
  ],
  [
    "simple collation spelled out (I16)",
    indexOf({ a: 1 }, { collation: { locale: "simple" } }),
    indexOf({ a: 1, b: 1 }),
    "redundant",
  ],
  [
    "a narrower partial filter (P19)",
    indexOf({ a: 1 }, { partialFilterExpression: { n: { $gt: 10 } } }),
    indexOf({ a: 1, b: 1 }, { partialFilterExpression: { n: { $gte: 5 } } }),
    "info",
  ],
  [
    "a wider partial filter",
    indexOf({ a: 1 }, { partialFilterExpression: { n: { $gte: 5 } } }),
    indexOf({ a: 1, b: 1 }, { partialFilterExpression: { n: { $gt: 10 } } }),
    "no",
  ],
  [
    "the same filter in other words (I24)",
    indexOf({ a: 1 }, { partialFilterExpression: { n: { $gt: 0, $lt: 10 }, b: "x" } }),
    indexOf(
      { a: 1, b: 1 },
      { partialFilterExpression: { $and: [{ b: "x" }, { n: { $lt: 10 } }, { n: { $gt: 0 } }] } },
    ),
    "redundant",
  ],
  [
    "an option that is not known (A8)",
    indexOf({ a: 1 }, { unique: { $unknown: "boolean" } }),
    indexOf({ a: 1, b: 1 }),
    "no",
  ],
];

describe("redundancy (I5–I13)", () => {
  test.each(table)("%s", (_, index, other, verdict) => {
    const judged = redundancy(other, index);
    expect(judged.verdict, judged.why).toBe(verdict);
    expect(replaces(other, index)).toBe(verdict === "redundant");
  });

  test("says which condition decides", () => {
    const judged = redundancy(indexOf({ a: 1, b: 1 }, active), indexOf({ a: 1 }));
    expect(judged).toMatchObject({
      reason: "documents",
      why: expect.stringContaining("is partial") as string,
    });
  });

  test("a hinted index stays (I5.4)", () => {
    const [short, long] = [indexOf({ a: 1 }), indexOf({ a: 1, b: 1 })];
    expect(redundancy(long, short, { hinted: ["a_1"] }).reason).toBe("hinted");
  });

  test("a longer index over an array is told, not urged (I11)", () => {
    const judged = redundancy(indexOf({ a: 1, tags: 1 }), indexOf({ a: 1 }), { arrays: ["tags"] });
    expect(judged).toMatchObject({ verdict: "info", reason: "array" });
  });

  test("the collection's collation is every index's (I16)", () => {
    const collation = { locale: "en" };
    const [short, long] = [indexOf({ a: 1 }), indexOf({ a: 1, b: 1 }, { collation })];
    expect(replaces(long, short, { collation })).toBe(true);
  });
});

describe("equal twins", () => {
  const [up, down] = [indexOf({ a: 1 }), indexOf({ a: -1 })];

  test("of {a: 1} and {a: -1} exactly one may go", () => {
    expect([replaces(up, down), replaces(down, up)]).toEqual([true, false]);
  });

  test("declaration order decides when it is told", () => {
    expect(replaces(down, up, { before: true })).toBe(true);
    expect(replaces(up, down, { before: false })).toBe(false);
  });

  test("the unique, expiring or hinted twin stays, whatever the order", () => {
    const unique = indexOf({ a: -1 }, { unique: true });
    expect([replaces(unique, up, { before: false }), replaces(up, unique, { before: true })]).toEqual([
      true,
      false,
    ]);
    const expiring = indexOf({ a: -1 }, { expireAfterSeconds: 5 });
    expect([replaces(expiring, up), replaces(up, expiring, { before: true })]).toEqual([true, false]);
    expect(replaces(down, up, { before: true, hinted: ["a_1"] })).toBe(false);
    expect(replaces(up, down, { before: false, hinted: ["a_1"] })).toBe(true);
  });

  test("an index does not replace itself", () => {
    expect(replaces(up, up)).toBe(false);
    expect(replaces(up, indexOf({ a: 1 }))).toBe(false);
  });
});
