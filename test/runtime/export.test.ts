import { Mongoose } from "mongoose";
import { describe, expect, it } from "vitest";
import { exportCatalog, type LiveMongoose } from "../../src/runtime/index.js";
import { majors } from "../fixtures/majors.js";

describe.each(Object.entries(majors))("on Mongoose %s", (major, Copy) => {
  it("reads indexes as schema.indexes() gives them, without Mongoose's own marks (M42, M45)", () => {
    const mongoose = new Copy();
    const schema = new mongoose.Schema(
      { code: { type: String, unique: true, alias: "number" }, at: { type: Date, expires: "1h" } },
      { autoIndex: false },
    );
    schema.index({ code: "asc", at: "desc" } as never).index("name" as never);
    mongoose.model("Voucher", schema);
    const catalog = exportCatalog(mongoose);
    expect(catalog).toMatchObject({ version: 1, source: "runtime" });
    expect(catalog.mongoose?.startsWith(`${major}.`)).toBe(true);
    expect(catalog.models[0]).toMatchObject({
      id: "#Voucher",
      name: "Voucher",
      collection: "vouchers",
      connection: null,
      aliases: { number: "code" },
      options: { autoIndex: false },
      complete: true,
    });
    expect(catalog.models[0]?.indexes.map(({ keys, options, name }) => ({ keys, options, name }))).toEqual([
      { keys: [["code", 1]], options: { unique: true }, name: "code_1" },
      { keys: [["at", 1]], options: { expireAfterSeconds: 3600 }, name: "at_1" },
      {
        keys: [
          ["code", 1],
          ["at", -1],
        ],
        options: {},
        name: "code_1_at_-1",
      },
      { keys: [["name", 1]], options: {}, name: "name_1" },
    ]);
  });

  it("lists paths of sub-documents, arrays and maps under dotted names", () => {
    const mongoose = new Copy();
    const sub = new mongoose.Schema({ sku: { type: String, required: true } }, { _id: false });
    const schema = new mongoose.Schema({
      owner: { type: mongoose.Schema.Types.ObjectId, ref: "User" },
      tags: [String],
      lines: [sub],
      first: sub,
      notes: { type: Map, of: Number },
    });
    mongoose.model("Basket", schema);
    const shown = exportCatalog(mongoose).models[0]?.paths.map(
      ({ path, type, array, required, ref }) =>
        `${path} ${type}${array ? "[]" : ""}${required ? "!" : ""}${ref ? ` → ${ref}` : ""}`,
    );
    expect(shown?.filter((path) => !/^(_id|__v) /.test(path)).sort()).toEqual([
      "first Embedded",
      "first.sku String!",
      "lines Embedded[]",
      "lines.sku String!",
      "notes Map",
      "notes.$* Number",
      "owner ObjectId → User",
      "tags String[]",
    ]);
  });

  it("gives a discriminator's indexes their filter in the collection both share (M35, M37, M38)", () => {
    const mongoose = new Copy();
    const base = new mongoose.Schema({ at: { type: Date, index: true } }, { discriminatorKey: "kind" });
    const Post = mongoose.model("Post", base);
    Post.discriminator("Video", new mongoose.Schema({ length: { type: Number, index: true } }), "v");
    const catalog = exportCatalog(mongoose);
    expect(catalog.models.map(({ name, base: of }) => [name, of])).toEqual([
      ["Post", undefined],
      ["Video", "#Post"],
    ]);
    expect(catalog.collections).toHaveLength(1);
    expect(catalog.collections[0]?.indexes.map(({ keys, options }) => [keys, options])).toEqual([
      [[["_id", 1]], {}],
      [[["at", 1]], {}],
      [[["length", 1]], { partialFilterExpression: { kind: "v" } }],
    ]);
  });

  it("keeps the connections apart, and reads one of them alone", () => {
    const mongoose = new Copy();
    const other = mongoose.createConnection();
    mongoose.model("Page", new mongoose.Schema({ slug: { type: String, index: true } }));
    other.model("Page", new mongoose.Schema({ url: { type: String, index: true } }));
    const catalog = exportCatalog(mongoose);
    expect(new Set(catalog.models.map(({ id }) => id)).size).toBe(2);
    expect(catalog.models.map(({ connection }) => connection === null)).toEqual([true, false]);
    expect(catalog.collections.map(({ name }) => name)).toEqual(["pages", "pages"]);
    const alone = exportCatalog(other);
    expect(alone.mongoose).toBe(catalog.mongoose);
    expect(alone.models.map(({ id, indexes }) => [id, indexes[0]?.name])).toEqual([["#Page", "url_1"]]);
  });
});

it("keeps the background a user wrote on Mongoose 9 only, where it is the user's (M45)", () => {
  const [nine, eight] = [new Mongoose(), new majors[8]()];
  for (const mongoose of [nine, eight]) {
    mongoose.model("Log", new mongoose.Schema({ at: Date }).index({ at: 1 }, { background: true }));
  }
  expect(exportCatalog(nine).models[0]?.indexes[0]?.options).toEqual({ background: true });
  expect(exportCatalog(eight).models[0]?.indexes[0]?.options).toEqual({});
});

it("writes what JSON cannot hold as Extended JSON", () => {
  const mongoose = new Mongoose();
  const id = new mongoose.Types.ObjectId("64b7f0c2a1d2e3f4a5b6c7d8");
  const schema = new mongoose.Schema({ at: Date });
  schema.index(
    { at: 1 },
    { partialFilterExpression: { owner: id, at: { $gt: new Date(0) }, gone: null }, expireAfterSeconds: NaN },
  );
  mongoose.model("Visit", schema);
  expect(exportCatalog(mongoose).models[0]?.indexes[0]?.options).toEqual({
    partialFilterExpression: {
      owner: { $oid: String(id) },
      at: { $gt: { $date: "1970-01-01T00:00:00.000Z" } },
      gone: null,
    },
    expireAfterSeconds: { $numberDouble: "NaN" },
  });
});

it("is plain JSON", () => {
  const mongoose = new Mongoose();
  mongoose.model(
    "Note",
    new mongoose.Schema({ text: { type: String, match: /x/ } }, { timestamps: true, strict: "throw" }),
  );
  const catalog = exportCatalog(mongoose as unknown as LiveMongoose, { package: "notes" });
  expect(JSON.parse(JSON.stringify(catalog))).toEqual(catalog);
  expect(catalog.models[0]).toMatchObject({
    package: "notes",
    options: { strict: "throw", timestamps: true },
  });
});
