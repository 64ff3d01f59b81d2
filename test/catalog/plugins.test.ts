import { describe, expect, test } from "vitest";
import { link } from "../../src/catalog/link.js";
import type { SchemaBuilt, SchemaOp } from "../../src/interpret/happenings.js";
import { registered, scene } from "../support/happenings.js";
import { bare, linked, modelIn } from "../support/linked.js";

const noop = () => {};
const use = (plugin: string, options?: object, definition: object = { name: String }) =>
  modelIn(
    linked((s) => void s.model("Thing", s.schema(definition).op("plugin", [noop, options], { plugin }))),
  );
const paths = (model: ReturnType<typeof use>) =>
  model.paths.map(({ path }) => path).filter((path) => !path.startsWith("_"));

describe("published plugins do what their sources do", () => {
  test.each([
    "mongoose-unique-validator",
    "mongoose-paginate-v2",
    "mongoose-aggregate-paginate-v2",
    "mongoose-lean-virtuals",
    "mongoose-autopopulate",
    "mongoose-gravatar",
    "mongoose-id",
    "@acme/mongoose-autopopulate",
  ])("%s adds nothing", (plugin) => {
    const model = use(plugin);
    expect(paths(model)).toEqual(["name"]);
    expect(model).toMatchObject({ indexes: [], complete: true });
  });

  test.each([
    [undefined, ["deleted"], []],
    [{ deletedAt: true, deletedBy: true }, ["deleted", "deletedAt", "deletedBy"], []],
    [{ deletedAt: true, indexFields: true }, ["deleted", "deletedAt"], ["deleted", "deletedAt"]],
    [{ deletedAt: true, indexFields: "all" }, ["deleted", "deletedAt"], ["deleted", "deletedAt"]],
    [{ deletedAt: true, indexFields: ["deletedAt"] }, ["deleted", "deletedAt"], ["deletedAt"]],
  ])("mongoose-delete %o", (options, added, indexed) => {
    const model = use("mongoose-delete", options);
    expect(paths(model)).toEqual(["name", ...added]);
    expect(bare(model.indexes)).toEqual(indexed.map((path) => [[[path, 1]], {}]));
    expect(model.indexes.every(({ via }) => via === "plugin")).toBe(true);
  });

  test("mongoose-timestamp adds two dates, indexed as its options say", () => {
    expect(paths(use("mongoose-timestamp"))).toEqual(["name", "updatedAt", "createdAt"]);
    const model = use("mongoose-timestamp", { createdAt: { index: true }, updatedAt: "changed" });
    expect(paths(model)).toEqual(["name", "changed", "createdAt"]);
    expect(bare(model.indexes)).toEqual([[[["createdAt", 1]], {}]]);
  });

  test("mongoose-auto-increment makes its field unique, but `_id` only a number", () => {
    expect(bare(use("mongoose-auto-increment.plugin", { model: "Thing", field: "seq" }).indexes)).toEqual([
      [[["seq", 1]], { unique: true }],
    ]);
    const model = use("mongoose-auto-increment", { model: "Thing" });
    expect(model.indexes).toEqual([]);
    expect(model.paths.find(({ path }) => path === "_id")?.type).toBe("Number");
  });

  test("mongoose-sequence adds a plain number", () => {
    const model = use("mongoose-sequence", { inc_field: "seq" });
    expect(paths(model)).toEqual(["name", "seq"]);
    expect(model.indexes).toEqual([]);
  });

  test("passport-local-mongoose makes the user name unique", () => {
    expect(bare(use("passport-local-mongoose", { usernameField: "email" }).indexes)).toEqual([
      [[["email", 1]], { unique: true }],
    ]);
  });

  test("the type key is the schema's", () => {
    const model = modelIn(
      linked(
        (s) =>
          void s.model(
            "Thing",
            s
              .schema({ a: { $type: String } }, { typeKey: "$type" })
              .op("plugin", [noop, { indexFields: true }], { plugin: "mongoose-delete" }),
          ),
      ),
    );
    expect(bare(model.indexes)).toEqual([[[["deleted", 1]], {}]]);
  });
});

