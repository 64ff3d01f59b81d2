import { describe, expect, test } from "vitest";
import { link } from "../../src/catalog/link.js";
import { commentBeside } from "../../src/catalog/comments.js";
import { comparePlaces, placesOf } from "../../src/catalog/places.js";
import type { Happenings } from "../../src/interpret/happenings.js";
import { Maybe, scene, unknown, type Declared, type Scene } from "../support/happenings.js";
import { bare, linked, linkedModel, modelIn } from "../support/linked.js";

const indexed = { type: String, index: true };

/** The lines of the model's indexes, by name; in a scene every property and call has a line of its own. */
const linesOf = (play: (s: Scene) => Declared) => {
  const { indexes } = modelIn(linked((s) => void s.model("Thing", play(s))));
  return Object.fromEntries(indexes.map(({ name, at, via }) => [name, [at?.line, via]]));
};

describe("every effective index keeps the place of its declaration", () => {
  test("a field, whatever form its index has", () => {
    // Lines: 1 the schema; then each property, outside in.
    const lines = linesOf((s) =>
      s.schema({
        a: indexed,
        b: { type: Number, index: -1 },
        c: { type: String, unique: true },
        d: { type: String, index: "hashed" },
      }),
    );
    expect(lines).toEqual({
      a_1: [2, "path"],
      "b_-1": [5, "path"],
      c_1: [8, "path"],
      d_hashed: [11, "path"],
    });
  });

  test("an option whose object Mongoose throws away (§A.1)", () => {
    expect(linesOf((s) => s.schema({ a: { type: String, unique: true, index: { sparse: true } } }))).toEqual({
      a_1: [2, "path"],
    });
  });

  test("a call", () => {
    expect(linesOf((s) => s.schema({ a: String, b: String }).op("index", [{ a: 1, b: 1 }]))).toEqual({
      a_1_b_1: [4, "call"],
    });
  });

  test("a call on a path", () => {
    expect(linesOf((s) => s.schema({ a: String }).op("pathCall", ["a", "index", true]))).toEqual({
      a_1: [3, "call"],
    });
  });

  test("a later call on an indexed path leaves the path where it is", () => {
    const catalog = linked(
      (s) => void s.model("Thing", s.schema({ a: indexed }).op("pathCall", ["a", "unique", true])),
    );
    expect(modelIn(catalog).paths.find(({ path }) => path === "a")?.at?.line).toBe(2);
  });

  test("through sub-schemas, arrays and maps", () => {
    const lines = linesOf((s) => {
      const sub = s.schema({ x: indexed, y: { type: Number, index: -1 } }).op("index", [{ x: 1, y: 1 }]);
      return s.schema({ one: sub, many: [sub], map: { type: Map, of: sub }, inline: [{ z: indexed }] });
    });
    expect(lines).toMatchObject({
      "one.x_1": [2, "path"],
      "one.y_-1": [5, "path"],
      "one.x_1_one.y_1": [8, "call"],
      "many.y_-1": [5, "path"],
      "many.x_1_many.y_1": [8, "call"],
      "map.$*.x_1": [2, "path"],
    });
    expect(lines["inline.z_1"]?.[1]).toBe("path");
  });

  test("through add, clone and discriminators", () => {
    const catalog = linked((s) => {
      const part = s.schema({ a: indexed, b: { type: Number, index: -1 } }).op("index", [{ a: 1, b: 1 }]);
      const item = s.model("Item", s.schema({ c: indexed }).op("add", [part]));
      s.model("Book", s.schema({ d: { type: Number, index: -1 } }), {
        base: { by: "registration", id: item },
      });
    });
    const lines = modelIn(catalog, "Item").indexes.map(({ name, at }) => [name, at?.line]);
    expect(lines).toEqual([
      ["c_1", 12],
      ["a_1", 2],
      ["b_-1", 5],
      ["a_1_b_1", 8],
    ]);
    const ofBook = modelIn(catalog, "Book").indexes.map(({ name, at }) => [name, at?.line]);
    expect(ofBook).toEqual(
      expect.arrayContaining([
        ["c_1", 12],
        ["a_1", 2],
        ["b_-1", 5],
        ["d_-1", 18],
      ]),
    );
  });

  test("a decorator's, when the schema is a class's", () => {
    const s = scene();
    const schema = s.schema({ a: indexed });
    const built = {
      ...schema.built,
      dialect: "nestjs" as const,
      ops: schema.built.ops.map((op) => ({ ...op, via: "decorator" as const })),
    };
    s.push(built);
    s.model("Thing", schema);
    expect(modelIn(link(s.happenings)).indexes.map(({ via }) => via)).toEqual(["decorator"]);
  });
});

