import { Schema } from "mongoose";
import { describe, expect, test } from "vitest";
import type { Declared, Scene } from "../support/happenings.js";
import { bare, byMongoose, linked, linkedModel, modelIn } from "../support/linked.js";

/** The same steps on a declared schema and on a real one. */
function agrees(declare: (s: Scene) => Declared, real: () => Schema): void {
  const catalog = linked((s) => void s.model("Thing", declare(s)));
  expect(bare(modelIn(catalog).indexes)).toEqual(byMongoose(real()));
  expect(catalog.gaps).toEqual([]);
}

const indexed = { type: String, index: true };
type Call = readonly [op: string, ...args: unknown[]];

/** The same calls on both. */
function agreesAfter(definition: object, options: object | undefined, calls: readonly Call[]): void {
  agrees(
    (s) => calls.reduce((schema, [op, ...args]) => schema.op(op, args), s.schema(definition, options)),
    () => {
      const schema = new Schema(definition, options);
      for (const [op, ...args] of calls) {
        const target = schema as unknown as Record<string, (...args: unknown[]) => unknown>;
        if (op !== "pathCall") target[op]?.(...(op === "index" ? structuredClone(args) : args));
        else {
          const [path, method, ...rest] = args;
          const type = schema.path(String(path)) as unknown as Record<
            string,
            (...args: unknown[]) => unknown
          >;
          type[String(method)]?.(...rest);
        }
      }
      return schema;
    },
  );
}

