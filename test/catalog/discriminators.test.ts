import { Mongoose, Schema } from "mongoose";
import { expect, test } from "vitest";
import { bare, byMongoose, collectionIn, linked, modelIn } from "../support/linked.js";
import { registered, type Scene } from "../support/happenings.js";
import { catalogOf } from "../support/project.js";

const base = { email: { type: String, unique: true }, at: { type: Date, index: -1 } };
const child = {
  sku: { type: String, unique: true },
  q: { type: String, index: true },
  z: { type: String, sparse: true },
  t: { type: Date, expires: 10 },
};

/** A base with one discriminator, and a schema-level index on each. */
function shop(s: Scene, options: object = { discriminatorKey: "kind" }): void {
  const item = s.model("Item", s.schema(base, options).op("index", [{ at: 1, email: 1 }]));
  const book = s.schema(child).op("index", [{ q: -1 }, { partialFilterExpression: { q: { $gt: 1 } } }]);
  s.model("Book", book, { base: registered(item) });
}

function realShop(options: object = { discriminatorKey: "kind" }) {
  const mongoose = new Mongoose({ autoIndex: false, autoCreate: false });
  const Item = mongoose.model("Item", new Schema<object>(base as object, options).index({ at: 1, email: 1 }));
  const book = new Schema(child).index({ q: -1 }, { partialFilterExpression: { q: { $gt: 1 } } });
  return { Item, Book: Item.discriminator("Book", book) };
}

test("a discriminator's own list is Mongoose's, base paths included (M36)", () => {
  const catalog = linked(shop);
  const { Item, Book } = realShop();
  expect(bare(modelIn(catalog, "Item").indexes)).toEqual(byMongoose(Item.schema as never));
  expect(bare(modelIn(catalog, "Book").indexes)).toEqual(byMongoose(Book.schema as never));
  expect(catalog.gaps).toEqual([]);
});

test("it lives in the base's collection under its name (M35)", () => {
  const catalog = linked(shop);
  const book = modelIn(catalog, "Book");
  expect(book.base).toBe(modelIn(catalog, "Item").id);
  expect(book.collection).toBe("items");
  expect(book.options).toEqual({ discriminatorKey: "kind", discriminatorValue: "Book" });
  expect(modelIn(catalog, "Item").options).toEqual({ discriminatorKey: "kind" });
  expect(catalog.collections.map(({ name, models }) => [name, models.length])).toEqual([["items", 2]]);
});

test("the server gets the child's indexes filtered, unless `sparse` is mentioned (M37, M38)", () => {
  const { indexes } = collectionIn(linked(shop), "items");
  expect(bare(indexes)).toEqual([
    [[["_id", 1]], {}],
    [[["email", 1]], { unique: true }],
    [[["at", -1]], {}],
    [
      [
        ["at", 1],
        ["email", 1],
      ],
      {},
    ],
    [[["sku", 1]], { unique: true, partialFilterExpression: { kind: "Book" } }],
    [[["q", 1]], { partialFilterExpression: { kind: "Book" } }],
    [[["z", 1]], { sparse: true }],
    [[["t", 1]], { expireAfterSeconds: 10, partialFilterExpression: { kind: "Book" } }],
    [[["q", -1]], { partialFilterExpression: { q: { $gt: 1 }, kind: "Book" } }],
  ]);
});

test("a child that redeclares a base path sends a second index of the same name (M38)", () => {
  const catalog = linked((s) => {
    const item = s.model("Item", s.schema(base));
    s.model("Book", s.schema({ email: { type: String, index: true } }), { base: registered(item) });
  });
  const named = collectionIn(catalog, "items").indexes.filter(({ name }) => name === "email_1");
  expect(bare(named)).toEqual([
    [[["email", 1]], { unique: true }],
    [[["email", 1]], { partialFilterExpression: { __t: "Book" } }],
  ]);
});

test("the stored value may be given, alone or in an object", () => {
  const catalog = linked((s) => {
    const item = s.model("Item", s.schema(base));
    const value = { t: "prim", v: "b" } as const;
    s.model("Book", s.schema(child), { base: registered(item), discriminatorValue: value });
  });
  expect(modelIn(catalog, "Book").options.discriminatorValue).toBe("b");
});

test("discriminators the schema declares itself are models too", () => {
  const catalog = linked(
    (s) => void s.model("Item", s.schema(base).op("discriminator", ["Book", s.schema(child)])),
  );
  expect(catalog.models.map(({ id, base: of }) => [id, of])).toEqual([
    ["src/model.ts#Book", "src/model.ts#Item"],
    ["src/model.ts#Item", undefined],
  ]);
  expect(collectionIn(catalog, "items").models).toEqual(["src/model.ts#Item", "src/model.ts#Book"]);
  expect(modelIn(catalog, "Book").indexes).toHaveLength(6);
});

test("one schema under two names keeps its discriminators apart", () => {
  const catalog = linked((s) => {
    const schema = s.schema(base);
    s.model("Copy", schema);
    const item = s.model("Item", schema);
    s.model("Book", s.schema(child), { base: registered(item) });
  });
  expect(modelIn(catalog, "Copy").paths.map(({ path }) => path)).not.toContain("__t");
  expect(modelIn(catalog, "Item").paths.map(({ path }) => path)).toContain("__t");
});

test("what Mongoose refuses is told as its own words", () => {
  const catalog = linked((s) => {
    const item = s.model("Item", s.schema(base));
    s.model("Book", s.schema({ __t: String }), { base: registered(item) });
  });
  expect(catalog.gaps.map(({ why }) => why)).toEqual([
    'Mongoose throws: Discriminator "Book" cannot have field with name "__t"',
  ]);
  expect(modelIn(catalog, "Book").complete).toBe(false);
});

test("a discriminator of an unknown base is incomplete and in no collection that is known", () => {
  const catalog = linked(
    (s) =>
      void s.model("Book", s.schema(child), {
        base: { by: "unknown", why: "injected", from: "src/model.ts" },
      }),
  );
  expect(modelIn(catalog, "Book")).toMatchObject({ collection: null, complete: false });
  expect(catalog.gaps.map(({ why }) => why)).toContain("its base is not known");
});

test("vector 27: a field-level index of a child is not marked as the child's in its own list (M40)", () => {
  const { indexes } = modelIn(linked(shop), "Book");
  const sku = indexes.find(({ name }) => name === "sku_1");
  expect(sku?.options).toEqual({ unique: true });
});

test("vector 30: a model with discriminators tells its discriminator key (M72)", () => {
  expect(
    modelIn(
      linked((s) => shop(s, {})),
      "Item",
    ).options.discriminatorKey,
  ).toBe("__t");
});

test("a member of a numeric enum names an embedded discriminator (M32)", () => {
  const catalog = catalogOf({
    "row.ts": `
      import { model, Schema } from "mongoose";
      enum Kind { Row = 1, Button = 2 }
      const RowSchema = new Schema({ parts: { type: [new Schema({ label: String }, { discriminatorKey: "type" })] } });
      (RowSchema.path("parts") as Schema.Types.DocumentArray).discriminator(
        Kind.Button,
        new Schema({ url: { type: String, index: true } }),
      );
      export const Row = model("Row", RowSchema);`,
  });
  expect(catalog.models.map(({ complete, indexes }) => [complete, indexes.map(({ name }) => name)])).toEqual([
    [true, ["parts.url_1"]],
  ]);
  expect(catalog.gaps).toEqual([]);
});
