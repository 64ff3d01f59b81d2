import { describe, expect, test } from "vitest";
import { plan, unknown, unknownArray, type IndexSpec, type QueryDocument } from "../../src/planner/index.js";
import { indexOf } from "./index-of.js";

const first = (filter: QueryDocument, index: IndexSpec) => plan({ filter }, [index]).candidates[0];
const whyNot = (filter: QueryDocument, index: IndexSpec) =>
  plan({ filter }, [index]).rejected.find(({ name }) => name !== "_id_")?.why;

const a = indexOf({ a: 1 });
const multikey = indexOf({ a: 1 }, { multikey: true, multikeyPaths: { a: ["a"] } });

describe("predicates on an ordinary key (§C.1)", () => {
  test.each<readonly [spec: string, filter: QueryDocument, bounded: number, exact: boolean]>([
    ["P1", { a: 5 }, 1, true],
    ["P1", { a: { $eq: { x: 1 } } }, 1, true],
    ["P2", { a: { $in: [1, 2] } }, 1, true],
    ["P2", { a: { $in: [1, null] } }, 1, false],
    ["P3", { a: { $gt: 5 } }, 1, true],
    ["P3", { a: { $gte: null } }, 1, false],
    ["P4", { a: null }, 1, false],
    ["P5", { a: [1, 2] }, 1, false],
    ["P6", { a: /^abc/ }, 1, true],
    ["P6", { a: /^abc.*d/ }, 1, true],
    ["P7", { a: /abc/ }, 1, true],
    ["P7", { a: /^abc/i }, 1, true],
    ["P8", { a: { $ne: 5 } }, 1, true],
    ["P9", { a: { $nin: [1, 2] } }, 1, true],
    ["P10", { a: { $ne: null } }, 1, true],
    ["P11", { a: { $exists: true } }, 0, false],
    ["P12", { a: { $exists: false } }, 1, false],
    ["P13", { a: { $type: "number" } }, 1, true],
    ["P13", { a: { $type: "string" } }, 1, false],
    ["P14", { a: { $mod: [2, 0] } }, 1, true],
    ["P15", { a: { $all: [1] } }, 1, true],
    ["P16", { a: { $elemMatch: { $gte: 1, $lt: 5 } } }, 1, false],
    ["P18a", { $expr: { $eq: ["$a", 5] } }, 1, true],
  ])("%s %j", (_, filter, bounded, exact) => {
    const candidate = first(filter, a);
    expect(candidate?.bounded).toBe(bounded);
    expect(candidate?.residual.length === 0).toBe(exact);
  });

  test.each<readonly [spec: string, filter: QueryDocument]>([
    ["P18", { a: { $size: 2 } }],
    ["P18", { $where: "this.a" }],
    ["P18", { a: { $not: /x/ } }],
    ["P18", { a: { $not: { $mod: [2, 0] } } }],
    ["P18", { a: { $not: { $type: "string" } } }],
    ["P18", { a: { $bitsAllSet: 1 } }],
    ["P38", { $nor: [{ a: 1 }, { a: 2 }] }],
    ["P9", { a: { $nin: [/x/, 1] } }],
    ["P18c", { b: 1 }],
    ["P39", {}],
  ])("%s %j uses no index", (_, filter) => {
    expect(plan({ filter }, [a]).access).toBe("collscan");
  });

  test("P10 not null, on an array: no", () => {
    expect(whyNot({ a: { $ne: null } }, multikey)).toBe("`$ne: null` cannot use a multikey index");
  });

  test.each([a, multikey])("P9 neither null nor empty: bounds of its own, on arrays too (%#)", (index) => {
    expect(first({ a: { $nin: [null, []] } }, index)).toMatchObject({ bounded: 1, residual: ["a"] });
    expect(first({ a: { $nin: [[], null] } }, index)?.bounded).toBe(1);
    expect(whyNot({ a: { $nin: [null, [], 1] } }, index)).toBeDefined();
  });

  test("P22 neither null nor empty: still a negation to a sparse index", () => {
    expect(whyNot({ a: { $nin: [null, []] } }, indexOf({ a: 1 }, { sparse: true }))).toBe(
      "a sparse index cannot answer a negation",
    );
  });

  test.each<readonly [what: string, $expr: unknown, eligible: boolean]>([
    ["a variable of the server", { $lt: ["$a", "$$NOW"] }, true],
    ["a variable of `let`", { $eq: ["$a", "$$wanted"] }, true],
    ["worked out of constants", { $gt: ["$a", { $subtract: ["$$NOW", { $multiply: [3600, 1000] }] }] }, true],
    ["a constant first", { $lt: [5, "$a"] }, true],
    ["a literal that looks like a path", { $eq: ["$a", { $literal: "$b" }] }, true],
    ["each branch of $or", { $or: [{ $eq: ["$a", 1] }, { $gt: ["$a", 9] }] }, true],
    ["a branch of $or that is none", { $or: [{ $eq: ["$a", 1] }, { $eq: ["$a", "$b"] }] }, false],
    ["another path", { $gt: ["$a", "$b"] }, false],
    ["worked out of another path", { $gt: ["$a", { $add: ["$b", 1] }] }, false],
    ["worked out of the document", { $eq: ["$a", { $size: "$$ROOT.b" }] }, false],
    ["an array", { $eq: ["$a", [1]] }, false],
    ["another operator", { $in: ["$a", [1, 2]] }, false],
    ["chance", { $gt: ["$a", { $rand: {} }] }, false],
  ])("P18a $expr with %s", (_, $expr, eligible) => {
    expect(plan({ filter: { $expr } }, [a]).access !== "collscan").toBe(eligible);
  });

  test("P15 on an array one of two equalities bounds", () => {
    const { candidates } = plan({ filter: { a: { $all: [1, 2] } } }, [multikey]);
    expect(candidates).toMatchObject([{ bounded: 1, residual: ["a"] }]);
  });

  test("P18d an equality on _id hides all other indexes", () => {
    const result = plan({ filter: { _id: 1, a: 2 } }, [a]);
    expect(result).toMatchObject({ access: "id", candidates: [{ name: "_id_" }] });
    expect(result.rejected).toMatchObject([
      { name: "a_1", why: "a unique index already finds the one document" },
    ]);
  });
});