describe("what is not known for sure is assumed or a gap", () => {
  test("a conditional path, index or option", () => {
    const maybe = linkedModel({
      a: new Maybe(indexed),
      b: { type: String, index: new Maybe(true) },
      c: indexed,
    });
    expect(maybe.indexes.map(({ certainty }) => certainty)).toEqual(["assumed", "assumed", "proven"]);
    const catalog = linked(
      (s) => void s.model("Thing", s.schema({ a: String }).op("index", [{ a: 1 }], { maybe: true })),
    );
    expect(modelIn(catalog).indexes[0]?.certainty).toBe("assumed");
  });

  test("vector 28: `unique: config.flag` may be a plain index", () => {
    const model = linkedModel({ a: { type: String, unique: unknown("a setting") } });
    expect(model.indexes).toMatchObject([{ keys: [["a", 1]], certainty: "assumed" }]);
  });

  test("options of an index that are not known keep the index", () => {
    const catalog = linked(
      (s) =>
        void s.model(
          "Thing",
          s
            .schema({ at: Date })
            .op("index", [{ at: 1 }, { expireAfterSeconds: unknown("a setting", ["number"]) }]),
        ),
    );
    expect(modelIn(catalog).indexes).toMatchObject([
      { options: { expireAfterSeconds: { $unknown: "number" } }, certainty: "assumed" },
    ]);
    expect(catalog.gaps.map(({ what, why }) => [what, why])).toEqual([
      ["index", "an index is not known for sure: a setting"],
    ]);
    expect(modelIn(catalog).complete).toBe(true);
  });

  test("a default beside something unknown is taken, and assumed", () => {
    const seconds = { t: "union", of: [unknown("a setting"), { t: "prim", v: 60 }] } as const;
    const catalog = linked(
      (s) =>
        void s.model(
          "Thing",
          s.schema({ at: Date }).op("index", [{ at: 1 }, { expireAfterSeconds: seconds }]),
        ),
    );
    expect(modelIn(catalog).indexes).toMatchObject([
      { options: { expireAfterSeconds: 60 }, certainty: "assumed" },
    ]);
  });

  test("keys that are not known make no index, but a gap and an incomplete model", () => {
    for (const keys of [unknown(), { a: unknown("a direction") }, { t: "object", entries: [], open: true }]) {
      const catalog = linked((s) => void s.model("Thing", s.schema({ a: String }).op("index", [keys])));
      expect(modelIn(catalog)).toMatchObject({ indexes: [], complete: false });
      expect(catalog.gaps.map(({ what }) => what)).toEqual(["index"]);
    }
  });

  test("an unknown type stands as Mixed, its index stays", () => {
    const catalog = linked(
      (s) =>
        void s.model("Thing", s.schema({ a: { type: unknown("a parameter"), index: true }, b: indexed })),
    );
    expect(bare(modelIn(catalog).indexes)).toEqual([
      [[["a", 1]], {}],
      [[["b", 1]], {}],
    ]);
    expect(modelIn(catalog).complete).toBe(false);
    expect(catalog.gaps).toMatchObject([
      { why: "the type of `a` is not known: a parameter", model: modelIn(catalog).id },
    ]);
  });

  test("an open definition may have more", () => {
    const open = { t: "object", entries: [{ key: "a", value: { t: "type", name: "String" } }], open: true };
    const model = linkedModel(open);
    expect(model.paths.map(({ path }) => path)).toContain("a");
    expect(model.complete).toBe(false);
  });

  test("what is unknown in a sub-schema leaves the model incomplete", () => {
    const catalog = linked((s) => void s.model("Thing", s.schema({ s: s.schema({ x: unknown() }) })));
    expect(modelIn(catalog).complete).toBe(false);
  });

  test("the throw of Mongoose is a gap in its words, and costs no other path", () => {
    // Vector 1: -1 cannot take `unique`.
    const catalog = linked(
      (s) =>
        void s.model(
          "Thing",
          s.schema({
            a: indexed,
            deep: { email: { type: String, index: -1, unique: true }, ok: indexed },
            n: undefined,
          }),
        ),
    );
    expect(modelIn(catalog).indexes.map(({ name }) => name)).toEqual(["a_1", "deep.ok_1"]);
    expect(catalog.gaps.map(({ why }) => why)).toEqual([
      "Mongoose throws: Cannot create property 'unique' on number '-1'",
      'Mongoose throws: Invalid value for schema path `n`, got value "undefined"',
    ]);
    expect(catalog.gaps[0]?.at.line).toBeGreaterThan(1);
  });

  test("a schema nobody registered is counted, and is no model", () => {
    const catalog = linked((s) => void s.schema({ a: indexed }));
    expect(catalog.models).toEqual([]);
    expect(catalog.coverage.schemas).toEqual({ read: 1, unknown: 0 });
  });
});

