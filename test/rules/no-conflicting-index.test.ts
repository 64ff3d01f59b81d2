import { expect, test } from "vitest";
import rule from "../../rules/no-conflicting-index.js";
import type { Model } from "../../src/catalog/types.js";
import type { CatalogSpec, ModelSpec } from "../support/catalog.js";
import { judged, said } from "../support/judge.js";

type Indexes = NonNullable<ModelSpec["indexes"]>;
const user = (...indexes: Indexes): CatalogSpec => ({ models: { User: { indexes } } });

test.each<[string, Indexes, string, string]>([
  [
    "unique under the name of a plain index (I21)",
    [[{ a: 1 }], [{ a: 1 }, { unique: true }]],
    "86",
    "`unique`",
  ],
  [
    "TTL on a plain index (I22)",
    [[{ a: 1 }], [{ a: 1 }, { expireAfterSeconds: 60 }]],
    "85",
    "`expireAfterSeconds`",
  ],
  ["sparse", [[{ a: 1 }], [{ a: 1 }, { sparse: true }]], "86", "`sparse`"],
  ["a collation", [[{ a: 1 }], [{ a: 1 }, { collation: { locale: "en" } }]], "86", "`collation`"],
])("reports %s and which option is lost", (_, indexes, code, lost) => {
  expect(judged(rule, user(...indexes)).map(({ data, at }) => [data["code"], data["lost"], at.line])).toEqual(
    [[code, lost, 51]],
  );
});

test("two indexes that each do what the other does not may both be wanted", () => {
  const collation = { locale: "en", strength: 2 };
  expect(said(rule, user([{ a: 1 }, { unique: true }], [{ a: 1 }, { collation }]))).toEqual([
    "`{ a: 1 }` of `User` is refused with error 86: `a_1` exists with other options (`unique`, `collation`). So `collation` never takes effect. Declare the index once, or give each a name of its own.",
  ]);
});

test("says it in one sentence and points at the other", () => {
  expect(judged(rule, user([{ a: 1 }], [{ a: 1 }, { unique: true }]))).toMatchObject([
    {
      message:
        "`{ a: 1 }` of `User` is refused with error 86: `a_1` exists with other options (`unique`). So `unique` never takes effect. Declare the index once.",
      see: [{ at: { line: 50 } }],
    },
  ]);
});

test("names all options that are lost", () => {
  const [message] = said(rule, user([{ a: 1 }], [{ a: 1 }, { unique: true, sparse: true }]));
  expect(message).toMatch(/ So `unique` and `sparse` never take effect\. /);
});

test.each<[string, Indexes]>([
  ["the same index under two names (I20)", [[{ a: 1 }], [{ a: 1 }, { name: "b" }]]],
  [
    "one name for two indexes (I23)",
    [
      [{ a: 1 }, { name: "x" }],
      [{ b: 1 }, { name: "x" }],
    ],
  ],
  ["a second text index (I29)", [[{ a: "text" }], [{ b: "text" }]]],
])("reports %s", (_, indexes) => expect(said(rule, user(...indexes))).toHaveLength(1));

test("reports a discriminator's index that takes the name of its base's (M37, M38)", () => {
  const models = {
    Event: { indexes: [[{ at: 1 }]], options: { discriminatorKey: "kind" } },
    Click: {
      base: "src/models/event.ts#Event",
      collection: "events",
      options: { discriminatorKey: "kind", discriminatorValue: "Click" },
      indexes: [[{ at: 1 }, { unique: true }]],
    },
  } as const;
  expect(judged(rule, { models }).map(({ model }) => model)).toEqual(["src/models/click.ts#Click"]);
});

test("tells of siblings that only Mongoose's own limit sets apart (M37)", () => {
  const child = (value: string): ModelSpec => ({
    base: "src/models/event.ts#Event",
    collection: "events",
    options: { discriminatorKey: "kind", discriminatorValue: value },
    indexes: [[{ at: 1 }]],
  });
  const models = {
    Event: { options: { discriminatorKey: "kind" } },
    Click: child("Click"),
    View: child("View"),
  };
  const limited = (value: string): ModelSpec => ({
    ...child(value),
    indexes: [[{ at: 1 }, { unique: true, partialFilterExpression: { kind: value } }]],
  });
  expect(
    judged(rule, { models: { ...models, Click: limited("Click"), View: limited("View") } }),
  ).toMatchObject([{ message: expect.stringContaining("Mongoose limits a discriminator's index") }]);
  expect(judged(rule, { models })).toMatchObject([
    {
      model: "src/models/view.ts#View",
      message:
        "`{ at: 1 }` of `View` is refused with error 86: Mongoose limits a discriminator's index to its own documents, and `at_1` exists with another limit. Declare the index once, on `Event`, or give each a name of its own.",
    },
  ]);
});

test.each<[string, Indexes]>([
  ["an equal index: no-duplicate-index's business", [[{ a: 1 }], [{ a: 1 }]]],
  ["a named variant (I12)", [[{ a: 1 }], [{ a: 1 }, { unique: true, name: "a_unique" }]]],
  ["other keys", [[{ a: 1 }], [{ a: -1 }]]],
])("is silent for %s", (_, indexes) => expect(said(rule, user(...indexes))).toEqual([]));

test("is silent when something is unknown: a conditional declaration", () => {
  expect(said(rule, user([{ a: 1 }, {}, { certainty: "assumed" }], [{ a: 1 }, { unique: true }]))).toEqual(
    [],
  );
});

test("is silent about an index that code makes where a schema that sends none declares another (M41)", () => {
  const spec = (options: Model["options"]): CatalogSpec => ({
    models: {
      User: { options, collection: "users", indexes: [[{ a: 1 }, { unique: true }]] },
      users: { dialect: "driver", collection: "users", indexes: [[{ a: 1 }, {}, { via: "operation" }]] },
    },
  });
  expect(judged(rule, spec({})).map(({ data }) => data["model"])).toContain("users");
  expect(said(rule, spec({ autoIndex: false }))).toEqual([]);
});