describe("compounding (P23, P25)", () => {
  const abc = indexOf({ a: 1, b: 1, c: 1 });

  test.each<readonly [what: string, filter: QueryDocument, expected: object]>([
    ["fully", { a: 1, b: 2, c: { $gt: 3 } }, { bounded: 3, tight: true, residual: [] }],
    ["a gap", { a: 1, c: 3 }, { bounded: 1, tight: true, loose: ["c"], residual: [] }],
    ["a range first", { a: { $gt: 1 }, b: 2 }, { bounded: 2, tight: false, loose: ["b"] }],
  ])("P23 %s", (_, filter, expected) => {
    expect(first(filter, abc)).toMatchObject(expected);
  });

  test("P23 without the first key: not eligible", () => {
    expect(whyNot({ b: 1, c: 1 }, abc)).toBe("first key `a` has no predicate");
  });

  test("P23 what the index lacks is residual", () => {
    expect(first({ a: 1, z: 2 }, a)).toMatchObject({ bounded: 1, residual: ["z"] });
  });

  const items = indexOf(
    { "items.sku": 1, "items.qty": 1 },
    { multikey: true, multikeyPaths: { "items.sku": ["items"], "items.qty": ["items"] } },
  );

  test("P25 sub-fields of one array compound inside $elemMatch only", () => {
    expect(first({ "items.sku": 1, "items.qty": 2 }, items)?.bounded).toBe(1);
    expect(first({ items: { $elemMatch: { sku: 1, qty: 2 } } }, items)?.bounded).toBe(2);
  });
});

