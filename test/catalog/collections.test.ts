import { describe, expect, test } from "vitest";
import { link, type KnownIndex } from "../../src/catalog/link.js";
import type { Datum, OperationIssued } from "../../src/interpret/happenings.js";
import { scene, unknown, type Scene } from "../support/happenings.js";
import { catalogOf } from "../support/project.js";
import { bare, collectionIn, linked, modelIn } from "../support/linked.js";

const indexed = { type: String, index: true };

describe("what the server gets", () => {
  test("the schema's collation goes to all but text indexes, or what has its own (M44, vector 29)", () => {
    const collation = { locale: "en", strength: 2 };
    const catalog = linked((s) => {
      const definition = {
        a: indexed,
        t: { type: String, text: true },
        own: { type: String, index: { collation: { locale: "fr" } } },
      };
      s.model("Thing", s.schema(definition, { collation }));
    });
    expect(bare(modelIn(catalog).indexes)[0]).toEqual([[["a", 1]], {}]);
    expect(bare(collectionIn(catalog, "things").indexes)).toEqual([
      [[["_id", 1]], {}],
      [[["a", 1]], { collation }],
      [[["t", "text"]], {}],
      [[["own", 1]], { collation: { locale: "fr" } }],
    ]);
  });

  test("options the driver does not know are dropped (M46, vector 5)", () => {
    const catalog = linked(
      (s) =>
        void s.model(
          "Thing",
          s.schema({ at: Date }).op("index", [{ at: 1 }, { expires: 0, hidden: true, typo: 1 }]),
        ),
    );
    expect(bare(modelIn(catalog).indexes)).toEqual([[[["at", 1]], { expires: 0, hidden: true, typo: 1 }]]);
    expect(bare(collectionIn(catalog, "things").indexes)[1]).toEqual([[["at", 1]], { hidden: true }]);
  });

  test("an index that is declared twice is one, of the model it stays two (I19)", () => {
    const catalog = linked((s) => void s.model("Thing", s.schema({ a: indexed }).op("index", [{ a: 1 }])));
    expect(modelIn(catalog).indexes).toHaveLength(2);
    expect(bare(collectionIn(catalog, "things").indexes)).toEqual([
      [[["_id", 1]], {}],
      [[["a", 1]], {}],
    ]);
  });

  test("`_id` is there once, whoever declares it (M33)", () => {
    const catalog = linked(
      (s) =>
        void s.model(
          "Thing",
          s
            .schema({ _id: indexed })
            .op("index", [{ _id: 1 }])
            .op("index", [{ _id: "hashed" }]),
        ),
    );
    expect(collectionIn(catalog, "things").indexes.map(({ name, via }) => [name, via])).toEqual([
      ["_id_", "implicit"],
      ["_id_hashed", "call"],
    ]);
  });

  test("vectors 6–9, 25: clashing declarations are kept, for rules to judge", () => {
    const catalog = linked(
      (s) =>
        void s.model(
          "Thing",
          s
            .schema({ a: indexed, b: { type: String, text: true }, c: { type: String, text: true } })
            .op("index", [{ a: 1 }, { unique: true }])
            .op("index", [{ a: -1 }]),
        ),
    );
    expect(collectionIn(catalog, "things").indexes.map(({ name }) => name)).toEqual([
      "_id_",
      "a_1",
      "b_text",
      "c_text",
      "a_1",
      "a_-1",
    ]);
  });

  test("vector 26: a compound TTL index keeps its option", () => {
    const catalog = linked(
      (s) =>
        void s.model(
          "Thing",
          s.schema({ at: Date }).op("index", [{ at: 1, u: 1 }, { expireAfterSeconds: 60 }]),
        ),
    );
    expect(bare(collectionIn(catalog, "things").indexes)[1]).toEqual([
      [
        ["at", 1],
        ["u", 1],
      ],
      { expireAfterSeconds: 60 },
    ]);
  });

  test("known indexes of the configuration are there as well", () => {
    const known: KnownIndex[] = [
      { model: "Thing", keys: { a: 1 } },
      { collection: "things", keys: [["b", -1]], options: { unique: true } },
      { collection: "others", keys: { c: 1 } },
    ];
    const catalog = linked((s) => void s.model("Thing", s.schema({})), { knownIndexes: known });
    expect(collectionIn(catalog, "things").indexes.map(({ name, via }) => [name, via])).toEqual([
      ["_id_", "implicit"],
      ["a_1", "config"],
      ["b_-1", "config"],
    ]);
  });
});

