import { expect, test } from "vitest";
import { linked, linkedModel, modelIn } from "../support/linked.js";

const ignored = (field: unknown): string[] =>
  (linkedModel({ a: field }).ignored ?? []).map(({ path, option }) => `${path}: ${option}`);
const sub = { x: String };

test.each([
  ["vector 2: `sparse` after `unique`", { type: String, unique: true, index: { sparse: true } }, "a: sparse"],
  ["vector 3: a direction in an object (M4)", { type: String, index: { type: -1 } }, "a: type"],
  ["vector 17: an array of sub-documents", { type: [sub], index: true }, "a: index"],
  [
    "a sibling filter (§A.1)",
    { type: String, unique: true, partialFilterExpression: { a: 1 } },
    "a: partialFilterExpression",
  ],
  ["`expires` on a Number (M9)", { type: Number, expires: "1h" }, "a: expires"],
  [
    "`expireAfterSeconds` beside a Date (M9)",
    { type: Date, expireAfterSeconds: 60 },
    "a: expireAfterSeconds",
  ],
  ["`expires` on an array (M10)", { type: [Date], expires: "1h" }, "a: expires"],
  ["a direction after `unique` (M6)", { type: String, unique: true, index: -1 }, "a: index"],
  ["a direction in words before `unique`", { type: String, index: "desc", unique: true }, "a: index"],
  ["a direction beside `sparse: false`", { type: String, sparse: false, index: -1 }, "a: index"],
  ["a kind nobody knows (M3)", { type: String, index: "geoHaystack" }, "a: index"],
  ["a direction before `expires` (M7)", { type: Date, index: -1, expires: "1h" }, "a: index"],
  ["`index: false` before `expires` (M7)", { type: Date, index: false, expires: "1h" }, "a: index"],
  ["`index: false` after `expires` (M6)", { type: Date, expires: "1h", index: false }, "a: expires"],
  ["an array in an array (§A.3)", [[{ type: String, index: true }]], "a: index"],
  [
    "an element's `unique` under an array's index (§A.3)",
    { type: [{ type: String, unique: true }], index: true },
    "a: unique",
  ],
  ["inside a nested object", { b: { type: String, index: { type: "desc" } } }, "a.b: type"],
])("Mongoose ignores %s", (_, field, said) => {
  expect(ignored(field)).toEqual([said]);
});

test.each([
  { type: String, index: { sparse: true }, unique: true },
  { type: String, index: true, unique: true, sparse: true },
  { type: String, index: "hashed" },
  { type: String, index: { type: "hashed", name: "a_hashed" } },
  { type: String, index: { text: true, weights: { a: 2 } } },
  { type: String, index: "desc" },
  { type: String, unique: [true, "taken"], index: 1 },
  { type: Date, expires: 0 },
  { type: Date, index: true, expires: 60 },
  { type: Date, index: { expires: "1h", unique: true } },
  [{ type: Date, expires: 60 }],
  { type: [String], index: true },
  { type: sub, index: true },
  { type: Map, of: String, index: true },
  { type: String, index: false },
  String,
])("has nothing to say of %j", (field) => {
  expect(ignored(field)).toEqual([]);
});

test("Mongoose ignores an index beside the schema of an array's elements (vector 17)", () => {
  const catalog = linked((s) => {
    const part = s.schema({ x: String });
    s.model("Thing", s.schema({ a: [{ type: part, index: true }], b: { type: [part], unique: true } }));
  });
  const told = modelIn(catalog).ignored?.map(({ path, option }) => `${path}: ${option}`);
  expect(told).toEqual(["a: index", "b: unique"]);
});

test("tells of a sub-schema under the path of each model that contains it", () => {
  const catalog = linked((s) => {
    const part = s.schema({ b: { type: Number, expires: 60 } });
    s.model("One", s.schema({ a: part }));
    s.model("Two", s.schema({ list: [part] }));
  });
  const [one, two] = ["One", "Two"].map((name) => modelIn(catalog, name).ignored?.[0]);
  expect([one?.path, two?.path]).toEqual(["a.b", "list.b"]);
  expect(one?.at).toEqual(two?.at);
});

test("paths whose indexes have one name share the first one's options (M11)", () => {
  const { ignored = [] } = linkedModel({
    a: { type: String, index: { name: "key", unique: true } },
    b: { type: String, index: { name: "key", unique: true, sparse: true, type: "hashed" } },
    c: { type: String, index: { name: "other", sparse: true } },
  });
  expect(ignored).toMatchObject([
    {
      path: "b",
      option: "sparse",
      why: "paths whose indexes are named `key` share one, with the options of `a`; write them there",
    },
  ]);
  const twice = { type: String, index: { name: "key", unique: true } };
  expect(linkedModel({ a: twice, b: twice }).ignored).toBeUndefined();
});

test("an option that servers did away with is to be removed, not moved (§A.1)", () => {
  const [lost] = linkedModel({ a: { type: String, unique: true, dropDups: true } }).ignored ?? [];
  expect(lost).toMatchObject({
    option: "dropDups",
    why: expect.stringMatching(/since MongoDB 3\.0; remove it$/),
  });
});
