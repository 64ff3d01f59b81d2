import { expect, test } from "vitest";
import { mergeAlike } from "../../../src/catalog/queries/index.js";
import { maybe, open, unknown } from "../../support/datum.js";
import { read } from "./support.js";

const find = (filter: unknown, ...steps: Parameters<typeof read>[2] & object) =>
  read("find", [filter], steps);

test("the same question with other values is one query", () => {
  const merged = mergeAlike([
    find({ name: "a", age: { $in: [1, 2] }, $or: [{ active: true }, { boss: unknown() }] }),
    find({ name: "b", age: { $in: [1, 2, 3] }, $or: [{ active: true }, { boss: unknown() }] }),
    find({ name: unknown(), age: { $in: unknown() }, $or: [{ active: true }, { boss: unknown() }] }),
  ]);
  expect(merged).toHaveLength(1);
  expect(merged[0]?.filter).toEqual({
    all: [
      { path: "name", op: "eq", type: "string" },
      { path: "age", op: "in", type: "number" },
    ],
    any: [
      [
        { all: [{ path: "active", op: "eq", value: true, type: "boolean" }], any: [], nor: [], open: false },
        { all: [{ path: "boss", op: "eq", type: "objectId" }], any: [], nor: [], open: false },
      ],
    ],
    nor: [],
    open: false,
  });
});

test("what only some readings ask for may be missing, and there may be more where one knows no more", () => {
  const merged = mergeAlike([
    find({ name: "a", age: maybe(1) }),
    find({ name: "a", age: 1 }),
    find(open({ name: "a", age: 1 })),
  ]);
  expect(merged).toHaveLength(1);
  expect(merged[0]).toMatchObject({
    filter: {
      all: [
        { path: "name", op: "eq", value: "a", type: "string" },
        { path: "age", op: "eq", value: 1, type: "number", maybe: true },
      ],
      open: true,
    },
    certainty: "assumed",
  });
});

test("another path, another kind of condition, another sort are other questions", () => {
  const queries = [
    find({ name: "a" }),
    find({ age: 1 }),
    find({ name: /a/ }),
    find({ name: "a" }, ["sort", "age"]),
  ];
  expect(mergeAlike(queries)).toEqual(queries);
});

test("what the conditions of an element have in common stays", () => {
  const [merged] = mergeAlike([
    find({ items: { $elemMatch: { sku: "a", count: 1 } } }),
    find({ items: { $elemMatch: { sku: "b", count: 1 } } }),
  ]);
  expect(merged?.filter.all).toEqual([
    {
      path: "items",
      op: "elemMatch",
      within: [
        { path: "sku", op: "eq", type: "string" },
        { path: "count", op: "eq", value: 1, type: "number" },
      ],
    },
  ]);
});
