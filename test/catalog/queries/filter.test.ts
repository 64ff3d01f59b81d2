import { describe, expect, test } from "vitest";
import type { Predicate } from "../../../src/catalog/types.js";
import { many, maybe, oneOf, open, raw, regexFrom, startsWith, unknown } from "../../support/datum.js";
import { realFilter } from "./oracle.js";
import { filterOf, read, show } from "./support.js";

const only = (filter: unknown): Predicate => {
  const { all } = filterOf(filter);
  expect(all).toHaveLength(1);
  return all[0]!;
};

describe("a value says which kind of predicate it is", () => {
  test.each([
    ["a literal", { name: "Ann" }, { path: "name", op: "eq", value: "Ann", type: "string" }],
    ["null (P4)", { name: null }, { path: "name", op: "eq", value: null, type: "null" }],
    [
      "undefined becomes null (M61)",
      { name: undefined },
      { path: "name", op: "eq", value: null, type: "null" },
    ],
    ["an unknown value", { name: unknown() }, { path: "name", op: "eq", type: "string" }],
    ["$eq", { age: { $eq: 3 } }, { path: "age", op: "eq", value: 3, type: "number" }],
    ["$eq null", { age: { $eq: null } }, { path: "age", op: "eq", value: null, type: "null" }],
    ["$ne", { age: { $ne: 3 } }, { path: "age", op: "ne", value: 3, type: "number" }],
    [
      "two bounds are one range",
      { age: { $gte: 3, $lt: 9 } },
      { path: "age", op: "range", value: { $gte: 3, $lt: 9 }, type: "number" },
    ],
    ["an unknown bound", { age: { $gte: 3, $lt: unknown() } }, { path: "age", op: "range", type: "number" }],
    [
      "$in",
      { name: { $in: ["a", "b"] } },
      { path: "name", op: "in", value: ["a", "b"], type: "string", count: 2 },
    ],
    [
      "$in of a scalar (M58)",
      { age: { $in: 3 } },
      { path: "age", op: "in", value: [3], type: "number", count: 1 },
    ],
    [
      "$in of patterns (P7)",
      { name: { $in: [many(regexFrom(null, "i"))] } },
      { path: "name", op: "in", type: "regex" },
    ],
    [
      "$in of patterns that start with something (P6)",
      { name: { $in: [many(regexFrom("^"))] } },
      { path: "name", op: "in", type: "string" },
    ],
    ["$in of an unknown list", { age: { $in: unknown("array") } }, { path: "age", op: "in", type: "number" }],
    [
      "$in of known length",
      { age: { $in: [1, unknown()] } },
      { path: "age", op: "in", type: "number", count: 2 },
    ],
    [
      "$in of one of two lists",
      { age: { $in: oneOf([1, 2], [3, 4]) } },
      { path: "age", op: "in", type: "number", count: 2 },
    ],
    ["$in of unknown length", { age: { $in: [1, many(2)] } }, { path: "age", op: "in", type: "number" }],
    ["$nin", { age: { $nin: [1] } }, { path: "age", op: "nin", value: [1], type: "number", count: 1 }],
    ["$exists", { age: { $exists: false } }, { path: "age", op: "exists", value: false }],
    ["$size", { tags: { $size: 2 } }, { path: "tags", op: "size", value: 2 }],
    ["$type", { age: { $type: "number" } }, { path: "age", op: "type", value: "number" }],
    ["$mod", { age: { $mod: [4, 2] } }, { path: "age", op: "mod", value: [4, 2] }],
    [
      "$all",
      { tags: { $all: ["a", "b"] } },
      { path: "tags", op: "all", value: ["a", "b"], type: "string", count: 2 },
    ],
    ["$not", { age: { $not: { $gt: 3 } } }, { path: "age", op: "not", value: { $gt: 3 } }],
    [
      "a nested object is one exact value (M64)",
      { address: { city: "Rome" } },
      { path: "address", op: "eq", value: { city: "Rome" }, type: "object" },
    ],
    [
      "a dotted path",
      { "address.city": "Rome" },
      { path: "address.city", op: "eq", value: "Rome", type: "string" },
    ],
    [
      "geo",
      { loc: { $near: [1, 2], $maxDistance: 5 } },
      { path: "loc", op: "geo", value: { $near: [1, 2], $maxDistance: 5 } },
    ],
    ["$text", { $text: { $search: "x" } }, { path: "$text", op: "text", value: { $search: "x" } }],
    ["$where", { $where: "this.a > 1" }, { path: "$where", op: "where", value: "this.a > 1" }],
    ["$expr", { $expr: { $gt: ["$a", "$b"] } }, { path: "$expr", op: "expr", value: { $gt: ["$a", "$b"] } }],
    ["an operator nobody knows", { age: { $bitsAllSet: 3 } }, { path: "age", op: "unknown", type: "number" }],
  ])("%s", (_, filter, expected) => {
    expect(only(filter)).toEqual(expected);
  });
});

