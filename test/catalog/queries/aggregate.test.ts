import { describe, expect, test } from "vitest";
import { many, maybe, oneOf, raw, unknown } from "../../support/datum.js";
import { read, readAll, show, sometimes } from "./support.js";

const head = (...stages: unknown[]) => read("aggregate", [stages]);
const M = { $match: { name: "a" } };
const S = { $sort: { age: -1 } };
const sorted = [["age", -1]];

describe("the head of a pipeline (M76, M77)", () => {
  test.each<[string, unknown[], string, unknown]>([
    ["$match", [M], "name eq", null],
    ["two $match are ANDed", [M, { $match: { age: { $gt: 1 } } }], "name eq & age range", null],
    ["$match then $sort", [M, S], "name eq", sorted],
    ["$sort then $match is swapped", [S, M], "name eq", sorted],
    ["the last of two sorts", [{ $sort: { name: 1 } }, S], "", sorted],
    ["$match after $limit stays", [{ $limit: 5 }, M], "", null],
    ["$sort after $limit stays", [{ $limit: 5 }, S], "", null],
    ["$match after $group stays", [{ $group: { _id: "$x" } }, M], "", null],
    ["$match after $unwind stays", [{ $unwind: "$tags" }, M], "", null],
    ["$sort after $unwind is not served", [M, { $unwind: "$tags" }, S], "name eq", null],
    ["$sort after $group is not served", [{ $group: { _id: "$x" } }, S], "", null],
    ["$sort after $project is not served", [{ $project: { age: 1 } }, S], "", null],
    ["$match moves before $project", [{ $project: { name: 1 } }, M], "name eq", null],
    ["… but not on a dropped field", [{ $project: { age: 1 } }, M], "", null],
    ["… but not on an excluded field", [{ $project: { name: 0 } }, M], "", null],
    ["… but not on a computed field", [{ $addFields: { name: "$x" } }, M], "", null],
    ["… in part", [{ $set: { n: 1 } }, { $match: { n: 1, name: "a" } }], "name eq", null],
    ["… not an $or in part", [{ $set: { n: 1 } }, { $match: { $or: [{ n: 1 }, { name: "a" }] } }], "", null],
    ["… not below a computed field", [{ $set: { address: {} } }, { $match: { "address.zip": 1 } }], "", null],
    ["$sort after $addFields", [{ $addFields: { n: 1 } }, S], "", sorted],
    ["$sort by a computed field is not served", [{ $addFields: { age: 1 } }, S], "", null],
    ["$match moves before $unset", [{ $unset: ["age"] }, M], "name eq", null],
    ["$match moves before a $lookup", [{ $lookup: { from: "x", as: "y" } }, M], "name eq", null],
    ["… but not on its result", [{ $lookup: { from: "x", as: "name" } }, M], "", null],
    ["a $facet first scans (M79)", [{ $facet: { a: [M] } }], "", null],
    ["a $facet after a head keeps it (M79)", [M, { $facet: { a: [S] } }], "name eq", null],
    ["$search uses no ordinary index (M78)", [{ $search: { text: {} } }, M], "", null],
    ["an order nobody knows", [M, { $sort: unknown() }], "name eq", "unknown"],
    ["… is told behind $unwind too", [{ $unwind: "$tags" }, { $sort: unknown() }], "", "unknown"],
    ["… but not behind $group", [{ $group: {} }, { $sort: unknown() }], "", null],
    ["a conditional $match", [maybe(M)], "name eq?", null],
    ["an unknown $match", [{ $match: unknown() }, S], "…", sorted],
    ["an unknown stage", [M, unknown(), S], "name eq & …", null],
    ["an unknown stage behind the head", [M, { $group: {} }, unknown()], "name eq", null],
    ["$match after an $unwind that may not run", [maybe({ $unwind: "$tags" }), M], "name eq?", null],
    ["… is as certain as ever before it", [M, maybe({ $group: {} })], "name eq", null],
    ["$sort after a $group that may not run", [M, maybe({ $group: {} }), S], "name eq", sorted],
    ["stages left out by a condition", [oneOf(M, null), oneOf(S, false)], "name eq?", sorted],
    ["one of two matches", [oneOf(M, { $match: { age: 1 } })], "name eq? & age eq?", null],
    ["one of two kinds of stage", [oneOf(M, S)], "…", null],
    ["more stages of one kind", [M, many({ $match: { age: 1 } })], "name eq & age eq?", null],
    ["nothing", [], "", null],
  ])("%s", (_, stages, filter, sort) => {
    const query = head(...stages);
    expect(show(query.filter)).toBe(filter);
    expect(query.sort).toEqual(sort);
  });

  test("pipelines are not cast (M63)", () => {
    expect(head({ $match: { age: "7", name: ["a"], _id: "507f1f77bcf86cd799439011" } }).filter.all).toEqual([
      { path: "age", op: "eq", value: "7", type: "string" },
      { path: "name", op: "eq", value: ["a"], type: "array" },
      { path: "_id", op: "eq", value: "507f1f77bcf86cd799439011", type: "string" },
    ]);
  });

  test("an unknown pipeline is an open query and a gap", () => {
    const { queries, gaps } = readAll("aggregate", [unknown()]);
    expect(queries).toMatchObject([{ certainty: "unknown", filter: { open: true }, sort: null }]);
    expect(gaps).toMatchObject([{ why: "a parameter" }]);
  });

  test("$limit and $skip belong to the head until something else happens", () => {
    expect(head(M, S, { $skip: 2 }, { $limit: 5 })).toMatchObject({ skip: 2, limit: 5 });
    expect(head(M, { $group: {} }, { $limit: 5 })).not.toHaveProperty("limit");
  });

  test("$geoNear asks its key and its query (M78)", () => {
    const stage = { $geoNear: { near: {}, distanceField: "d", key: "loc", query: { name: "a" } } };
    expect(show(head(stage, { $match: { age: 1 } }).filter)).toBe("loc geo & name eq");
  });

  test("options: hint and collation", () => {
    expect(read("aggregate", [[M], { hint: "a_1", collation: { locale: "en" } }])).toMatchObject({
      hint: "a_1",
      collation: { locale: "en" },
    });
    expect(read("aggregate", [[M]], [["hint", { a: 1 }]])).toMatchObject({ hint: { a: 1 } });
  });
});