describe("schema-level declarations (§A.2)", () => {
  const base = {
    a: indexed,
    b: Number,
    c: { type: Date },
    tags: [String],
    n: { type: String, alias: "name" },
  };
  test.each<readonly [string, readonly Call[]]>([
    [
      "keys and options pass as they are (M17, M18)",
      [["index", { a: 1, b: "desc", c: "ascending", x: "foo" }, { unique: true, hidden: true }]],
    ],
    ["no keys at all (M17)", [["index", {}], ["index"]]],
    [
      "`expires` counts only when truthy (M19)",
      [
        ["index", { c: 1 }, { expires: "1d" }],
        ["index", { c: 1 }, { expires: 0 }],
      ],
    ],
    ["a registered alias is renamed in its place (M21)", [["index", { z: 1, name: 1 }]]],
    ["integer-like keys come first (M22)", [["index", { b: 1, 2: 1, a: 1, 1: 1 }]]],
    [
      "search indexes stand apart (M23)",
      [["searchIndex", { name: "s", definition: { mappings: { dynamic: true } } }]],
    ],
    [
      "path-level indexes come first (M24)",
      [
        ["index", { b: 1 }],
        ["add", { d: indexed }],
      ],
    ],
    [
      "removeIndex by keys and by name (M25)",
      [
        ["index", { a: 1, b: 1 }],
        ["index", { b: 1 }, { name: "x" }],
        ["removeIndex", { a: 1, b: 1 }],
        ["removeIndex", "x"],
      ],
    ],
    ["clearIndexes leaves the path-level ones (M25)", [["index", { b: 1 }], ["clearIndexes"]]],
    ["add replaces a path (M26)", [["add", { a: Number }]]],
    ["add with a prefix (M26)", [["add", { b: indexed }, "pre."]]],
    [
      "remove leaves compound indexes (M26)",
      [
        ["index", { a: 1, b: 1 }],
        ["remove", "a"],
        ["remove", ["b"]],
      ],
    ],
    [
      "chained calls on a path count (M12)",
      [
        ["pathCall", "b", "index", { unique: true }],
        ["pathCall", "c", "expires", "2d"],
        ["pathCall", "a", "unique", true],
      ],
    ],
    ["a path set later", [["path", "later", { type: Date, expires: 60 }]]],
    [
      "options set later",
      [
        ["set", "timestamps", true],
        ["set", "collection", "things"],
      ],
    ],
  ])("%s", (_, calls) => agreesAfter(base, undefined, calls));

  test("search indexes are told of", () => {
    const catalog = linked((s) => void s.model("Thing", s.schema(base).op("searchIndex", [{ name: "s" }])));
    expect(modelIn(catalog).searchIndexes).toEqual([{ name: "s" }]);
  });

  test("a string or array of keys is read as the driver does (M20)", () => {
    const catalog = linked((s) => {
      s.model(
        "Thing",
        s
          .schema({})
          .op("index", ["a"])
          .op("index", [["b", ["c", -1], { d: "text" }]]),
      );
    });
    expect(modelIn(catalog).indexes.map(({ keys }) => keys)).toEqual([
      [["a", 1]],
      [
        ["b", 1],
        ["c", -1],
        ["d", "text"],
      ],
    ]);
  });

  test("another schema added brings its paths and indexes (M26)", () => {
    const part = { owner: indexed };
    agrees(
      (s) => s.schema({ a: indexed }).op("add", [s.schema(part).op("index", [{ owner: 1, a: 1 }])]),
      () => new Schema({ a: indexed }).add(new Schema(part).index({ owner: 1, a: 1 })),
    );
    agrees(
      (s) => s.schema([s.schema(part).op("index", [{ owner: 1, a: 1 }]), { b: indexed }]),
      () => new Schema([new Schema(part).index({ owner: 1, a: 1 }), { b: indexed }] as never),
    );
  });

  test.each(["clone", "pick", "omit"] as const)("%s (M26)", (how) => {
    const parts = { a: indexed, b: { type: Number, unique: true } };
    agrees(
      (s) => {
        const source = s.schema(parts).op("index", [{ a: 1, b: 1 }]);
        const made = s.schema();
        const args = [
          { t: "schema" as const, id: source.id },
          { t: "prim" as const, v: how },
          { t: "array" as const, items: [{ value: { t: "prim" as const, v: "a" } }] },
        ];
        (made.built.ops as unknown[]).splice(0, 1, { op: "from", args, at: made.built.at, via: "call" });
        return made;
      },
      () => {
        const source = new Schema(parts).index({ a: 1, b: 1 });
        if (how === "clone") return source.clone();
        return how === "pick"
          ? source.pick(["a"])
          : (source as unknown as { omit(paths: string[]): Schema }).omit(["a"]);
      },
    );
  });

  test("the type key may have another name (M14)", () => {
    const definition = {
      a: { $type: String, index: true },
      type: { $type: String, unique: true },
      n: { type: { $type: String, index: true } },
    };
    agreesAfter(definition, { typeKey: "$type" }, []);
  });

  test("timestamps, version key and their custom names add paths (M28)", () => {
    const paths = (options: object) =>
      linkedModel({ a: String }, options).paths.map(({ path, type }) => `${path}: ${type}`);
    expect(paths({ timestamps: true })).toEqual([
      "a: String",
      "_id: ObjectId",
      "createdAt: Date",
      "updatedAt: Date",
      "__v: Number",
    ]);
    expect(paths({ timestamps: { createdAt: "made", updatedAt: false }, versionKey: "rev" })).toEqual([
      "a: String",
      "_id: ObjectId",
      "made: Date",
      "rev: Number",
    ]);
    expect(paths({ versionKey: false, _id: false })).toEqual(["a: String"]);
  });

  test("autoIndex leaves no trace in the indexes (M42)", () => {
    expect(bare(linkedModel({ a: indexed }, { autoIndex: false }).indexes)).toEqual([[[["a", 1]], {}]]);
  });
});