describe("casting to the schema's type (M58)", () => {
  test.each([
    ["a numeric string on a Number", { age: "7" }, { value: 7, type: "number" }],
    ["an empty string on a Number", { age: "" }, { value: null, type: "null" }],
    ["a number on a String", { name: 7 }, { value: "7", type: "string" }],
    ["'true' on a Boolean", { active: "true" }, { value: true, type: "boolean" }],
    ["a date string", { born: "2020-01-01" }, { value: { $date: "2020-01-01T00:00:00.000Z" }, type: "date" }],
    [
      "a hex string on an ObjectId",
      { boss: "507f1f77bcf86cd799439011" },
      { value: { $oid: "507f1f77bcf86cd799439011" }, type: "objectId" },
    ],
    ["an unknown string on an ObjectId", { boss: unknown("string") }, { type: "objectId" }],
    ["an element of an array path", { tags: "a" }, { value: "a", type: "string" }],
    ["a path inside a document array", { "items.count": "3" }, { value: 3, type: "number" }],
    ["a position inside an array (M65)", { "items.0.count": "3" }, { value: 3, type: "number" }],
    ["a Map's key", { "labels.de": 3 }, { value: "3", type: "string" }],
    ["a path below Mixed is left alone", { "extra.n": "3" }, { value: "3", type: "string" }],
    ["an undeclared path is left alone (M57)", { nowhere: "3" }, { value: "3", type: "string" }],
    [
      "the implicit _id",
      { _id: "507f1f77bcf86cd799439011" },
      { value: { $oid: "507f1f77bcf86cd799439011" }, type: "objectId" },
    ],
    [
      "a document stands for its _id",
      { boss: raw({ t: "document", ref: { by: "name", name: "User", from: "" } }) },
      { type: "objectId" },
    ],
    ["members of $in", { age: { $in: ["1", "2"] } }, { value: [1, 2], type: "number" }],
  ])("%s", (_, filter, expected) => {
    expect(only(filter)).toMatchObject(expected);
  });

  test("a native call casts nothing", () => {
    expect(read("find", [{ age: "7" }], [], { native: true }).filter.all).toEqual([
      { path: "age", op: "eq", value: "7", type: "string" },
    ]);
  });
});

describe("an array as a value (M58)", () => {
  test.each([
    ["on a scalar path it is $in", { name: ["a", "b"] }, "name in"],
    ["empty", { name: [] }, "name in"],
    ["on an array path it is an exact array", { tags: ["a"] }, "tags eq"],
    ["on a document array", { items: [{ sku: "a" }] }, "items eq"],
    ["on a path inside a document array", { "items.sku": ["a"] }, "items.sku in"],
    ["on Mixed", { extra: [1] }, "extra in"],
    ["on an undeclared path", { nowhere: [1] }, "nowhere eq"],
    ["by its annotation", { name: unknown("array") }, "name in"],
    ["by its annotation, on an array path", { tags: unknown("array") }, "tags eq"],
    ["a scalar or an array", { name: unknown("string", "array") }, "name in? & name eq?"],
    ["an array or undefined", { name: unknown("array", "undefined") }, "name in"],
  ])("%s", (_, filter, expected) => {
    expect(show(filterOf(filter))).toBe(expected);
  });

  test("on a native call it is an exact array", () => {
    expect(show(read("find", [{ name: ["a"] }], [], { native: true }).filter)).toBe("name eq");
  });
});