test("a plugin that is not known leaves the model incomplete and is named", () => {
  const catalog = linked(
    (s) =>
      void s.model("Thing", s.schema({ a: String }).op("plugin", [noop], { plugin: "mongoose-mystery" })),
  );
  expect(modelIn(catalog).complete).toBe(false);
  expect(catalog.gaps).toMatchObject([
    { what: "schema", why: "the plugin `mongoose-mystery` is not known", model: modelIn(catalog).id },
  ]);
});

test("a plugin that was interpreted leaves its own operations, and no gap", () => {
  const catalog = linked((s) => {
    const schema = s
      .schema({ a: String })
      .op("plugin", [noop])
      .op("add", [{ g: { type: Number, index: true } }], { via: "plugin" });
    s.model("Thing", schema.op("index", [{ a: 1 }], { via: "plugin" }));
  });
  expect(modelIn(catalog).indexes.map(({ keys, via }) => [keys, via])).toEqual([
    [[["g", 1]], "plugin"],
    [[["a", 1]], "plugin"],
  ]);
  expect(catalog.gaps).toEqual([]);
});

describe("global plugins", () => {
  const withGlobal = (plugin: string | null, ops: readonly SchemaOp[] | null) =>
    linked((s) => {
      const sub = s.schema({ x: String });
      s.model("Thing", s.schema({ a: sub, d: [sub] }));
      const stand: SchemaBuilt = {
        type: "schema",
        id: 900,
        at: s.span(),
        dialect: "mongoose",
        name: null,
        ops: ops ?? [],
      };
      if (ops) s.push(stand);
      s.push({ type: "globalPlugin", at: s.span(), schema: ops ? stand.id : null, plugin });
    });

  test("are applied to child schemas as well (M27)", () => {
    const at = scene().span();
    const keys = { t: "object", entries: [{ key: "g", value: { t: "prim", v: 1 } }], open: false } as const;
    const catalog = withGlobal(null, [{ op: "index", args: [keys], at, via: "plugin" }]);
    expect(modelIn(catalog).indexes.map((index) => index.keys)).toEqual([
      [["a.g", 1]],
      [["d.g", 1]],
      [["g", 1]],
    ]);
  });

  test("that are not known leave every model incomplete", () => {
    const catalog = withGlobal("mongoose-mystery", null);
    expect(modelIn(catalog).complete).toBe(false);
  });

  test("reach a discriminator through its base, and only models that are compiled with them", () => {
    const s = scene((file) => ({
      name: file.split("/")[0] ?? "",
      directory: file.split("/")[0] ?? "",
      dependsOn: file.startsWith("app/") ? ["models"] : [],
    }));
    const index = { t: "object", entries: [{ key: "g", value: { t: "prim", v: 1 } }], open: false } as const;
    const ops: SchemaOp[] = [{ op: "index", args: [index], at: s.span("app/main.ts"), via: "plugin" }];
    s.push({ type: "schema", id: 900, at: s.span("app/main.ts"), dialect: "mongoose", name: null, ops });
    s.push({ type: "globalPlugin", at: s.span("app/main.ts"), schema: 900, plugin: null });
    const item = s.model("Item", s.schema({}), { at: s.span("models/item.ts") });
    const book = s.schema({ part: s.schema({ x: String }) });
    s.model("Book", book, { at: s.span("models/book.ts"), base: registered(item) });
    s.model("Other", s.schema({}), { at: s.span("other/model.ts") });
    const names = link(s.happenings).models.map((model) => [
      model.name,
      model.indexes.map(({ name }) => name),
    ]);
    expect(names).toEqual([
      ["Book", ["part.g_1"]],
      ["Item", ["g_1"]],
      ["Other", []],
    ]);
  });
});
