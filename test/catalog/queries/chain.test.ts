import { describe, expect, test } from "vitest";
import { maybe, oneOf, open, unknown } from "../../support/datum.js";
import { realFilter, realQuery } from "./oracle.js";
import { read, show, sometimes } from "./support.js";
import type { Call } from "./support.js";

describe("chained filters, as the real Mongoose merges them (M66–M68)", () => {
  test.each<[string, unknown[], Call[]]>([
    ["find", [{ name: 1 }], [["find", { name: 2, age: 1 }]]],
    ["find", [{ name: "a" }], [["find", { name: { $ne: "b" } }]]],
    [
      "find",
      [],
      [
        ["where", "age"],
        ["gt", 3],
        ["lte", 9],
      ],
    ],
    ["find", [], [["where", "age", 3]]],
    ["find", [], [["where", { age: 3 }]]],
    [
      "find",
      [],
      [
        ["where", "age"],
        ["equals", 3],
      ],
    ],
    [
      "find",
      [{ age: 1 }],
      [
        ["where", "age"],
        ["gt", 3],
      ],
    ],
    ["find", [{ age: { $lt: 9 } }], [["gt", "age", 3]]],
    ["find", [{ age: { $gt: 1 } }], [["gt", "age", 3]]],
    [
      "find",
      [],
      [
        ["ne", "age", 3],
        ["in", "name", ["a"]],
        ["nin", "active", [true]],
      ],
    ],
    [
      "find",
      [],
      [
        ["all", "tags", ["a"]],
        ["size", "tags", 2],
      ],
    ],
    ["find", [], [["mod", "age", [4, 2]]]],
    [
      "find",
      [],
      [
        ["where", "age"],
        ["mod", 4, 2],
      ],
    ],
    [
      "find",
      [],
      [
        ["where", "age"],
        ["mod", [4, 2]],
      ],
    ],
    [
      "find",
      [],
      [
        ["where", "name"],
        ["regex", /^a/],
      ],
    ],
    ["find", [], [["regex", "name", /a/i]]],
    ["find", [], [["where", "name"], ["exists"]]],
    [
      "find",
      [],
      [
        ["where", "name"],
        ["exists", false],
      ],
    ],
    ["find", [], [["exists", "name"]]],
    ["find", [], [["exists", "name", false]]],
    [
      "find",
      [],
      [
        ["where", "items"],
        ["elemMatch", { sku: "a" }],
      ],
    ],
    ["find", [], [["elemMatch", "items", { sku: "a" }]]],
    [
      "find",
      [],
      [
        ["or", [{ name: 1 }]],
        ["or", [{ age: 1 }]],
      ],
    ],
    ["find", [{ $or: [{ name: 1 }] }], [["or", [{ age: 1 }]]]],
    ["find", [{ name: 1 }], [["and", { age: 1 }]]],
    [
      "find",
      [],
      [
        ["and", { age: 1 }],
        ["and", { $or: [{ name: 1 }, { active: true }] }],
      ],
    ],
    [
      "find",
      [],
      [
        ["and", [{ name: 1 }]],
        ["and", [{ age: 1 }]],
      ],
    ],
    [
      "find",
      [],
      [
        ["nor", [{ name: 1 }]],
        ["nor", [{ age: 1 }]],
      ],
    ],
    ["find", [{ name: 1 }], [["merge", { age: 1 }]]],
    ["find", [], [["$where", "1"]]],
    [
      "find",
      [],
      [
        ["where", "loc.coordinates"],
        ["near", [1, 2]],
        ["maxDistance", 5],
      ],
    ],
    [
      "find",
      [],
      [
        ["where", "loc"],
        ["near", { center: [1, 2], spherical: true, maxDistance: 5 }],
      ],
    ],
    ["find", [], [["where", "loc"], ["within"], ["box", [1, 2], [3, 4]]]],
    [
      "find",
      [],
      [
        ["where", "loc"],
        ["within", { center: [1, 2], radius: 3, spherical: true }],
      ],
    ],
    ["find", [], [["where", "loc"], ["within"], ["circle", { center: [1, 2], radius: 3 }]]],
    ["find", [], [["where", "loc"], ["intersects"], ["geometry", { type: "Point", coordinates: [1, 2] }]]],
    [
      "where",
      ["name", "a"],
      [
        ["where", "age"],
        ["gt", 3],
      ],
    ],
    ["where", ["name"], [["equals", "a"]]],
    ["where", [{ name: "a" }], []],
    ["find", [{ name: 1 }], [["findOne", { age: 1 }]]],
    ["find", [{ name: 1 }], [["countDocuments", { age: 1 }]]],
    ["find", [{ name: 1 }], [["distinct", "age", { active: true }]]],
    ["find", [{ name: 1 }], [["updateMany", { age: 1 }, { name: "b" }]]],
    ["find", [{ name: 1 }], [["updateOne", { name: "b" }]]],
    ["find", [{ name: 1 }], [["deleteMany", { age: 1 }]]],
    ["find", [{ name: 1 }], [["findOneAndUpdate", { age: 1 }, { name: "b" }]]],
    ["findById", ["507f1f77bcf86cd799439011"], [["where", "age", 3]]],
  ])("%s(%j)%j", (operation, args, steps) => {
    const ours = show(read(operation, args, steps).filter);
    expect(ours).toBe(realFilter(operation, structuredClone(args), steps));
  });

  test("geo helpers build the real operator objects (M68)", () => {
    const steps: Call[] = [
      ["where", "loc"],
      ["within", { center: [1, 2], radius: 3, spherical: true }],
    ];
    expect(read("find", [], steps).filter.all[0]?.value).toEqual(
      realQuery("find", [], steps).getFilter()["loc"],
    );
  });
});

