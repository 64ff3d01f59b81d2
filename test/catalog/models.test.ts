import { describe, expect, test } from "vitest";
import { collectionName } from "../../src/catalog/naming.js";
import { link } from "../../src/catalog/link.js";
import type { ModelRef } from "../../src/interpret/happenings.js";
import { Maybe, registered, scene, unknown, type Scene } from "../support/happenings.js";
import { linked, modelIn } from "../support/linked.js";

const text = (v: string) => ({ t: "prim", v }) as const;
const names = (play: (s: Scene) => void) => linked(play).models.map(({ id }) => id);

describe("collection names (§A.6)", () => {
  test.each([
    ["Person", "people"],
    ["Category", "categories"],
    ["Bus", "buses"],
    ["Status", "status"],
    ["UserStatus", "userstatuses"],
    ["Media", "media"],
    ["SocialMedia", "socialmedias"],
    ["Datum", "data"],
    ["Index", "indexes"],
    ["Leaf", "leafs"],
    ["Cafe", "caves"],
    ["Campus", "campus"],
    ["Hero", "heros"],
    ["Box2", "box2"],
    ["Foo$", "foo$"],
    ["Human", "humans"],
    ["Goose", "geese"],
    ["Company", "companies"],
    ["user_profile", "user_profiles"],
    ["system.profile", "system.profile"],
  ])("%s → %s (M53)", (name, collection) => expect(collectionName(name, 9)).toBe(collection));

  test.each([
    ["Human", "humans"],
    ["Superhuman", "super$1ens"],
    ["Woman", "women"],
    ["Virus", "viri"],
    ["Cactus", "cactus"],
    ["Focus", "focus"],
    ["Goose", "gooses"],
    ["Octopus", "octopi"],
    ["Status", "status"],
    ["Person", "people"],
  ])("Mongoose 5: %s → %s (M54)", (name, collection) => expect(collectionName(name, 5)).toBe(collection));

  test("the third argument wins over the schema's option, and that over the name (M52)", () => {
    const catalog = linked((s) => {
      s.model("A", s.schema({}, { collection: "fromOption" }), { collection: text("given") });
      s.model("B", s.schema({}, { collection: "fromOption" }));
      s.model("C", s.schema({}).op("set", ["collection", "setLater"]));
      s.model("D", s.schema({}), { collection: unknown("a setting") });
      s.model("E", s.schema({}, { collection: unknown("a setting") }));
      s.model("F", s.schema({}), { collection: { t: "union", of: [unknown("a setting"), text("usual")] } });
    });
    expect(catalog.models.map(({ collection }) => collection)).toEqual([
      "given",
      "fromOption",
      "setLater",
      null,
      null,
      "usual",
    ]);
    expect(catalog.gaps.map(({ what, why }) => `${what}: ${why}`)).toEqual([
      "model: the model's collection is not known",
      "schema: the schema option `collection` is not known for sure: a setting",
      "model: the model's collection is not known",
    ]);
  });
});