describe("partial indexes (P19)", () => {
  test.each<readonly [filter: QueryDocument, query: QueryDocument, eligible: boolean]>([
    [{ a: { $gt: 5 } }, { a: { $gte: 8 } }, true],
    [{ a: { $gt: 5 } }, { a: 6 }, true],
    [{ a: { $gt: 5 } }, { a: { $gte: 5 } }, false],
    [{ a: { $gt: 5 } }, { a: { $lt: 8 } }, false],
    [{ active: true }, { active: true, a: 1 }, true],
    [{ active: true }, { active: { $ne: false }, a: 1 }, false],
    [{ a: { $exists: true } }, { a: "x" }, true],
    [{ a: { $exists: true } }, { a: null }, false],
    [{ a: { $type: "string" } }, { a: "x" }, false],
    [{ a: { $type: "string" } }, { a: { $eq: "x", $type: "string" } }, true],
    [{ kind: "C" }, { kind: "C", a: 1 }, true],
    [{ kind: "C" }, { a: 1 }, false],
    [{ a: { $in: ["a", "b"] } }, { a: "a" }, true],
    [{ a: { $in: ["a", "b", "c"] } }, { a: { $in: ["a", "b"] } }, false],
    [{ a: { $in: ["a", "b"] } }, { a: { $in: ["b", "a"] } }, true],
    [{ $or: [{ b: 1 }, { c: 1 }] }, { a: 1, c: 1 }, true],
    [{ $or: [{ b: 1 }, { c: 1 }] }, { a: 1, $or: [{ c: 1 }, { b: 1 }] }, true],
    [{ $or: [{ b: { $gt: 1 } }, { c: 1 }] }, { a: 1, $or: [{ b: 3 }, { c: 1 }] }, true],
    [{ $or: [{ b: 1 }, { c: 1 }] }, { a: 1, $or: [{ b: 1 }, { d: 1 }] }, false],
    [{ deletedAt: null }, { a: 1, deletedAt: null }, true],
    [{ a: { $exists: true } }, { a: { $ne: null } }, true],
  ])("%j serves %j: %s", (partialFilterExpression, query, eligible) => {
    const result = plan({ filter: query }, [indexOf({ a: 1 }, { partialFilterExpression })]);
    expect(result.access === "index").toBe(eligible);
  });

  test("says which filter is not implied", () => {
    const index = indexOf({ a: 1 }, { partialFilterExpression: { active: true } });
    expect(whyNot({ a: 1 }, index)).toBe('partial filter {"active":true} is not implied');
  });
});

describe("sparse, collation, hint", () => {
  const sparse = indexOf({ a: 1 }, { sparse: true });
  const english = indexOf({ a: 1 }, { collation: { locale: "en", strength: 2 } });

  test.each<readonly [filter: QueryDocument, why: string]>([
    [{ a: null }, "a sparse index cannot answer null"],
    [{ a: { $exists: false } }, "a sparse index cannot answer `$exists: false`"],
    [{ a: { $ne: 1 } }, "a sparse index cannot answer a negation"],
  ])("P22 %j", (filter, why) => {
    expect(whyNot(filter, sparse)).toBe(why);
  });

  test("P22 no sort by a sparse index alone", () => {
    const { sort, rejected } = plan({ filter: {}, sort: { a: 1 } }, [sparse]);
    expect(sort).toBe("memory");
    expect(rejected[0]?.why).toBe("a sparse index gives no sort without a predicate");
  });

  test("P22a strings need the collation, numbers do not (vector 24)", () => {
    expect(whyNot({ a: "x" }, english)).toBe("collation differs");
    expect(first({ a: 5 }, english)?.bounded).toBe(1);
    const collation = { strength: 2, locale: "en" };
    expect(plan({ filter: { a: "x" }, collation }, [english]).access).toBe("index");
  });

  test("P40 hints", () => {
    const b = indexOf({ b: 1 });
    expect(plan({ filter: { a: 1 }, hint: "b_1" }, [a, b]).candidates).toMatchObject([
      { name: "b_1", bounded: 0 },
    ]);
    expect(plan({ filter: { a: 1 }, hint: { a: 1 } }, [a, b]).candidates).toMatchObject([{ name: "a_1" }]);
    expect(plan({ filter: { a: 1 }, hint: "c_1" }, [a, b]).access).toBe("error");
    expect(plan({ filter: { a: 1 }, hint: { $natural: 1 } }, [a, b]).access).toBe("collscan");
    const natural = plan({ filter: { a: 1 }, sort: [["$natural", -1]] }, [a, b]);
    expect(natural).toMatchObject({ access: "collscan", sort: "none" });
    const hidden = indexOf({ c: 1 }, { hidden: true });
    expect(plan({ filter: { c: 1 }, hint: "c_1" }, [hidden]).access).toBe("error");
  });

  test("I14 a hidden index serves nothing", () => {
    expect(whyNot({ a: 1 }, indexOf({ a: 1 }, { hidden: true }))).toBe("the index is hidden");
  });
});

