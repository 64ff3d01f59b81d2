import { describe, expect, test } from "vitest";
import type { Query } from "../../../src/catalog/types.js";
import { many, oneOf, open, raw, unknown } from "../../support/datum.js";
import { Admin, read, readAll, show, span } from "./support.js";

const F = { name: "a" };
const U = { $set: { age: 1 } };
const O = { sort: "-age", limit: 5, skip: 2, hint: "a_1", collation: { locale: "en" } };

describe("which argument is the filter (M71)", () => {
  test.each<[string, unknown[], string]>([
    ["find", [F, "name", O], "name eq"],
    ["find", [], ""],
    ["find", [() => 1], ""],
    ["findOne", [F], "name eq"],
    ["findById", [unknown()], "_id eq"],
    ["findById", [[1, 2]], "_id in"],
    ["findById", [undefined], "_id eq"],
    ["findById", [], "_id eq"],
    ["findByIdAndUpdate", [unknown(), U], "_id eq"],
    ["findByIdAndDelete", [unknown()], "_id eq"],
    ["findByIdAndRemove", [unknown()], "_id eq"],
    ["findOneAndUpdate", [F, U], "name eq"],
    ["findOneAndReplace", [F, {}], "name eq"],
    ["findOneAndDelete", [F], "name eq"],
    ["findOneAndRemove", [F], "name eq"],
    ["findAndModify", [F, [["age", 1]], U], "name eq"],
    ["exists", [F], "name eq"],
    ["countDocuments", [F], "name eq"],
    ["count", [F], "name eq"],
    ["estimatedDocumentCount", [{ maxTimeMS: 5 }], ""],
    ["distinct", ["age", F], "name eq"],
    ["distinct", ["age"], ""],
    ["updateOne", [F, U], "name eq"],
    ["updateMany", [F, U], "name eq"],
    ["update", [F, U, { multi: true }], "name eq"],
    ["replaceOne", [F, {}], "name eq"],
    ["deleteOne", [F], "name eq"],
    ["deleteMany", [F], "name eq"],
    ["remove", [F], "name eq"],
    ["mapReduce", [{ map: () => 1, query: F }], "name eq"],
    ["paginate", [F, O], "name eq"],
    ["findDeleted", [F], "name eq"],
    ["findOneWithDeleted", [F], "name eq"],
    ["delete", [F], "name eq"],
    ["restore", [F], "name eq"],
    ["deleteById", [unknown()], "_id eq"],
    ["findWhatever", [F], "name eq"],
  ])("%s(%j)", (operation, args, expected) => {
    const query = read(operation, args);
    expect(show(query.filter)).toBe(expected);
    expect(query.operation).toBe(operation);
  });

  test.each(["create", "insertMany", "insertOne", "watch", "save"])("%s asks nothing", (operation) => {
    expect(readAll(operation, [F])).toEqual({ queries: [], gaps: [] });
  });

  test.each(["updateOne", "deleteOne", "remove"])("%s of a document goes by its _id", (operation) => {
    expect(show(read(operation, [U], [], { receiver: "document" }).filter)).toBe("_id eq");
  });
});

