import { describe, expect, test } from "vitest";
import { link } from "../../src/catalog/link.js";
import { scene } from "../support/happenings.js";
import { catalogOf } from "../support/project.js";

/** The model's paths and the gaps where this major of Mongoose runs. */
function under(mongooseMajor: number | null, definition: object) {
  const s = scene(() => ({ mongooseMajor }));
  s.model("Thing", s.schema(definition));
  const { models, gaps } = link(s.happenings);
  return [models[0]?.paths.map(({ path, type }) => `${path}:${type}`).join(" "), gaps.map(({ why }) => why)];
}

describe("a falsy value in the place of a type", () => {
  const silenced = { silenced: { type: { until: Date, required: false } } };
  const nested = { list: { name: String, _id: { id: false } } };

  test("is a path of any type until Mongoose 7", () => {
    for (const major of [5, 6]) {
      expect(under(major, nested)).toEqual([
        "list.name:String list._id.id:Mixed _id:ObjectId __v:Number",
        [],
      ]);
      expect(under(major, silenced)[1]).toEqual([]);
      expect(under(major, { a: 0, b: "" })).toEqual(["a:Mixed b:Mixed _id:ObjectId __v:Number", []]);
    }
  });

  test("is refused from then on, and where the major is not known", () => {
    for (const major of [7, 8, null])
      for (const definition of [silenced, nested])
        expect(String(under(major, definition)[1])).toMatch(
          /^Mongoose throws: .*`false` is not a valid type/,
        );
  });

  test("`_id: false` stays what it is, null is refused by every major", () => {
    expect(under(6, { a: { type: { b: String, _id: false } } })[1]).toEqual([]);
    expect(String(under(6, { a: { type: { b: String, _id: false } } })[0])).not.toContain("a._id");
    expect(String(under(6, { a: null })[1])).toMatch(/^Mongoose throws: Invalid value for schema path `a`/);
  });
});

describe("an object in the place of a type", () => {
  const inner = { b: { type: String, index: true } };
  const read = (mongooseMajor: number | null, definition: object, options?: object) => {
    const s = scene(() => ({ mongooseMajor }));
    s.model("Thing", s.schema(definition, options));
    const { models } = link(s.happenings);
    return [models[0]?.paths[0]?.type, models[0]?.indexes.map(({ name }) => name)];
  };

  test("is a path of any type until Mongoose 6, and a sub-document from then on", () => {
    expect(read(5, { a: { type: inner, default: {} } })).toEqual(["Mixed", []]);
    expect(read(6, { a: { type: inner, default: {} } })).toEqual([expect.anything(), ["a.b_1"]]);
    expect(read(null, { a: { type: inner } })[1]).toEqual(["a.b_1"]);
  });

  test("is a sub-document before, too, when the schema asks for it, and in a list", () => {
    expect(read(5, { a: { type: inner } }, { typePojoToMixed: false })[1]).toEqual(["a.b_1"]);
    expect(read(5, { a: { type: inner } }, { typePojoToMixed: true })[1]).toEqual([]);
    expect(read(5, { a: { type: [inner] }, c: [inner] })[1]).toEqual(["a.b_1", "c.b_1"]);
  });
});

describe("`unique` that is no boolean", () => {
  const indexes = (mongooseMajor: number | null, definition: object) => {
    const s = scene(() => ({ mongooseMajor }));
    s.model("Thing", s.schema(definition));
    const { models, collections } = link(s.happenings);
    return [models[0]?.indexes[0]?.options, collections[0]?.indexes[1]?.options];
  };
  const message = { a: { type: String, unique: "is taken" } };

  test("goes into the index as it is until Mongoose 7", () => {
    expect(indexes(5, message)).toEqual([{ unique: "is taken" }, { unique: true }]);
    expect(indexes(7, { a: { type: String, unique: 1, sparse: true } })).toEqual([
      { unique: 1, sparse: true },
      { unique: true, sparse: true },
    ]);
    expect(indexes(6, { a: [{ type: String, unique: "is taken" }] })[0]).toEqual({ unique: "is taken" });
    expect(indexes(6, { a: { type: String, unique: [true, "is taken"] } })[0]).toEqual({ unique: true });
    expect(indexes(6, { a: { type: String, unique: 0 } })[0]).toEqual({ unique: false });
  });

  test("is `true` from then on, and where the major is not known", () => {
    expect(indexes(8, message)[0]).toEqual({ unique: true });
    expect(indexes(null, message)[0]).toEqual({ unique: true });
  });
});

test.each([
  [5, { name: "DESC" }, 0],
  [7, { name: "Desc" }, 0],
  [7, { name: "-1" }, 0],
  [7, { name: "down" }, 1],
  [7, { name: 2 }, 1],
  [8, { name: "DESC" }, 1],
  [7, [["name"]], 0],
  [8, [["name"]], 1],
])("Mongoose %i sorts by %j: %i complaints (M69)", (mongooseMajor, sort, complaints) => {
  const { gaps } = catalogOf({
    "package.json": JSON.stringify({ mongooseMajor }),
    "user.js": `
      const { Schema, model } = require("mongoose");
      const User = model("User", new Schema({ name: String }));
      exports.all = () => User.find({}).sort(${JSON.stringify(sort)});`,
  });
  expect(gaps.filter(({ why }) => why.startsWith("sort: "))).toHaveLength(complaints);
});