describe("builder calls append stages (M75)", () => {
  test.each<[string, unknown[], Parameters<typeof read>[2], string, unknown]>([
    [
      "match and sort",
      [],
      [
        ["match", { name: "a" }],
        ["sort", "-age name"],
      ],
      "name eq",
      [
        ["age", -1],
        ["name", 1],
      ],
    ],
    [
      "after a pipeline",
      [[M]],
      [
        ["match", { age: 1 }],
        ["sort", { age: "desc" }],
      ],
      "name eq & age eq",
      sorted,
    ],
    [
      "group ends the head",
      [],
      [
        ["group", { _id: "$x" }],
        ["match", { name: "a" }],
      ],
      "",
      null,
    ],
    ["append", [], [["append", [M, S]]], "name eq", sorted],
    ["append of several", [], [["append", M, S]], "name eq", sorted],
    [
      "project by names",
      [],
      [
        ["project", "name"],
        ["match", { age: 1, name: 1 }],
      ],
      "name eq",
      null,
    ],
    ["a conditional match", [[M]], [sometimes("match", { age: 1 })], "name eq & age eq?", null],
    ["near", [], [["near", { near: {}, key: "loc" }]], "loc geo", null],
  ])("%s", (_, args, steps, filter, sort) => {
    const query = read("aggregate", args, steps);
    expect(show(query.filter)).toBe(filter);
    expect(query.sort).toEqual(sort);
  });
});

