import { describe, expect, test } from "vitest";
import {
  advise,
  showKeys,
  unknown,
  unknownArray,
  type AdviceOptions,
  type IndexSpec,
  type Shape,
} from "../../src/planner/index.js";
import { falseClaims } from "./certificate.js";
import { indexOf } from "./index-of.js";

const value = unknown.number;

/** `shape("a b", { c: 1 }, "d")`: a and b equal, sorted by c, d above something. */
function shape(equal: string, sort?: Shape["sort"], above = ""): Shape {
  const words = (text: string): string[] => text.split(" ").filter(Boolean);
  const filter = Object.fromEntries([
    ...words(equal).map((path) => [path, value]),
    ...words(above).map((path) => [path, { $gt: value }]),
  ]) as Record<string, unknown>;
  return sort ? { filter, sort } : { filter };
}

function advice(shapes: readonly Shape[], existing: readonly IndexSpec[] = [], options: AdviceOptions = {}) {
  const named = existing.map((index) => ({
    ...index,
    name: index.name ?? index.keys.map(([path, kind]) => `${path}_${String(kind)}`).join("_"),
  }));
  const given = advise(shapes, named, options);
  expect(falseClaims(given, shapes, named)).toEqual([]);
  return { ...given, keys: given.add.map(({ keys }) => showKeys(keys)) };
}

describe("the smallest set (A22, A23)", () => {
  test.each<readonly [shapes: readonly Shape[], keys: readonly string[]]>([
    [[shape("a"), shape("a b"), shape("a b c")], ["{ a: 1, b: 1, c: 1 }"]],
    [
      [shape("a"), shape("b"), shape("a b")],
      ["{ a: 1, b: 1 }", "{ b: 1 }"],
    ],
    [
      [shape("a b"), shape("b c")],
      ["{ a: 1, b: 1 }", "{ b: 1, c: 1 }"],
    ],
    [[shape("a", { b: 1 }), shape("a", { b: -1 })], ["{ a: 1, b: 1 }"]],
    [
      [shape("a", { b: 1 }), shape("a", { c: 1 })],
      ["{ a: 1, b: 1 }", "{ a: 1, c: 1 }"],
    ],
    [[shape("a"), shape("a", { b: 1 }), shape("a", undefined, "b")], ["{ a: 1, b: 1 }"]],
    [[shape("a", { b: 1, c: -1 }), shape("a", { b: -1, c: 1 })], ["{ a: 1, b: 1, c: -1 }"]],
    [
      [shape("a", { b: 1, c: 1 }), shape("a", { b: 1, c: -1 })],
      ["{ a: 1, b: 1, c: 1 }", "{ a: 1, b: 1, c: -1 }"],
    ],
  ])("%j → %j", (shapes, keys) => {
    const given = advice(shapes);
    expect(given.keys).toEqual(keys);
    expect(given.exact).toBe(true);
    expect(given.shapes.map(({ status }) => status)).toEqual(shapes.map(() => "served"));
  });
});