describe("places", () => {
  const lines: Happenings["lines"] = { "a.ts": [0, 10, 20] };

  test("lines and columns are 1-based", () => {
    const place = placesOf(lines);
    expect(place({ file: "a.ts", start: 0, end: 3 })).toEqual({
      file: "a.ts",
      line: 1,
      column: 1,
      endLine: 1,
      endColumn: 4,
    });
    expect(place({ file: "a.ts", start: 10, end: 25 })).toEqual({
      file: "a.ts",
      line: 2,
      column: 1,
      endLine: 3,
      endColumn: 6,
    });
    expect(place({ file: "b.ts", start: 4, end: 5 })).toMatchObject({ line: 1, column: 5 });
  });

  test("order by file, line and column; nothing comes last", () => {
    const at = (file: string, line: number, column: number) => ({ file, line, column });
    const sorted = [null, at("b", 1, 1), at("a", 2, 1), at("a", 1, 9), at("a", 1, 2)].sort(comparePlaces);
    expect(sorted).toEqual([at("a", 1, 2), at("a", 1, 9), at("a", 2, 1), at("b", 1, 1), null]);
  });

  test("a comment counts on the declaration's lines and the line above", () => {
    const of = (start: number, end: number, text = "// TTL index") =>
      commentBeside({ lines, comments: { "a.ts": [{ start, end, text }] } } as unknown as Happenings, {
        file: "a.ts",
        start: 12,
        end: 18,
      });
    expect(of(0, 9)).toBe("TTL index");
    expect(of(18, 19, "/* expires\n * soon */")).toBe("expires\nsoon");
    expect(of(20, 25)).toBeUndefined();
  });

  test("an index carries the comment beside it", () => {
    const s = scene();
    s.model("Thing", s.schema({ at: Date }).op("index", [{ at: 1 }]));
    const { happenings } = s;
    const catalog = link({
      ...happenings,
      comments: { "src/model.ts": [{ start: 230, end: 245, text: "// TTL: 30 days" }] },
    });
    expect(modelIn(catalog).indexes[0]?.comment).toBe("TTL: 30 days");
  });
});