describe("nesting (§A.3)", () => {
  const subs: object = { x: indexed, y: { type: Number, index: -1 } };
  const wraps: readonly (readonly [string, (sub: unknown) => object])[] = [
    ["a sub-schema", (sub) => ({ s: sub })],
    ["a sub-schema as type, itself indexed", (sub) => ({ s: { type: sub, index: true } })],
    ["an array of it", (sub) => ({ s: [sub] })],
    [
      "vector 17: an index on an array of sub-documents is ignored",
      (sub) => ({ s: { type: [sub], index: true } }),
    ],
    ["on its element too", (sub) => ({ s: [{ type: sub, index: true }] })],
    ["an array of arrays of it", (sub) => ({ s: [[sub]] })],
    ["a map of it", (sub) => ({ m: { type: Map, of: sub } })],
    ["a map of arrays of it", (sub) => ({ m: { type: Map, of: [sub] } })],
    ["excludeIndexes on the path (M31)", (sub) => ({ s: { type: sub, excludeIndexes: true, index: true } })],
    ["excludeIndexes on the array (M31)", (sub) => ({ s: { type: [sub], excludeIndexes: true } })],
    ["excludeIndexes on the element (M31)", (sub) => ({ s: [{ type: sub, excludeIndexes: true }] })],
    ["used twice", (sub) => ({ a: sub, b: { c: [sub] } })],
  ];
  test.each(wraps)("%s", (_, wrap) => {
    const filter = { x: { $gt: "a" }, $or: [{ x: 1 }] };
    agrees(
      (s) =>
        s.schema(
          wrap(
            s.schema(subs).op("index", [
              { x: 1, y: -1 },
              { partialFilterExpression: filter, weights: { x: 2 } },
            ]),
          ),
        ),
      () =>
        new Schema(
          wrap(
            new Schema(subs).index({ x: 1, y: -1 }, { partialFilterExpression: filter, weights: { x: 2 } }),
          ),
        ),
    );
  });

  test("excludeIndexes of the sub-schema itself (M31)", () => {
    agrees(
      (s) => s.schema({ s: s.schema(subs, { excludeIndexes: true }) }, { excludeIndexes: true }),
      () => new Schema({ s: new Schema(subs, { excludeIndexes: true }) }, { excludeIndexes: true } as never),
    );
  });

  test.each<object>([
    { a: { b: indexed }, "c.d": indexed },
    { n: { type: { x: indexed } } },
    { s: [{ x: indexed }] },
    { s: { type: [{ x: indexed, deep: [{ z: { type: Number, unique: true } }] }] } },
    {
      a: { type: [String], index: true },
      b: [{ type: String, index: true }],
      c: { type: [{ type: String, index: -1 }] },
    },
    { a: [[{ type: String, index: true }]] },
    { m: { type: Map, of: String, index: true } },
    { m: { type: Map, of: { type: String, index: true } } },
    { m: { type: Map, of: { x: indexed } } },
    { any: {}, list: [], mixed: [{}], object: Object, array: Array },
    { _id: { type: String, index: true }, s: [{ _id: indexed }] },
    { _id: false, a: indexed },
    { constructor: indexed, toString: indexed, collection: indexed, on: indexed },
  ])("%o", (definition) => agreesAfter(definition, { suppressReservedKeysWarning: true }, []));

  test("vector 18: an index under a map keeps Mongoose's own notation (M29)", () => {
    expect(linkedModel({ m: { type: Map, of: indexed } }).indexes[0]?.keys).toEqual([["m.$*", 1]]);
  });

  test("a name used twice merges path-level indexes across sub-schemas (M11)", () => {
    const named = { x: { type: String, index: { name: "n", unique: true } } };
    agrees(
      (s) => {
        const sub = s.schema(named);
        return s.schema({ a: sub, b: sub });
      },
      () => {
        const sub = new Schema(named);
        return new Schema({ a: sub, b: sub });
      },
    );
  });

  test("a schema that contains itself is cut at the second level", () => {
    agrees(
      (s) => {
        const tree = s.schema({ name: indexed });
        return tree.op("add", [{ children: [tree] }]).op("index", [{ name: 1, "children.name": 1 }]);
      },
      () => {
        const tree = new Schema({ name: indexed });
        return tree.add({ children: [tree] } as never).index({ name: 1, "children.name": 1 });
      },
    );
  });

  test("embedded discriminators add their paths' indexes without a filter (M32)", () => {
    const event = { at: { type: Date, index: true } };
    const click = { element: indexed };
    agrees(
      (s) =>
        s
          .schema({ events: [s.schema(event, { discriminatorKey: "kind" })] })
          .op("pathCall", ["events", "discriminator", "Click", s.schema(click)]),
      () => {
        const schema = new Schema({ events: [new Schema(event, { discriminatorKey: "kind" })] });
        (
          schema.path("events") as unknown as { discriminator(name: string, schema: Schema): void }
        ).discriminator("Click", new Schema(click));
        return schema;
      },
    );
  });

  test("discriminators a sub-schema declares itself appear when the model is compiled (M32)", () => {
    const catalog = linked((s) => {
      const event = s
        .schema({ at: Date }, { discriminatorKey: "kind" })
        .op("discriminator", ["Click", s.schema({ element: indexed })]);
      s.model("Thing", s.schema({ event, events: [event] }));
    });
    expect(modelIn(catalog).indexes.map(({ keys }) => keys)).toEqual([
      [["event.element", 1]],
      [["events.element", 1]],
    ]);
  });
});