describe("special indexes", () => {
  const near = { $near: { $geometry: { type: "Point", coordinates: [0, 0] } } };

  test("I47 hashed serves equalities, no ranges", () => {
    const hashed = indexOf({ a: "hashed" });
    expect(first({ a: 1 }, hashed)?.bounded).toBe(1);
    expect(whyNot({ a: { $gt: 1 } }, hashed)).toBe("a hashed key serves equalities only");
  });

  test("I49 $near needs a geo index", () => {
    expect(plan({ filter: { l: near } }, []).access).toBe("error");
    expect(plan({ filter: { l: near } }, [indexOf({ l: "2dsphere" })]).access).toBe("geo");
  });

  test("I7 the prefix of a 2dsphere index serves only beside a geo predicate", () => {
    const index = indexOf({ a: 1, l: "2dsphere" });
    expect(whyNot({ a: 1 }, index)).toBe("a 2dsphere index needs a geo predicate");
    expect(plan({ filter: { a: 1, l: near } }, [index]).access).toBe("geo");
  });

  test("I8 a text index with a prefix needs an equality on it", () => {
    const index = indexOf({ a: 1, title: "text", body: "text" });
    const $text = { $search: "x" };
    expect(plan({ filter: { $text } }, [index]).access).toBe("error");
    expect(plan({ filter: { a: { $gt: 1 }, $text } }, [index]).access).toBe("error");
    expect(plan({ filter: { a: 1, $text } }, [index])).toMatchObject({
      access: "text",
      candidates: [{ bounded: 2 }],
    });
  });

  test("I9, I51 a wildcard index serves one path at a time", () => {
    const wild = indexOf({ "$**": 1 });
    expect(first({ a: 1, b: 2 }, wild)).toMatchObject({ bounded: 1 });
    expect(plan({ filter: { a: null } }, [wild]).access).toBe("collscan");
    expect(plan({ filter: { a: { x: 1 } } }, [wild]).access).toBe("collscan");
    const under = indexOf({ "meta.$**": 1 });
    expect(plan({ filter: { "meta.x": 1 } }, [under]).access).toBe("index");
    expect(plan({ filter: { other: 1 } }, [under]).access).toBe("collscan");
  });
});

describe("$or (P33–P35)", () => {
  const b = indexOf({ b: 1 });

  test("P33 one branch without index: collection scan (vector 23)", () => {
    const result = plan({ filter: { $or: [{ a: 1 }, { z: 1 }] } }, [a, b]);
    expect(result.access).toBe("collscan");
    expect(result.rejected.find(({ name }) => name === "a_1")?.why).toBe(
      "a branch of the `$or` has no index",
    );
  });

  test("P33 a candidate per branch", () => {
    const { access, candidates } = plan({ filter: { $or: [{ a: 1 }, { b: 1 }] } }, [a, b]);
    expect(access).toBe("or");
    expect(candidates).toMatchObject([
      { name: "a_1", branch: 0 },
      { name: "b_1", branch: 1 },
    ]);
  });

  test("P33 a predicate beside the $or goes into its branches", () => {
    const indexes = [indexOf({ t: 1, a: 1 }), indexOf({ t: 1, b: 1 })];
    const { candidates } = plan({ filter: { t: 1, $or: [{ a: 1 }, { b: 1 }] } }, indexes);
    expect(candidates.filter(({ branch }) => branch !== undefined)).toMatchObject([
      { branch: 0, bounded: 2, residual: [] },
      { branch: 1, bounded: 2, residual: [] },
    ]);
  });

  test("P35 equalities on one path are one scan", () => {
    const { access, candidates } = plan({ filter: { $or: [{ a: 1 }, { a: 2 }] } }, [a]);
    expect({ access, candidates }).toMatchObject({
      access: "index",
      candidates: [{ name: "a_1", bounded: 1 }],
    });
    expect(candidates[0]?.branch).toBeUndefined();
  });
});