describe("which models share a collection (M55)", () => {
  const collections = (dependsOn: readonly string[]) => {
    const s = scene((file) => {
      const directory = file.split("/")[0] ?? "";
      return { name: directory, directory, dependsOn: directory === "web" ? dependsOn : [] };
    });
    s.model("User", s.schema({ a: indexed }), { at: s.span("web/user.ts") });
    s.model("users", s.schema({ b: indexed }), { at: s.span("web/users.ts") });
    s.model("User", s.schema({ c: indexed }), { at: s.span("api/user.ts") });
    s.model("User", s.schema({ d: indexed }), { at: s.span("web/archive.ts"), connection: "archive" });
    return link(s.happenings).collections.map(({ connection, models, indexes }) => [
      connection,
      models,
      indexes.map(({ name }) => name),
    ]);
  };

  test("those of one package", () => {
    expect(collections([])).toEqual([
      [null, ["api/user.ts#User"], ["_id_", "c_1"]],
      [null, ["web/user.ts#User", "web/users.ts#users"], ["_id_", "a_1", "b_1"]],
      ["archive", ["web/archive.ts#User"], ["_id_", "d_1"]],
    ]);
  });

  test("and of packages that import each other", () => {
    expect(collections(["api"])[0]).toEqual([
      null,
      ["api/user.ts#User", "web/user.ts#User", "web/users.ts#users"],
      ["_id_", "c_1", "a_1", "b_1"],
    ]);
  });

  test("one declaration that two models of the collection share is one index", () => {
    const catalog = linked((s) => {
      const schema = s.schema({ a: indexed });
      s.model("User", schema);
      s.model("Users", schema);
    });
    expect(collectionIn(catalog, "users").indexes.map(({ name }) => name)).toEqual(["_id_", "a_1"]);
  });
});