describe("conditional and unknown steps", () => {
  test.each<[string, Parameters<typeof read>[2], string]>([
    ["a conditional key", [sometimes("where", "age", 3)], "name eq & age eq?"],
    ["a conditional re-filter of a key", [sometimes("find", { name: /a/ })], "name eq? & name regex?"],
    ["a conditional operator", [["where", "age"], ["gt", 1], sometimes("lt", 9)], "name eq & age range"],
    [
      "a conditional branch",
      [["or", [{ age: 1 }]], sometimes("or", [{ active: true }])],
      "name eq & (age eq | active eq?)",
    ],
    [
      "a conditional condition before a certain one",
      [sometimes("and", { age: 1 }), ["and", { active: true }]],
      "name eq & age eq? & active eq",
    ],
    [
      "one condition or the other",
      [sometimes("and", { age: 1 }), sometimes("and", { active: true })],
      "name eq & age eq? & active eq?",
    ],
    [
      "conditional branches before others",
      [sometimes("or", [{ age: 1 }]), sometimes("or", [{ active: true }])],
      "name eq & (age eq? | active eq?)",
    ],
    [
      "an unknown path",
      [
        ["where", unknown()],
        ["equals", 1],
      ],
      "name eq & …",
    ],
    ["an unknown filter", [["find", unknown()]], "name eq & …"],
    [
      "unknown branches",
      [
        ["or", [{ age: 1 }]],
        ["or", unknown()],
      ],
      "name eq & (age eq) & …",
    ],
  ])("%s", (_, steps, expected) => {
    expect(show(read("find", [{ name: 1 }], steps).filter)).toBe(expected);
  });
});

describe("what a chain sets besides the filter", () => {
  test.each<[string, Parameters<typeof read>[2], object]>([
    [
      "limit and skip",
      [
        ["limit", 5],
        ["skip", "10"],
      ],
      { limit: 5, skip: 10 },
    ],
    ["an unknown limit", [["limit", unknown("number")]], { limit: "unknown" }],
    ["a hint by name", [["hint", "a_1"]], { hint: "a_1" }],
    ["a hint by keys", [["hint", { a: 1 }]], { hint: { a: 1 } }],
    [
      "a collation",
      [["collation", { locale: "en", strength: 2 }]],
      { collation: { locale: "en", strength: 2 } },
    ],
    ["setOptions (M70)", [["setOptions", { sort: "-name", limit: 3 }]], { sort: [["name", -1]], limit: 3 }],
    ["a selection", [["select", "name -_id"]], { projection: { name: 1, _id: 0 } }],
    [
      "two selections",
      [
        ["select", "name"],
        ["select", { age: 1 }],
      ],
      { projection: { name: 1, age: 1 } },
    ],
    [
      "what changes nothing",
      [["lean"], ["session", unknown()], ["exec"], ["then", () => 1]],
      { sort: null, operation: "find" },
    ],
    ["a count", [["sort", "name"], ["countDocuments"]], { operation: "countDocuments", sort: null }],
    ["distinct", [["distinct", "name"]], { operation: "distinct" }],
    [
      "a cursor's project and count",
      [["project", { name: 1 }], ["count"]],
      { operation: "count", projection: { name: 1 } },
    ],
  ])("%s", (_, steps, expected) => {
    expect(read("find", [{}], steps)).toMatchObject(expected);
  });

  test.each([
    ["name -_id", { name: 1, _id: 0 }],
    [["name", "age"], { name: 1, age: 1 }],
    [
      { name: 1, age: true },
      { name: 1, age: 1 },
    ],
    [{ name: 0 }, { name: 0 }],
    ["+age", undefined],
    ["", undefined],
    [{}, undefined],
    [{ items: { $slice: 5 } }, "unknown"],
    [{ name: maybe(1) }, "unknown"],
    [open({ name: 1 }), "unknown"],
    [unknown(), "unknown"],
    [oneOf("name", "age"), "unknown"],
  ])("select(%j) (M72)", (selection, expected) => {
    expect(read("find", [{}], [["select", selection]]).projection).toEqual(expected);
  });
});

test("where() of one of several paths asks each of them, maybe (M66)", () => {
  const asked = (...steps: Call[]) =>
    show(read("find", [{}], [["where", oneOf("name", "age")], ...steps]).filter);
  expect(asked(["equals", 3])).toBe("name eq? & age eq?");
  expect(asked(["gt", 3], ["lt", 9])).toBe("name range? & age range?");
  expect(asked(["gt", oneOf("age", "name"), 3])).toBe("…");
  const other = read(
    "find",
    [{}],
    [
      ["where", oneOf("name", unknown())],
      ["equals", 3],
    ],
  );
  expect(show(other.filter)).toBe("…");
});