describe("key order (A11–A13)", () => {
  test("equality, sort, range", () => {
    expect(advice([shape("a", { s: -1 }, "r")]).keys).toEqual(["{ a: 1, s: -1, r: 1 }"]);
  });

  test("A13 a range on the sorted path is one key", () => {
    expect(advice([shape("a", { b: 1 }, "b")]).keys).toEqual(["{ a: 1, b: 1 }"]);
  });

  test("A12 $in counts as equality while it can be split", () => {
    const sorted = (count?: number): readonly string[] =>
      advice([{ filter: { a: { $in: unknownArray("number", count) } }, sort: { s: 1 } }]).keys;
    expect(sorted()).toEqual(["{ a: 1, s: 1 }"]);
    expect(sorted(200)).toEqual(["{ a: 1, s: 1 }"]);
    const tooMany = { a: { $in: unknownArray("number", 201) } };
    expect(advice([{ filter: tooMany, sort: { s: 1 } }])).toMatchObject({
      keys: ["{ a: 1 }"],
      shapes: [{ status: "partly", spec: "P28" }],
    });
    expect(advice([{ filter: { ...tooMany, t: value }, sort: { s: 1 } }])).toMatchObject({
      keys: ["{ t: 1, s: 1, a: 1 }"],
      shapes: [{ status: "served" }],
    });
  });

  test("P27 a range and a sort on different paths cannot both lead", () => {
    expect(advice([shape("", { s: 1 }, "r")])).toMatchObject({
      keys: ["{ r: 1 }"],
      shapes: [{ status: "partly", spec: "P27" }],
    });
  });

  test("A12 negations and the like are never keys", () => {
    const filter = { a: value, b: { $ne: 1 }, c: { $exists: true }, d: /x/ };
    expect(advice([{ filter }]).keys).toEqual(["{ a: 1 }"]);
  });

  test("an empty filter needs its sort only", () => {
    expect(advice([{ filter: {}, sort: { at: -1, _id: -1 } }]).keys).toEqual(["{ at: -1, _id: -1 }"]);
  });

  test("P33 each branch of an $or, with what stands beside it", () => {
    const given = advice([{ filter: { t: value, $or: [{ a: value }, { b: value }] }, sort: { s: 1 } }]);
    expect(given.keys).toEqual(["{ t: 1, a: 1, s: 1 }", "{ t: 1, b: 1, s: 1 }"]);
    expect(given.shapes[0]?.by).toHaveLength(2);
  });

  test("P33 an $or that no index serves is a filter on the rest", () => {
    expect(advice([{ filter: { t: value, $or: [{ a: { $ne: 1 } }, { b: value }] } }]).keys).toEqual([
      "{ t: 1 }",
    ]);
  });

  test("A14 one array per index", () => {
    const given = advice([shape("tags roles")], [], { arrays: ["tags", "roles"] });
    expect(given.keys).toEqual(["{ tags: 1 }"]);
    expect(given.shapes).toMatchObject([{ status: "partly", spec: "P25" }]);
  });

  test("P29 an array path in the sort is not served", () => {
    const arrays = { arrays: ["tags"] };
    expect(advice([shape("tags", { at: 1 })], [], arrays).shapes).toMatchObject([{ status: "served" }]);
    expect(advice([shape("tags", { tags: 1, at: 1 })], [], arrays).shapes).toMatchObject([
      { status: "partly", spec: "P29" },
    ]);
    expect(advice([shape("", { tags: 1 }, "tags")], [], { arrays: ["tags"] }).shapes).toMatchObject([
      { status: "partly", spec: "P29" },
    ]);
  });

  test("a geo predicate gets its geo key after the equalities", () => {
    const near = { $near: { $geometry: { type: "Point", coordinates: [0, 0] } } };
    expect(advice([{ filter: { kind: value, loc: near } }]).keys).toEqual(['{ kind: 1, loc: "2dsphere" }']);
  });

  test("strings of another collation need an index of their own", () => {
    const collation = { locale: "en", strength: 2 };
    const filter = { a: unknown.string };
    const given = advice([{ filter }, { filter, collation }]);
    expect(given.add.map(({ options }) => options)).toEqual([{}, { collation }]);
    expect(new Set(given.add.map(({ name }) => name)).size).toBe(2);
  });
});

describe("shapes no index serves", () => {
  test.each<readonly [filter: Shape["filter"], spec: string]>([
    [{ a: { $ne: 1 } }, "P8"],
    [{ a: /x/ }, "P7"],
    [{ a: { $exists: true } }, "P11"],
    [{ a: { $mod: [2, 0] } }, "P14"],
    [{ $where: "1" }, "P18"],
    [{ a: { $size: 1 } }, "P18"],
    [{ $nor: [{ a: 1 }, { b: 1 }] }, "P38"],
    [{}, "P39"],
    [{ $or: [{ a: 1 }, { b: { $ne: 1 } }] }, "P33"],
  ])("%j: %s", (filter, spec) => {
    const given = advice([{ filter: filter ?? {} }]);
    expect(given.keys).toEqual([]);
    expect(given.shapes).toMatchObject([{ status: "unservable", spec }]);
  });
});