describe("registrations", () => {
  test("a plain object is a schema (M51)", () => {
    const catalog = linked((s) => void s.model("Thing", { a: { type: String, unique: true } }));
    expect(modelIn(catalog).indexes.map(({ name }) => name)).toEqual(["a_1"]);
  });

  test("a name alone only looks a model up", () => {
    expect(names((s) => void s.model("Thing", { t: "undefined" }))).toEqual([]);
  });

  test("the same call seen twice is one model, found by either registration", () => {
    const catalog = linked((s) => {
      const at = s.span();
      const place = s.span();
      const [one, two] = [
        s.schema({ a: String }, undefined, { at }),
        s.schema({ a: String }, undefined, { at }),
      ];
      s.model("Thing", one, { at: place });
      const second = s.model("Thing", two, { at: place });
      s.push(query(registered(second), s));
    });
    expect(catalog.models.map(({ id }) => id)).toEqual(["src/model.ts#Thing"]);
    expect(catalog.queries[0]?.modelId).toBe("src/model.ts#Thing");
  });

  test("a run that did not know the schema says nothing beside one that did", () => {
    const catalog = linked((s) => {
      const at = s.span();
      s.model("Thing", unknown("a parameter"), { at });
      s.model("Thing", s.schema({ a: String }), { at });
    });
    expect(catalog.models.map(({ id, complete }) => [id, complete])).toEqual([["src/model.ts#Thing", true]]);
    expect(catalog.gaps).toEqual([]);
  });

  test("one schema under several names makes several models", () => {
    expect(
      names((s) => {
        const schema = s.schema({ a: String });
        for (const name of ["A", "B", "C"]) s.model(name, schema);
      }),
    ).toEqual(["src/model.ts#A", "src/model.ts#B", "src/model.ts#C"]);
  });

  test("one name on two connections makes two models with ids of their own", () => {
    expect(
      names((s) => {
        const schema = s.schema({ a: String });
        s.model("Thing", schema);
        s.model("Thing", schema, { connection: "archive" });
      }),
    ).toEqual(["src/model.ts#Thing", "src/model.ts#Thing~2"]);
  });

  test("a name that is one of several makes a model of each", () => {
    const catalog = linked(
      (s) => void s.model("", s.schema({}), { name: { t: "union", of: [text("A"), text("B")] } }),
    );
    expect(catalog.models.map(({ name }) => name)).toEqual(["A", "B"]);
  });

  test("a class gives its name", () => {
    const catalog = linked(
      (s) => void s.model("", s.schema({}), { name: { t: "class", name: "Thing", id: "src/model.ts#0" } }),
    );
    expect(modelIn(catalog).name).toBe("Thing");
  });

  test("a name that is not known is a gap, unless another run knew it", () => {
    const catalog = linked((s) => {
      const at = s.span();
      s.model("", s.schema({}), { name: unknown(), at });
      s.model("Thing", s.schema({}), { at });
      s.model("", s.schema({}), { name: unknown() });
    });
    expect(catalog.models.map(({ name }) => name)).toEqual(["Thing"]);
    expect(catalog.gaps.map(({ what, why, at }) => [what, why, at.line])).toEqual([
      ["model", "the model's name is not known", 5],
    ]);
  });

  test("a schema that is not known leaves a model without paths", () => {
    const catalog = linked((s) => void s.model("Thing", unknown()));
    expect(modelIn(catalog)).toMatchObject({ paths: [], indexes: [], complete: false });
    expect(catalog.coverage.models).toEqual({ read: 0, unknown: 1 });
  });

  test("a Nest model lives where its class does, however many modules name it", () => {
    const catalog = linked((s) => {
      const schema = s.schema({ a: String }, undefined, {
        dialect: "nestjs",
        at: s.span("src/user.schema.ts"),
      });
      for (const file of ["src/b.module.ts", "src/a.module.ts"])
        s.model("User", schema, { dialect: "nestjs", at: s.span(file) });
    });
    expect(catalog.models.map(({ id, dialect }) => [id, dialect])).toEqual([
      ["src/user.schema.ts#User", "nestjs"],
    ]);
  });

  test("a conditional registration is a model all the same", () => {
    expect(names((s) => void s.model("Thing", s.schema({ a: new Maybe(String) }), { maybe: true }))).toEqual([
      "src/model.ts#Thing",
    ]);
  });
});

const query = (model: ModelRef, s: Scene, file = "src/service.ts") =>
  ({
    type: "query",
    id: 1,
    model,
    operation: "find",
    args: [],
    steps: [],
    at: s.span(file),
    through: [],
    in: null,
    native: false,
    receiver: "model",
  }) as const;