describe("regular expressions (P6, P7)", () => {
  test.each<[unknown, string]>([
    [/^abc/, "regex-prefix"],
    [/^abc$/, "regex-prefix"],
    [/^abc.*def/, "regex-prefix"],
    [/^a\.b/, "regex-prefix"],
    [/^abc/i, "regex"],
    [/^abc/m, "regex"],
    [/abc/, "regex"],
    [/^/, "regex"],
    [/^a*/, "regex"],
    [/^ab|cd/, "regex"],
    [/^[ab]c/, "regex"],
    [/^\d+/, "regex"],
    [regexFrom("^"), "regex-prefix"],
    [regexFrom("^abc"), "regex-prefix"],
    [regexFrom("^", "i"), "regex"],
    [regexFrom("^.*"), "regex"],
    [regexFrom(null), "regex"],
    [{ $regex: "^abc" }, "regex-prefix"],
    [{ $regex: "abc" }, "regex"],
    [{ $regex: /^abc/ }, "regex-prefix"],
    [{ $regex: "^abc", $options: "i" }, "regex"],
    [{ $options: "i", $regex: "^abc" }, "regex"],
    [{ $regex: "^abc", $options: unknown("string") }, "regex"],
    [{ $regex: startsWith("^") }, "regex-prefix"],
    [{ $regex: unknown("string") }, "regex"],
    [unknown("regex"), "regex"],
    [oneOf(/^a/, /^b/), "regex-prefix"],
  ])("%o is %s", (value, op) => {
    expect(only({ name: value }).op).toBe(op);
  });

  test("a known pattern is kept", () => {
    expect(only({ name: /^ab/gi }).value).toEqual({ $regularExpression: { pattern: "^ab", options: "i" } });
  });
});

