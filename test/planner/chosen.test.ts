import { describe, expect, test } from "vitest";
import { chosen, plan, planFilter, toMongoFilter, unknown, withArrays } from "../../src/planner/index.js";
import { indexOf } from "./index-of.js";

describe("the chosen plan", () => {
  const indexes = [indexOf({ a: 1 }), indexOf({ a: 1, b: 1 }), indexOf({ c: 1 })];

  test("is the most bounded candidate", () => {
    expect(chosen(plan({ filter: { a: 1, b: 2 } }, indexes))).toMatchObject({
      access: "index",
      index: "a_1_b_1",
      bounded: 2,
    });
  });

  test("is in order, when bounds are equal", () => {
    const result = plan({ filter: { a: 1 }, sort: { b: 1 } }, indexes);
    expect(chosen(result)).toMatchObject({ index: "a_1_b_1", sort: "index" });
  });

  test("prefers _id", () => {
    const result = plan({ filter: { _id: 1, a: 1, b: 2 }, projection: { a: 1 } }, indexes);
    expect(chosen(result)).toMatchObject({ access: "id", index: "_id_" });
  });

  test("does not prefer a range of _id: a page after the last, all but one", () => {
    const page = plan({ filter: { a: 1, _id: { $lt: 9 } }, sort: { b: 1 } }, indexes);
    expect(chosen(page)).toMatchObject({ access: "index", index: "a_1_b_1", sort: "index" });
    const others = plan({ filter: { c: 1, _id: { $ne: 9 } } }, indexes);
    expect(chosen(others)).toMatchObject({ access: "index", index: "c_1" });
    const some = plan({ filter: { c: 1, _id: { $in: [1, 2] } } }, indexes);
    expect(chosen(some)).toMatchObject({ index: "_id_" });
  });

  test("has one branch per branch of an $or", () => {
    const plans = chosen(plan({ filter: { $or: [{ a: 1 }, { c: 1 }] }, sort: { b: 1 } }, indexes));
    expect(plans).toMatchObject({ access: "or", bounded: 1, sort: "memory" });
    expect(plans.branches?.map(({ index, sort }) => [index, sort])).toEqual([
      ["a_1_b_1", "index"],
      ["c_1", "memory"],
    ]);
  });

  test("scans the collection when nothing else is left", () => {
    expect(chosen(plan({ filter: { z: 1 } }, indexes))).toEqual({
      access: "collscan",
      bounded: 0,
      tight: false,
      sort: "none",
      covered: false,
      residual: [],
    });
  });
});

describe("catalog filters", () => {
  test("become MongoDB's syntax, with markers for what is not known", () => {
    const filter = toMongoFilter({
      all: [
        { path: "tenant", op: "eq", type: "objectId" },
        { path: "state", op: "in", type: "string", count: 3 },
        { path: "at", op: "range", value: { $gte: { $date: "2024-01-01T00:00:00Z" } } },
        { path: "n", op: "range", type: "number" },
        { path: "deletedAt", op: "eq", type: "null" },
        { path: "name", op: "regex-prefix" },
        { path: "items", op: "elemMatch", within: [{ path: "sku", op: "eq", value: "x" }] },
        { path: "scores", op: "elemMatch", within: [{ path: "", op: "range", value: { $gt: 1 } }] },
      ],
      any: [[{ all: [{ path: "a", op: "eq", value: 1 }], any: [], nor: [] }]],
      nor: [{ all: [{ path: "b", op: "exists", value: false }], any: [], nor: [] }],
    });
    expect(filter).toEqual({
      $and: [
        { tenant: { $eq: unknown.objectId } },
        { state: { $in: { $unknown: "array", of: "string", count: 3 } } },
        { at: { $gte: { $date: "2024-01-01T00:00:00Z" } } },
        { n: { $gte: unknown.number } },
        { deletedAt: { $eq: null } },
        { name: { $regex: unknown.prefixRegex } },
        { items: { $elemMatch: { sku: { $eq: "x" } } } },
        { scores: { $elemMatch: { $gt: 1 } } },
        { $or: [{ a: { $eq: 1 } }] },
        { $nor: [{ b: { $exists: false } }] },
      ],
    });
  });

  test.each([
    "eq",
    "in",
    "range",
    "ne",
    "nin",
    "exists",
    "regex-prefix",
    "regex",
    "elemMatch",
    "all",
    "size",
    "type",
    "mod",
    "not",
    "geo",
    "where",
    "expr",
    "unknown",
  ])("of every operator can be planned: %s", (op) => {
    const result = planFilter({ all: [{ path: "a", op }], any: [], nor: [] }, [
      indexOf({ a: 1 }),
      indexOf({ a: "2dsphere" }),
    ]);
    expect(result.access, result.error).not.toBe("error");
  });

  test("an operator that is not known may use an index", () => {
    const result = planFilter({ all: [{ path: "a", op: "unknown" }], any: [], nor: [] }, [indexOf({ a: 1 })]);
    expect(result.access).toBe("index");
  });
});

describe("array paths", () => {
  test("of the schema make an index multikey (P25a)", () => {
    const index = withArrays(indexOf({ "items.sku": 1, tenant: 1 }), ["items", "tags"]);
    expect(index.options).toEqual({ multikey: true, multikeyPaths: { "items.sku": ["items"], tenant: [] } });
  });

  test("of other indexes change nothing", () => {
    const index = indexOf({ tenant: 1 });
    expect(withArrays(index, ["items"])).toBe(index);
  });
});

describe("filters the server refuses", () => {
  test.each([
    { a: { $foo: 1 } },
    { $foo: 1 },
    { $or: [] },
    { $and: {} },
    { a: { $in: 1 } },
    { a: { $not: 1 } },
    { a: { $ne: /x/ } },
    { a: { $gt: /x/ } },
    { a: { $type: "strin" } },
    { a: undefined },
    { a: { $options: "i" } },
    { a: { $geoWithin: { $foo: 1 } } },
  ])("%j", (filter) => {
    const result = plan({ filter }, [indexOf({ a: 1 })]);
    expect(result).toMatchObject({ access: "error", candidates: [], error: expect.any(String) as string });
  });
});