describe("options (M70)", () => {
  const all: Partial<Query> = {
    sort: [["age", -1]],
    limit: 5,
    skip: 2,
    hint: "a_1",
    collation: { locale: "en" },
  };
  test.each<[string, unknown[], Partial<Query>]>([
    ["find", [F, null, O], all],
    ["paginate", [F, O], all],
    ["findOne", [F, null, O], { ...all, limit: 1 }],
    ["findOneAndUpdate", [F, U, O], { ...all, limit: 1 }],
    ["findOneAndDelete", [F, O], { ...all, limit: 1 }],
    ["updateOne", [F, U, { sort: { age: 1 } }], { sort: [["age", 1]] }],
    ["updateMany", [F, U, { sort: { age: 1 } }], { sort: null }],
    ["countDocuments", [F, O], { sort: null, limit: 5, hint: "a_1" }],
    ["findAndModify", [F, [["age", -1]], U], { sort: [["age", -1]] }],
    ["updateOne", [F, U, { upsert: true }], { upsert: true }],
    ["updateOne", [F, U, { upsert: unknown("boolean") }], { upsert: true }],
    ["find", [F, "name -_id"], { projection: { name: 1, _id: 0 } }],
    ["find", [F, unknown()], { projection: "unknown" }],
    ["exists", [F], { projection: { _id: 1 }, limit: 1 }],
    ["find", [F, null, unknown()], { sort: "unknown" }],
    ["find", [F, null, open({ limit: 1 })], { sort: "unknown", limit: 1 }],
    ["find", [F, null, { sort: oneOf(unknown(), null) }], { sort: "unknown" }],
    ["find", [F, null, { sort: null }], { sort: null }],
    ["findOne", [F, null, unknown()], { sort: null }],
  ])("%s(%j)", (operation, args, expected) => {
    expect(read(operation, args)).toMatchObject(expected);
  });

  test("an upsert that is off is not mentioned", () => {
    expect(read("updateOne", [F, U, { upsert: false }])).not.toHaveProperty("upsert");
  });

  test.each<[string, unknown[], Partial<Query>]>([
    [
      "find",
      [F, { sort: { age: -1 }, projection: { name: 1 } }],
      { sort: [["age", -1]], projection: { name: 1 } },
    ],
    ["find", [F, { name: 1 }], { projection: { name: 1 }, sort: null }],
    ["findOne", [F, { sort: { age: 1 } }], { sort: [["age", 1]], limit: 1 }],
    ["distinct", ["age", F], { operation: "distinct" }],
  ])("the driver's %s(%j)", (operation, args, expected) => {
    const query = read(operation, args, [], { native: true });
    expect(query).toMatchObject(expected);
    expect(show(query.filter)).toBe("name eq");
  });
});

describe("bulkWrite is one query per element (M71)", () => {
  const shapes = (list: unknown) =>
    readAll("bulkWrite", [list]).queries.map((query) => `${query.operation} ${show(query.filter)}`);

  test.each<[string, unknown, string[]]>([
    [
      "every kind",
      [
        { updateOne: { filter: F, update: U } },
        { updateMany: { filter: { age: { $gt: 1 } }, update: U } },
        { replaceOne: { filter: F, replacement: {} } },
        { deleteOne: { filter: F } },
        { deleteMany: { filter: F } },
        { insertOne: { document: {} } },
      ],
      [
        "updateOne name eq",
        "updateMany age range",
        "replaceOne name eq",
        "deleteOne name eq",
        "deleteMany name eq",
      ],
    ],
    [
      "elements that differ in values alone",
      ["a", "b"].map((name) => ({ deleteOne: { filter: { name } } })),
      ["deleteOne name eq"],
    ],
    [
      "elements that differ in what they ask",
      [true, false].map((is) => ({ deleteOne: { filter: { name: { $exists: is } } } })),
      ["deleteOne name exists", "deleteOne name exists"],
    ],
    ["a mapped list", [many({ updateOne: { filter: { _id: unknown() } } })], ["updateOne _id eq"]],
    ["either kind", [oneOf({ deleteOne: { filter: F } }, { insertOne: {} })], ["deleteOne name eq"]],
    ["an unknown list", unknown(), ["bulkWrite …"]],
    ["an unknown element", [unknown()], ["bulkWrite …"]],
    ["an unknown filter", [{ updateOne: { filter: unknown() } }], ["updateOne …"]],
    ["no element", [], []],
  ])("%s", (_, list, expected) => {
    expect(shapes(list)).toEqual(expected);
  });

  test("an element's options count", () => {
    const list = [{ updateOne: { filter: F, update: U, upsert: true, hint: "a_1" } }];
    expect(read("bulkWrite", [list])).toMatchObject({ upsert: true, hint: "a_1" });
  });
});

describe("what Mongoose and plugins add", () => {
  const byAdmin = { model: { by: "name", name: "Admin", from: "app.ts" } } as const;

  test("a child model's queries hold its discriminator key (M39)", () => {
    expect(read("find", [{}], [], byAdmin).added).toEqual([
      { path: "role", op: "eq", value: "admin", type: "string" },
    ]);
    expect(read("aggregate", [[]], [], byAdmin).added).toHaveLength(1);
    expect(read("find", [{}], [], { ...byAdmin, native: true }).added).toEqual([]);
    expect(read("find", [{}]).added).toEqual([]);
  });

  test("an inclusive projection gets the key too (M72)", () => {
    expect(read("find", [{}, "level -_id"], [], byAdmin).projection).toEqual({ level: 1, _id: 0, role: 1 });
    expect(read("find", [{}, "-level"], [], byAdmin).projection).toEqual({ level: 0 });
    expect(Admin.options.discriminatorKey).toBe("role");
  });

  test("mongoose-delete reads what is deleted", () => {
    expect(read("findDeleted", [F]).added).toEqual([
      { path: "deleted", op: "ne", value: false, type: "boolean" },
    ]);
    expect(read("findWithDeleted", [F]).added).toEqual([]);
  });
});

