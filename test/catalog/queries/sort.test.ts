import { describe, expect, test } from "vitest";
import { maybe, oneOf, open, unknown } from "../../support/datum.js";
import { realSort } from "./oracle.js";
import { read, readAll, sometimes } from "./support.js";

const sortOf = (...args: unknown[]) => read("find", [{}], [["sort", ...args]]).sort;

describe("sort forms, as the real Mongoose reads them (M69)", () => {
  test.each<unknown[][]>([
    [["-name age"]],
    [["name"]],
    [["name,age"]],
    [["+name"]],
    [["name:1"]],
    [["name desc"]],
    [[""]],
    [["  name"]],
    [["name -name"]],
    [[{ name: 1, age: -1 }]],
    [[{ name: "asc", age: "desc", born: "ascending", active: "descending" }]],
    [[{ score: { $meta: "textScore" } }]],
    [
      [
        [
          ["name", 1],
          ["age", -1],
        ],
      ],
    ],
    [[[["name", "desc"]]]],
    [[null]],
    [[undefined]],
    [[{}]],
    [[[]]],
  ])("%j", (args) => {
    expect(sortOf(...args)).toEqual(realSort(...args));
  });

  test.each<unknown[][]>([
    [[["name", "-age"]]],
    [[[["age"]]]],
    [[{ a: true }]],
    [[{ a: "1" }]],
    [[{ a: "DESC" }]],
    [[{ a: null }]],
    [[{ a: undefined }]],
    [["name", "age"]],
    [[5]],
    [[() => 1]],
  ])("%j throws, and that is told", (args) => {
    expect(realSort(...args)).toBe("throws");
    const { gaps } = readAll("find", [{}], [["sort", ...args]]);
    expect(gaps).toMatchObject([{ what: "query", why: expect.stringMatching(/^sort: /), model: "User" }]);
  });

  test("the directions older majors took are still understood", () => {
    expect(sortOf({ a: "-1", b: "DESC" })).toEqual([
      ["a", -1],
      ["b", -1],
    ]);
  });
});

describe("what cannot be known", () => {
  test.each<[string, unknown, unknown]>([
    ["a parameter", unknown(), "unknown"],
    ["a computed key", open({ name: 1 }), "unknown"],
    ["an unknown direction", { name: unknown() }, "unknown"],
    ["either direction", { name: oneOf(1, -1) }, "unknown"],
    ["one of two sorts", oneOf({ name: 1 }, { age: 1 }), "unknown"],
    ["twice the same", oneOf("name", { name: 1 }), [["name", 1]]],
    ["two conditional keys", { name: maybe(1), age: maybe(1) }, "unknown"],
    ["pairs with an unknown one", [["name", 1], unknown()], "unknown"],
  ])("%s", (_, sort, expected) => {
    expect(sortOf(sort)).toEqual(expected);
  });

  test("a sort or none is that sort, assumed", () => {
    expect(read("find", [{}], [["sort", oneOf("name", null)]])).toMatchObject({
      sort: [["name", 1]],
      certainty: "assumed",
    });
    expect(read("find", [{}], [["sort", { name: maybe(1) }]])).toMatchObject({
      sort: [["name", 1]],
      certainty: "assumed",
    });
    expect(read("find", [{}], [sometimes("sort", "name")])).toMatchObject({
      sort: [["name", 1]],
      certainty: "assumed",
    });
  });
});

describe("several sorts", () => {
  test("follow one another, a repeated key keeps its position (M69)", () => {
    const steps = [
      ["sort", "name"],
      ["sort", { age: -1, name: -1 }],
    ] as const;
    expect(read("find", [{}], steps).sort).toEqual([
      ["name", -1],
      ["age", -1],
    ]);
  });

  test("override replaces (M69)", () => {
    expect(
      read(
        "find",
        [{}],
        [
          ["sort", "name"],
          ["sort", "age", { override: true }],
        ],
      ).sort,
    ).toEqual([["age", 1]]);
  });

  test("a conditional second one leaves the order unknown", () => {
    expect(read("find", [{}], [["sort", "name"], sometimes("sort", "age")]).sort).toBe("unknown");
  });

  test("with the driver the last one wins", () => {
    expect(
      read(
        "find",
        [{}],
        [
          ["sort", "name"],
          ["sort", { age: 1 }],
        ],
        { native: true },
      ).sort,
    ).toEqual([["age", 1]]);
  });
});

test("the driver's own forms", () => {
  const native = (...args: unknown[]) => read("find", [{}], [["sort", ...args]], { native: true }).sort;
  expect(native("name")).toEqual([["name", 1]]);
  expect(native("name", -1)).toEqual([["name", -1]]);
  expect(native(["name", "age"])).toEqual([
    ["name", 1],
    ["age", 1],
  ]);
  expect(native([["name", -1]])).toEqual([["name", -1]]);
  expect(native(["name", "desc"])).toEqual([["name", -1]]);
});