describe("with existing indexes (A24)", () => {
  test("what serves is not added again", () => {
    const given = advice([shape("a b")], [indexOf({ b: 1, a: 1, c: 1 })]);
    expect([given.keys, given.drop, given.keep]).toEqual([[], [], ["b_1_a_1_c_1"]]);
  });

  test("unique, TTL, hinted, special and hidden ones stay, _id is counted on", () => {
    const existing = [
      indexOf({ u: 1 }, { unique: true }),
      indexOf({ at: 1 }, { expireAfterSeconds: 60 }),
      indexOf({ h: 1 }),
      indexOf({ k: 1 }, { hidden: true }),
      indexOf({ x: "hashed" }),
      indexOf({ w: 1 }),
    ];
    const shapes: Shape[] = [{ filter: { h: value }, hint: "h_1" }, shape("_id z"), shape("u z", { s: 1 })];
    const given = advice(shapes, existing, { keep: ["w_1"] });
    expect(given.keys).toEqual([]);
    expect(given.drop).toEqual([]);
    expect(given.shapes.map(({ by }) => by[0]?.index)).toEqual(["h_1", "_id_", "u_1"]);
  });

  test("a unique index is never extended: a new one goes beside it", () => {
    const given = advice(
      [shape("a b")],
      [indexOf({ a: 1, b: 1, c: 1 }, { unique: true }), indexOf({ a: 1 }, { unique: true })],
    );
    expect(given.keys).toEqual([]);
    expect(advice([shape("b", { c: 1 })], [indexOf({ b: 1 }, { expireAfterSeconds: 5 })]).keys).toEqual([
      "{ b: 1, c: 1 }",
    ]);
  });

  test("says why a drop is safe: redundant, unneeded or unused", () => {
    const existing = [indexOf({ a: 1 }), indexOf({ b: 1, a: 1 }), indexOf({ z: 1 })];
    const { drop, keys } = advice([shape("a"), shape("a b", { c: 1 }), shape("b")], existing);
    expect(keys).toEqual(["{ b: 1, a: 1, c: 1 }"]);
    expect(drop).toMatchObject([
      { index: "b_1_a_1", because: "redundant", by: ["b_1_a_1_c_1"] },
      { index: "z_1", because: "unused", by: [] },
    ]);
    const other = advice([shape("a b")], [indexOf({ a: 1, b: 1 }), indexOf({ b: 1, a: 1 })]);
    expect(other.drop).toMatchObject([{ index: "b_1_a_1", because: "unneeded", by: ["a_1_b_1"] }]);
  });

  test("keeps what helps a shape nothing serves in full", () => {
    const given = advice([{ filter: { a: { $ne: 1 } } }], [indexOf({ a: 1 })]);
    expect([given.keep, given.drop]).toEqual([["a_1"], []]);
  });

  test("A25 warns of many indexes", () => {
    const shapes = Array.from({ length: 20 }, (_, at) => shape(`k${at}`));
    expect(advice(shapes).warnings).toEqual(["21 indexes: each costs every write (A25)"]);
  });
});

test("40 shapes are solved exactly", () => {
  const paths = ["a", "b", "c", "d", "e", "f"];
  const shapes = Array.from({ length: 40 }, (_, at) => {
    const equal = paths.filter((_, bit) => ((at * 37) >> bit) & 1).join(" ") || "a";
    return at % 3 === 0
      ? shape(equal, { s: at % 2 ? 1 : -1 })
      : shape(equal, undefined, at % 5 === 0 ? "r" : "");
  });
  expect(advice(shapes).exact).toBe(true);
});