describe("who a reference means", () => {
  /** Two services with a `User` each, a shared package, and an asker somewhere. */
  const asked = (ref: (from: string) => ModelRef, from: string) => {
    const packages = (file: string) => {
      const directory = file.split("/").slice(0, 2).join("/");
      return {
        name: directory.replace("packages/", "@shop/"),
        directory,
        dependsOn: directory === "packages/web" ? ["@shop/models"] : [],
      };
    };
    const s = scene(packages);
    for (const file of ["packages/a/user.ts", "packages/b/user.ts"]) {
      s.model(
        "User",
        s.schema({ a: String }, undefined, { at: s.span(file), documentType: `${file}#UserDoc` }),
        { at: s.span(file) },
      );
    }
    s.model("Order", s.schema({}), {
      at: s.span("packages/models/order.ts"),
      documentTypes: ["packages/models/types.ts#IOrder"],
    });
    s.push(query(ref(from), s, from));
    return link(s.happenings).queries[0]?.modelId ?? null;
  };
  const named =
    (name: string) =>
    (from: string): ModelRef => ({ by: "name", name, from });
  const typed =
    (type: string, name: string) =>
    (from: string): ModelRef => ({ by: "document", type, name, from });
  const stored =
    (name: string) =>
    (from: string): ModelRef => ({ by: "collection", name, from });

  test("by name: its own package first, then those it depends on, then the only one there is", () => {
    expect(asked(named("User"), "packages/b/service.ts")).toBe("packages/b/user.ts#User");
    expect(asked(named("User"), "packages/web/page.ts")).toBeNull();
    expect(asked(named("Order"), "packages/web/page.ts")).toBe("packages/models/order.ts#Order");
    expect(asked(named("Order"), "packages/other/page.ts")).toBe("packages/models/order.ts#Order");
    expect(asked(named("Nothing"), "packages/a/service.ts")).toBeNull();
  });

  test("by document type: by its declaration, else by what its name tells", () => {
    expect(asked(typed("packages/b/user.ts#UserDoc", "UserDoc"), "packages/web/page.ts")).toBe(
      "packages/b/user.ts#User",
    );
    expect(asked(typed("packages/models/types.ts#IOrder", "IOrder"), "packages/a/x.ts")).toBe(
      "packages/models/order.ts#Order",
    );
    expect(asked(typed("packages/a/types.ts#IUserDocument", "IUserDocument"), "packages/a/x.ts")).toBe(
      "packages/a/user.ts#User",
    );
    expect(asked(typed("packages/a/types.ts#Invoice", "Invoice"), "packages/a/x.ts")).toBeNull();
  });

  test("by collection: the model of that collection, in the same package or one it depends on", () => {
    expect(asked(stored("orders"), "packages/web/page.ts")).toBe("packages/models/order.ts#Order");
    expect(asked(stored("users"), "packages/a/job.ts")).toBe("packages/a/user.ts#User");
    expect(asked(stored("orders"), "packages/a/job.ts")).toBe("packages/a/job.ts#orders");
  });
});

test("the same happenings give the same bytes, in whatever order they came", () => {
  const play = (s: Scene) => {
    const at = [s.span("b.ts"), s.span("a.ts"), s.span("c.ts")] as const;
    const user = s.schema({ email: { type: String, unique: true } }, undefined, { at: at[0] });
    const order = s.schema({ user: { type: String, index: true } }, undefined, { at: at[1] });
    const one = s.model("User", user, { at: at[0] });
    s.model("Order", order, { at: at[1] });
    s.push({ ...query(registered(one), s), at: at[2] });
  };
  const [forth, back] = [scene(), scene()];
  play(forth);
  play(back);
  const catalog = link(forth.happenings);
  const { happenings } = back;
  expect(JSON.stringify(link({ ...happenings, list: happenings.list.toReversed() }))).toBe(
    JSON.stringify(catalog),
  );
  expect(JSON.stringify(link(forth.happenings))).toBe(JSON.stringify(catalog));
});

test("where another mapper may declare the same collections, no model is complete", () => {
  const s = scene(() => ({ otherMapper: "@mikro-orm/mongodb" }));
  s.model("User", s.schema({ email: { type: String, index: true } }));
  const { models, gaps } = link(s.happenings);
  expect(models.map(({ name, complete, indexes }) => [name, complete, indexes.length])).toEqual([
    ["User", false, 1],
  ]);
  expect(gaps.map(({ why }) => why)).toEqual([
    "`@mikro-orm/mongodb` may declare further indexes of its collection",
  ]);
});