describe("operations", () => {
  const datum = (value: unknown): Datum => {
    if (typeof value === "object" && value !== null && "t" in value) return value as Datum;
    if (Array.isArray(value)) return { t: "array", items: value.map((each) => ({ value: datum(each) })) };
    if (typeof value === "object" && value !== null)
      return {
        t: "object",
        entries: Object.entries(value).map(([key, each]) => ({ key, value: datum(each) })),
        open: false,
      };
    return { t: "prim", v: value as string };
  };
  const issue = (
    s: Scene,
    file: string,
    kind: string,
    args: readonly unknown[],
    more: Partial<OperationIssued> = {},
  ) =>
    s.push({
      type: "operation",
      kind,
      model: { by: "collection", name: "users", from: file },
      args: args.map(datum),
      at: s.span(file),
      in: null,
      migration: file.startsWith("migrations/"),
      ...(file.startsWith("migrations/") ? { direction: "up" as const } : {}),
      ...more,
    });
  const users = (play: (s: Scene) => void) =>
    linked((s) => {
      s.model("User", s.schema({ email: { type: String, unique: true } }));
      play(s);
    });
  const effective = (play: (s: Scene) => void) =>
    collectionIn(users(play), "users")
      .indexes.slice(2)
      .map(({ name, via, certainty }) => [name, via, certainty]);

  test("migrations count in the order of their file names, up only", () => {
    expect(
      effective((s) => {
        issue(s, "migrations/003.ts", "dropIndex", ["old"]);
        issue(s, "migrations/001.ts", "createIndex", [{ a: 1 }, { name: "old" }]);
        issue(s, "migrations/001.ts", "createIndexes", [
          [
            { key: { b: 1 }, sparse: true },
            { key: { c: -1 }, name: "byC" },
          ],
        ]);
        issue(s, "migrations/002.ts", "dropIndexes", [{ c: -1 }]);
        issue(s, "migrations/003.ts", "createIndex", [{ down: 1 }], { direction: "down" });
      }),
    ).toEqual([["b_1", "operation", "proven"]]);
  });

  test("what a migration's own tests set up is no part of it", () => {
    expect(
      effective((s) => {
        issue(s, "migrations/001.ts", "createIndex", [{ a: 1 }]);
        issue(s, "migrations/specs/001.spec.ts", "createIndex", [{ b: 1 }]);
        issue(s, "migrations/specs/001.spec.ts", "dropIndex", ["a_1"]);
      }),
    ).toEqual([["a_1", "operation", "proven"]]);
  });

  test("all of a collection's own indexes can be dropped, those the schema declares come back", () => {
    expect(
      collectionIn(
        users((s) => {
          issue(s, "migrations/001.ts", "createIndex", ["a"]);
          issue(s, "migrations/002.ts", "dropIndexes", []);
        }),
        "users",
      ).indexes.map(({ name }) => name),
    ).toEqual(["_id_", "email_1"]);
  });

  test("within a migration the order is that of the calls, and a dropped collection has nothing left", () => {
    const names = (...operations: readonly (readonly [kind: string, ...args: unknown[]])[]) =>
      effective((s) => {
        const at = s.span("migrations/001.ts");
        const spots = operations.map((_, n) => ({ ...at, start: at.start + operations.length - n }));
        operations.forEach(([kind, ...args], n) =>
          issue(s, "migrations/001.ts", kind, args, { at: spots[n] ?? at }),
        );
      }).map(([name]) => name);
    expect(names(["createIndex", { a: 1 }], ["dropIndex", "a_1"], ["createIndex", { b: 1 }])).toEqual([
      "b_1",
    ]);
    expect(names(["createIndex", { a: 1 }], ["dropCollection"], ["createIndex", { b: 1 }])).toEqual(["b_1"]);
  });

  test("collMod changes what is there", () => {
    const catalog = users((s) => {
      issue(s, "migrations/001.ts", "createIndex", [{ at: 1 }, { expireAfterSeconds: 60 }]);
      issue(s, "migrations/002.ts", "collMod", [
        { collMod: "users", index: { keyPattern: { at: 1 }, expireAfterSeconds: 90 } },
      ]);
      issue(s, "migrations/003.ts", "collMod", [
        { collMod: "users", index: { name: "email_1", hidden: true } },
      ]);
    });
    expect(bare(collectionIn(catalog, "users").indexes)).toEqual([
      [[["_id", 1]], {}],
      [[["email", 1]], { unique: true, hidden: true }],
      [[["at", 1]], { expireAfterSeconds: 90 }],
    ]);
  });

  test("creating what is declared is no operation; creating it otherwise is kept, for rules to judge", () => {
    expect(
      effective((s) =>
        issue(s, "src/start.ts", "createIndex", [{ email: 1 }, { unique: true, background: true }]),
      ),
    ).toEqual([]);
    expect(effective((s) => issue(s, "src/start.ts", "createIndex", [{ email: 1 }]))).toEqual([
      ["email_1", "operation", "proven"],
    ]);
  });

  test("start-up code counts, tests do not", () => {
    expect(
      effective((s) => {
        issue(s, "src/start.ts", "createIndex", [{ a: 1 }], { maybe: true });
        issue(s, "test/setup.ts", "createIndex", [{ b: 1 }]);
      }),
    ).toEqual([["a_1", "operation", "assumed"]]);
  });

  test("keys that are not known are a gap, options that are not known an assumption", () => {
    const catalog = users((s) => {
      issue(s, "src/start.ts", "createIndex", [unknown("a parameter")]);
      issue(s, "src/start.ts", "createIndex", [{ a: 1 }, unknown("a parameter")]);
    });
    expect(catalog.operations.map(({ keys }) => keys)).toEqual([undefined, [["a", 1]]]);
    expect(catalog.gaps.map(({ what, why }) => [what, why])).toEqual([
      ["operation", "a parameter"],
      ["operation", "a parameter"],
    ]);
    expect(catalog.coverage.operations).toEqual({ read: 0, unknown: 2 });
  });

  test("a collection no model owns is the driver's own, its indexes what code creates", () => {
    const catalog = linked((s) => {
      const model = { by: "collection", name: "events", from: "src/events.ts" } as const;
      issue(s, "src/events.ts", "createIndex", [{ at: -1 }], { model });
    });
    expect(catalog.models).toMatchObject([
      {
        id: "src/events.ts#events",
        dialect: "driver",
        collection: "events",
        complete: true,
        indexes: [{ name: "at_-1", via: "operation" }],
      },
    ]);
    expect(collectionIn(catalog, "events").indexes.map(({ name }) => name)).toEqual(["_id_", "at_-1"]);
  });

  test("an index that a one-off program puts on another file's schema is an operation", () => {
    const catalog = linked((s) => {
      const schema = s.schema({ a: String });
      s.model("User", schema);
      schema.op("index", [{ a: 1 }, { unique: true }], { at: s.span("src/scripts/clean.ts") });
    });
    expect(modelIn(catalog).indexes).toEqual([]);
    expect(catalog.operations).toMatchObject([
      { kind: "createIndex", collection: "users", keys: [["a", 1]], options: { unique: true } },
    ]);
  });
});

test("what a test declares for itself serves no query of the application", () => {
  const { models, collections, queries } = catalogOf({
    "user.js": `const { Schema, model } = require("mongoose");
      const User = model("User", new Schema({ email: String }));
      exports.byEmail = (email) => User.find({ email });`,
    "users.js": `const { MongoClient } = require("mongodb");
      exports.users = (url, email) => new MongoClient(url).db().collection("users").find({ email });`,
    "user.spec.js": `const { Schema, model } = require("mongoose");
      beforeAll(() => { model("User", new Schema({ email: { type: String, index: true } })); });`,
  });
  const own = models.find(({ at }) => at?.file === "user.js")?.id;
  expect(queries.map(({ modelId, plan }) => [modelId, plan?.access])).toEqual([
    [own, "collscan"],
    [own, "collscan"],
  ]);
  expect(collections.map(({ models, indexes }) => [models.length, indexes.length])).toEqual([
    [1, 1],
    [1, 2],
  ]);
});