describe("covering (P41)", () => {
  const ab = indexOf({ a: 1, b: 1 });
  const covered = (query: object, index = ab): boolean =>
    plan({ filter: { a: 1 }, ...query }, [index]).covered;

  test("filter and projection in one index, _id left out", () => {
    expect(covered({ projection: { b: 1, _id: 0 } })).toBe(true);
    expect(covered({ projection: { b: 1 } })).toBe(false);
    expect(covered({ projection: { b: 0 } })).toBe(false);
    expect(covered({ projection: { b: 1, z: 1, _id: 0 } })).toBe(false);
    expect(covered({})).toBe(false);
  });

  test("P4 never for null", () => {
    expect(covered({ filter: { a: null }, projection: { b: 1, _id: 0 } })).toBe(false);
  });

  test("not through an array, nor from collation keys", () => {
    const projection = { b: 1, _id: 0 };
    expect(
      covered(
        { projection },
        indexOf({ a: 1, b: 1 }, { multikey: true, multikeyPaths: { a: [], b: ["b"] } }),
      ),
    ).toBe(false);
    const collation = { locale: "en" };
    expect(covered({ projection, collation }, indexOf({ a: 1, b: 1 }, { collation }))).toBe(false);
  });

  test("vector 30: a discriminator predicate beside it needs the document", () => {
    const filter = { a: 1, __t: "C" };
    expect(plan({ filter, projection: { a: 1, _id: 0 } }, [a]).covered).toBe(false);
  });
});

test("M80 a join uses no sparse, wildcard or partial index (vector 22)", () => {
  const joined = (index: IndexSpec): string =>
    plan({ filter: { a: unknown.anything }, op: "lookup" }, [index]).access;
  expect(joined(a)).toBe("index");
  expect(joined(indexOf({ a: 1 }, { sparse: true }))).toBe("collscan");
  expect(joined(indexOf({ a: 1 }, { partialFilterExpression: { a: { $exists: true } } }))).toBe("collscan");
  expect(joined(indexOf({ "$**": 1 }))).toBe("collscan");
  const open = indexOf({ a: 1 }, { partialFilterExpression: { open: true } });
  const filter = { a: unknown.anything, open: true };
  expect(plan({ filter, op: "lookup" }, [open]).access).toBe("index");
});

describe("values that are not known", () => {
  test.each<readonly [what: string, filter: QueryDocument, index: IndexSpec, eligible: boolean]>([
    ["some string is a point", { a: unknown.string }, a, true],
    [
      "some string needs the collation",
      { a: unknown.string },
      indexOf({ a: 1 }, { collation: { locale: "en" } }),
      false,
    ],
    ["some number does not", { a: unknown.number }, indexOf({ a: 1 }, { collation: { locale: "en" } }), true],
    [
      "anything may be a number",
      { a: unknown.anything },
      indexOf({ a: 1 }, { collation: { locale: "en" } }),
      true,
    ],
    ["anything may be present", { a: unknown.anything }, indexOf({ a: 1 }, { sparse: true }), true],
    [
      "some string may imply an equality",
      { a: unknown.string },
      indexOf({ a: 1 }, { partialFilterExpression: { a: "x" } }),
      true,
    ],
    [
      "some number implies no equality with a string",
      { a: unknown.number },
      indexOf({ a: 1 }, { partialFilterExpression: { a: "x" } }),
      false,
    ],
    [
      "nothing implies $type (P19.7)",
      { a: unknown.string },
      indexOf({ a: 1 }, { partialFilterExpression: { a: { $type: "string" } } }),
      false,
    ],
    ["some regular expression", { a: unknown.regex }, a, true],
    ["some regular expression, hashed", { a: unknown.regex }, indexOf({ a: "hashed" }), false],
    ["some document in a wildcard index", { a: unknown.object }, indexOf({ "$**": 1 }), false],
    ["anything in a wildcard index", { a: unknown.anything }, indexOf({ "$**": 1 }), true],
    ["a negated array", { a: { $ne: unknown.array } }, a, false],
  ])("%s", (_, filter, index, eligible) => {
    expect(plan({ filter }, [index]).access === "index").toBe(eligible);
  });

  test("a range between unknown ends is a range, whichever comes first", () => {
    for (const filter of [
      { a: { $gte: unknown.date, $lt: unknown.date } },
      { a: { $lt: unknown.date, $gte: unknown.date } },
    ])
      expect(first(filter, a)).toMatchObject({ bounded: 1, tight: true, residual: [] });
  });

  test("P28 $in of unknown length is split, of known length up to 200", () => {
    const ab = indexOf({ a: 1, b: 1 });
    const sorted = (list: unknown) => plan({ filter: { a: { $in: list } }, sort: { b: 1 } }, [ab]).sort;
    expect(sorted(unknown.array)).toBe("index");
    expect(sorted(unknownArray("string", 200))).toBe("index");
    expect(sorted(unknownArray("string", 201))).toBe("memory");
  });
});