describe("what a model says of its documents", () => {
  test("paths of embedded discriminators, which no document has to have (M32)", () => {
    const catalog = linked((s) => {
      const event = s.schema(
        { at: { type: Date, required: true } },
        { discriminatorKey: "kind", _id: false },
      );
      const click = s.schema({ element: { type: String, required: true } }, { _id: false });
      const thing = s.schema({ events: [event] }).op("pathCall", ["events", "discriminator", "Click", click]);
      s.model("Thing", thing);
    });
    const paths = modelIn(catalog).paths.filter(({ path }) => path.startsWith("events."));
    expect(paths.map(({ path, required = false }) => [path, required])).toEqual([
      ["events.at", true],
      ["events.kind", false],
      ["events.element", false],
    ]);
  });

  test("paths with their types, arrays, required and references", () => {
    const catalog = linked((s) => {
      const sub = s.schema({ sku: { type: String, required: [true, "needed"] } }, { _id: false });
      s.model(
        "Thing",
        s.schema({
          owner: { type: Schema.Types.ObjectId, ref: "User" },
          tags: [String],
          items: [sub],
          one: sub,
          tree: { leaf: Number },
          refs: [{ type: Schema.Types.ObjectId, ref: "Other" }],
        }),
      );
    });
    const shown = modelIn(catalog).paths.map(({ path, type, array, required, ref }) => [
      path,
      array ? `[${type}]` : type,
      required ?? false,
      ref ?? null,
    ]);
    expect(shown).toEqual([
      ["owner", "ObjectId", false, "User"],
      ["tags", "[String]", false, null],
      ["items", "[Embedded]", false, null],
      ["items.sku", "String", true, null],
      ["one", "Embedded", false, null],
      ["one.sku", "String", true, null],
      ["tree.leaf", "Number", false, null],
      ["refs", "[ObjectId]", false, "Other"],
      ["_id", "ObjectId", false, null],
      ["__v", "Number", false, null],
    ]);
  });

  test("aliases, virtuals and options", () => {
    const options = {
      strict: false,
      collation: { locale: "en", strength: 2 },
      timestamps: true,
      autoIndex: false,
    };
    const catalog = linked((s) => {
      const virtual = { ref: "Post", localField: "_id", foreignField: "author" };
      s.model(
        "Thing",
        s
          .schema({ n: { type: String, alias: "name" } }, options)
          .op("virtual", ["posts", virtual])
          .op("virtual", ["full"])
          .op("alias", ["n", "title"]),
      );
    });
    const model = modelIn(catalog);
    expect(model.aliases).toEqual({ name: "n", title: "n" });
    expect(model.virtuals).toEqual([
      { path: "posts", ref: "Post", localField: "_id", foreignField: "author" },
    ]);
    expect(model.options).toEqual(options);
  });
});