describe("queries on other collections (M80, M81)", () => {
  const joins = (...stages: unknown[]) =>
    readAll("aggregate", [stages])
      .queries.slice(1)
      .map((query) => `${query.operation} ${query.collection} ${show(query.filter)}`);

  test.each<[string, unknown[], string[]]>([
    [
      "a $lookup",
      [{ $lookup: { from: "reviews", localField: "_id", foreignField: "author", as: "r" } }],
      ["lookup reviews author eq"],
    ],
    [
      "with a pipeline",
      [
        {
          $lookup: {
            from: "reviews",
            localField: "_id",
            foreignField: "author",
            as: "r",
            pipeline: [{ $match: { stars: 5 } }],
          },
        },
      ],
      ["lookup reviews author eq & stars eq"],
    ],
    [
      "by $expr: the comparisons that can use an index",
      [
        {
          $lookup: {
            from: "reviews",
            let: { id: "$_id" },
            as: "r",
            pipeline: [
              { $match: { $and: [{ $expr: { $eq: ["$$id", "$author"] } }, { stars: { $gt: 3 } }] } },
            ],
          },
        },
      ],
      ["lookup reviews author eq & stars range"],
    ],
    [
      "several comparisons",
      [
        {
          $lookup: {
            from: "reviews",
            as: "r",
            pipeline: [
              {
                $match: {
                  $expr: {
                    $and: [
                      { $eq: ["$author", "$$id"] },
                      { $gte: ["$at", "$$from"] },
                      { $in: ["$stars", "$$list"] },
                    ],
                  },
                },
              },
            ],
          },
        },
      ],
      ["lookup reviews author eq & at range & $expr expr"],
    ],
    [
      "an unknown collection",
      [{ $lookup: { from: unknown(), localField: "a", foreignField: "b", as: "r" } }],
      ["lookup null b eq"],
    ],
    [
      "a nested one",
      [
        {
          $lookup: {
            from: "reviews",
            as: "r",
            pipeline: [{ $lookup: { from: "products", localField: "p", foreignField: "sku", as: "q" } }],
          },
        },
      ],
      ["lookup reviews ", "lookup products sku eq"],
    ],
    [
      "inside a $facet",
      [
        {
          $facet: {
            a: [{ $lookup: { from: "reviews", localField: "_id", foreignField: "author", as: "r" } }],
          },
        },
      ],
      ["lookup reviews author eq"],
    ],
    [
      "a $graphLookup",
      [
        {
          $graphLookup: {
            from: "users",
            startWith: "$boss",
            connectFromField: "boss",
            connectToField: "_id",
            as: "c",
            restrictSearchWithMatch: { active: true },
          },
        },
      ],
      ["graphLookup users _id in & active eq"],
    ],
    ["a $unionWith by name", [{ $unionWith: "products" }], ["unionWith products "]],
    [
      "a $unionWith with a head",
      [{ $unionWith: { coll: "products", pipeline: [{ $match: { sku: "a" } }] } }],
      ["unionWith products sku eq"],
    ],
  ])("%s", (_, stages, expected) => {
    expect(joins(...stages)).toEqual(expected);
  });

  test("the foreign model is found by its collection; it gets no discriminator key", () => {
    const [, lookup] = readAll("aggregate", [
      [{ $lookup: { from: "reviews", localField: "_id", foreignField: "author", as: "r" } }],
    ]).queries;
    expect(lookup).toMatchObject({
      model: "Review",
      modelId: "models.ts#Review",
      certainty: "proven",
      added: [],
    });
    expect(lookup?.filter.all).toEqual([{ path: "author", op: "eq", type: "objectId" }]);
  });

  test("builder lookups count too", () => {
    const { queries } = readAll(
      "aggregate",
      [],
      [["lookup", { from: "reviews", localField: "_id", foreignField: "author", as: "r" }]],
    );
    expect(queries.map((query) => query.operation)).toEqual(["aggregate", "lookup"]);
  });
});

test("a pipeline known only by its element", () => {
  const pipeline = raw({ t: "unknown", why: "a list", element: { t: "object", entries: [], open: false } });
  expect(read("aggregate", [pipeline]).operation).toBe("aggregate");
});