describe("structure", () => {
  test.each<[string, unknown, string]>([
    [
      "$and is flat",
      { $and: [{ name: "a" }, { age: 1, $and: [{ active: true }] }] },
      "name eq & age eq & active eq",
    ],
    [
      "$or inside $and",
      { $and: [{ $or: [{ name: 1 }, { age: 2 }] }, { active: true }] },
      "active eq & (name eq | age eq)",
    ],
    ["two $or stay two", { $and: [{ $or: [{ name: 1 }] }, { $or: [{ age: 2 }] }] }, "(name eq) & (age eq)"],
    [
      "$or in $or",
      { $or: [{ $or: [{ name: 1 }, { age: 1 }] }, { active: true }] },
      "((name eq | age eq) | active eq)",
    ],
    ["$nor", { $nor: [{ name: 1 }, { age: 2 }] }, "!(name eq) & !(age eq)"],
    ["an empty $or is dropped (M59)", { $or: [], name: "a" }, "name eq"],
    ["a $comment asks nothing", { $comment: "x", name: "a" }, "name eq"],
    ["a conditional key", { name: "a", age: maybe(3) }, "name eq & age eq?"],
    ["a conditional $or", { $or: maybe([{ name: 1 }, { age: 1 }]) }, "(name eq? | age eq?)"],
    ["a conditional branch", { $or: [{ name: 1 }, maybe({ age: 1 })] }, "(name eq | age eq?)"],
    ["branches of unknown number", { $or: [many({ name: unknown() })] }, "(name eq)"],
    ["unknown branches", { $or: unknown("array"), name: 1 }, "name eq & …"],
    ["an open object", open({ name: 1 }), "name eq & …"],
    ["an open branch", { $or: [open({ name: 1 })] }, "(name eq & …)"],
    ["an unknown filter", unknown(), "…"],
    ["no filter (M61)", undefined, ""],
    ["null (M61)", null, ""],
    ["a callback instead", () => 1, ""],
    ["an id instead", unknown("objectId"), "_id eq"],
    [
      "one of two filters",
      oneOf({ name: 1, age: 1 }, { name: 2, active: true }),
      "name eq & age eq? & active eq?",
    ],
    ["a filter or nothing", oneOf({ name: 1 }, undefined), "name eq?"],
    ["a filter a hook may have changed", oneOf({ name: 1 }, unknown()), "name eq & …"],
    ["one of two kinds of value", { age: oneOf(1, { $gt: 1 }) }, "age eq? & age range?"],
    ["one of two values", { age: oneOf(1, 2) }, "age eq"],
    ["conditional operators", { age: { $gt: maybe(1), $lt: maybe(2) } }, "age range?"],
    [
      "a conditional operator beside a certain one",
      { age: { $gt: 1, $ne: maybe(2) } },
      "age range & age ne?",
    ],
    ["an object where an id is wanted", { boss: unknown("object") }, "boss eq"],
    ["an object that may hold operators", { age: unknown("object") }, "age unknown"],
    [
      "a string, or an object a type guard left over",
      { name: oneOf(unknown("string"), unknown("object")) },
      "name eq",
    ],
    ["a string, or an object of operators", { name: oneOf("a", open()) }, "name eq? & name unknown?"],
    ["further operators", { age: open({ $gt: 1 }) }, "age range & age unknown?"],
  ])("%s", (_, filter, expected) => {
    expect(show(filterOf(filter))).toBe(expected);
  });

  test("$elemMatch keeps its conditions, relative to the element (P16, P17)", () => {
    expect(only({ items: { $elemMatch: { sku: "a", count: { $gt: "2" } } } })).toEqual({
      path: "items",
      op: "elemMatch",
      value: { sku: "a", count: { $gt: "2" } },
      within: [
        { path: "sku", op: "eq", value: "a", type: "string" },
        { path: "count", op: "range", value: { $gt: 2 }, type: "number" },
      ],
    });
    expect(only({ tags: { $elemMatch: { $gte: "a", $lt: unknown() } } }).within).toMatchObject([
      { path: "", op: "range" },
    ]);
  });

  test("an unknown point keeps its operator: $near needs a geo index, $geoWithin does not", () => {
    const anything = { $unknown: "anything" };
    expect(only({ loc: { $near: { $geometry: unknown(), $maxDistance: 5 } } }).value).toEqual({
      $near: { $geometry: anything, $maxDistance: 5 },
    });
  });

  test("$not of something unknown tells what it denies", () => {
    expect(only({ age: { $not: { $gt: unknown() } } })).toMatchObject({
      op: "not",
      within: [{ path: "age", op: "range" }],
    });
  });
});

describe("the real Mongoose agrees", () => {
  const id = "507f1f77bcf86cd799439011";
  test.each<[object]>([
    [{ name: ["a", "b"] }],
    [{ name: [] }],
    [{ tags: ["a"] }],
    [{ friends: [id] }],
    [{ "items.sku": ["a"] }],
    [{ items: [{ sku: "a" }] }],
    [{ extra: [1] }],
    [{ "extra.deep": [1] }],
    [{ nowhere: [1] }],
    [{ "labels.de": ["a"] }],
    [{ boss: [id, id] }],
    [{ "items.0.sku": ["a"] }],
    [{ address: { city: "Rome" } }],
    [{ "address.zip": ["1"] }],
    [{ age: "" }],
    [{ $or: [], name: "a" }],
    [{ $and: [{ name: ["a"] }, { $or: [{ age: 1 }, { tags: ["b"] }] }] }],
    [{ name: undefined }],
    [{ name: /^a/ }],
    [{ age: { $in: "3" } }],
    [{ _id: [id] }],
  ])("on %j", (filter) => {
    expect(show(filterOf(filter))).toBe(realFilter("find", [structuredClone(filter)]));
  });
});