describe("whose query it is, and how sure", () => {
  const by = (model: Parameters<typeof read>[3]) => read("find", [F], [], model);

  test.each<[string, Parameters<typeof read>[3], Partial<Query>]>([
    ["a model", {}, { model: "User", modelId: "models.ts#User", collection: "users", certainty: "proven" }],
    [
      "a name nobody registered",
      { model: { by: "name", name: "Ghost", from: "app.ts" } },
      { model: "Ghost", modelId: null, collection: null, certainty: "unknown" },
    ],
    [
      "a collection no model owns",
      { model: { by: "collection", name: "logs", from: "app.ts" }, native: true },
      { model: null, modelId: null, collection: "logs", certainty: "proven" },
    ],
    [
      "a collection a model owns",
      { model: { by: "collection", name: "users", from: "app.ts" }, native: true },
      { model: "User", collection: "users" },
    ],
    [
      "some model",
      { model: { by: "unknown", why: "a parameter", from: "app.ts" } },
      { model: null, modelId: null, collection: null, certainty: "unknown" },
    ],
  ])("%s", (_, more, expected) => {
    expect(by(more)).toMatchObject(expected);
  });

  test("an unknown receiver or filter is told as a gap", () => {
    const why = (args: unknown[], more: Parameters<typeof read>[3] = {}) =>
      readAll("find", args, [], more).gaps.map((gap) => gap.why);
    expect(why([F])).toEqual([]);
    expect(why([unknown()])).toEqual(["a parameter"]);
    expect(why([F], { model: { by: "unknown", why: "an argument", from: "app.ts" } })).toEqual([
      "an argument",
    ]);
    expect(why([F], { model: { by: "name", name: "Ghost", from: "app.ts" } })).toEqual([
      'no model is registered as "Ghost"',
    ]);
  });

  test.each<[string, unknown, Query["certainty"]]>([
    ["a plain filter", F, "proven"],
    ["unknown values", { name: unknown() }, "proven"],
    ["no filter", {}, "proven"],
    ["a conditional key", oneOf({ name: 1 }, { name: 1, age: 2 }), "assumed"],
    ["an open filter", open(F), "assumed"],
    ["an open branch", { $or: [open(F)] }, "assumed"],
    ["a value that may be operators", { age: unknown("object") }, "assumed"],
    ["an unknown filter", unknown(), "unknown"],
  ])("%s is %s", (_, filter, expected) => {
    expect(read("find", [filter]).certainty).toBe(expected);
  });

  test("a schema's collation is the query's, unless it has its own (M44)", () => {
    const ofWord = { model: { by: "name", name: "Word", from: "app.ts" } } as const;
    const collation = { locale: "de", strength: 2 };
    expect(read("find", [F])).not.toHaveProperty("collation");
    expect(read("find", [F], [], ofWord).collation).toEqual(collation);
    expect(read("aggregate", [[]], [], ofWord).collation).toEqual(collation);
    expect(read("find", [F], [["collation", { locale: "en" }]], ofWord).collation).toEqual({ locale: "en" });
    expect(read("find", [F], [], { ...ofWord, native: true })).not.toHaveProperty("collation");
  });

  test("places and the enclosing function are handed on", () => {
    const query = read("find", [F], [], { through: [span(7)], in: "Service.find" });
    expect(query).toMatchObject({
      at: { file: "app.ts", line: 1 },
      through: [{ file: "app.ts", line: 7 }],
      in: "Service.find",
      plan: null,
    });
  });

  test("a document as the filter goes by its _id", () => {
    const doc = raw({ t: "document", ref: { by: "name", name: "User", from: "" } });
    expect(show(read("find", [doc]).filter)).toBe("_id eq");
  });
});
