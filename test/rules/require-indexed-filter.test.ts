import { describe, expect, test } from "vitest";
import rule from "../../rules/require-indexed-filter.js";
import type { Plan } from "../../src/catalog/types.js";
import { verdicts } from "../../src/verdict/index.js";
import { catalogOf, type ModelSpec, type QuerySpec } from "../support/catalog.js";
import { assuming, judged, said } from "../support/judge.js";

const collscan: Plan = {
  access: "collscan",
  bounded: 0,
  tight: false,
  sort: "none",
  covered: false,
  residual: [],
};
const served: Plan = { ...collscan, access: "index", index: "email_1", bounded: 1, tight: true };
const whole: Plan = { ...collscan, access: "index", index: "createdAt_1", sort: "index" };

const paths = {
  email: "String!",
  tenant: "ObjectId",
  createdAt: "Date",
  active: "Boolean",
  tags: "[String]",
  roles: "[String]",
  "items.sku": "String",
};
const asking = (query: QuerySpec, model: ModelSpec = {}) => ({
  models: { User: { paths, ...model } },
  queries: [{ plan: collscan, ...query }],
});
const email = { filter: { email: { type: "string" } } };

describe("reports a collection scan", () => {
  test("naming the call, the model and the index to add (A10)", () => {
    expect(judged(rule, asking({ filter: { tenant: {}, email: {} } }))).toMatchObject([
      {
        message:
          "`User.find({ tenant, email })` scans the collection: no index starts with `tenant` or `email`. Add `{ tenant: 1, email: 1 }` to `User`.",
        certainty: "proven",
        at: { file: "src/services/service.ts", line: 10 },
        see: [{ at: { file: "src/models/user.ts", line: 1 }, message: "`User` is declared here." }],
      },
    ]);
  });
  test.each<[string, QuerySpec, string]>([
    [
      "equality, then sort, then range (A11)",
      { filter: { createdAt: { op: "range" }, tenant: {} }, sort: [["email", -1]] },
      "{ tenant: 1, email: -1, createdAt: 1 }",
    ],
    [
      "one key for a range that is sorted by (A13)",
      { filter: { createdAt: { op: "range" } }, sort: [["createdAt", -1]] },
      "{ createdAt: -1 }",
    ],
    [
      "the range where a sort key would leave it unbounded",
      { filter: { createdAt: { op: "range" } }, sort: [["email", 1]] },
      "{ createdAt: 1 }",
    ],
    [
      "no key twice for a sort by an equality",
      {
        filter: { tenant: {} },
        sort: [
          ["tenant", 1],
          ["email", 1],
        ],
      },
      "{ tenant: 1, email: 1 }",
    ],
    ["no negation in the keys (A12)", { filter: { tenant: {}, email: { op: "ne" } } }, "{ tenant: 1 }"],
    ["one array at most (I38)", { filter: { tags: {}, roles: {} } }, "{ tags: 1 }"],
    [
      "no key for what is only maybe asked",
      { filter: { tenant: {}, email: { maybe: true } } },
      "{ tenant: 1 }",
    ],
    [
      "what Mongoose adds too",
      { filter: { email: {} }, added: [{ path: "tenant", op: "eq" }] },
      "{ email: 1, tenant: 1 }",
    ],
    [
      "paths within `$elemMatch` (P17)",
      { filter: { items: { op: "elemMatch", within: [{ path: "sku", op: "eq" }] } } },
      '{ "items.sku": 1 }',
    ],
  ])("%s", (_, query, index) =>
    expect(judged(rule, asking(query)).map(({ data }) => data["index"])).toEqual([index]),
  );

  test("of a discriminator without its key: the index is partial anyway (A16)", () => {
    const spec = {
      models: {
        Event: { paths: { kind: "String" }, options: { discriminatorKey: "kind" } },
        Click: { base: "src/models/event.ts#Event", collection: "events", paths: { url: "String" } },
      },
      queries: [
        { model: "Click", filter: { url: {} }, added: [{ path: "kind", op: "eq" as const }], plan: collscan },
      ],
    };
    expect(judged(rule, spec).map(({ data }) => data["index"])).toEqual(["{ url: 1 }"]);
  });

  test("without an order by what the schema does not have", () => {
    const spec = asking({ ...email, sort: [["createdAt, -1", 1]] });
    expect(judged(rule, spec)).toMatchObject([{ data: { index: "{ email: 1 }" } }]);
  });
  test("with what next to all documents share after the others", () => {
    const spec = asking({ filter: { tenant: null, active: true, email: {} } });
    expect(
      judged(rule, { ...spec, models: { User: { paths: { ...paths, active: "Boolean" } } } }),
    ).toMatchObject([{ data: { index: "{ email: 1, tenant: 1, active: 1 }" } }]);
  });
  test("of a base asked for what its discriminators have", () => {
    const spec = {
      models: {
        Event: { paths: { kind: "String" }, options: { discriminatorKey: "kind" } },
        Click: { base: "src/models/event.ts#Event", collection: "events", paths: { url: "String" } },
      },
      queries: [{ model: "Event", filter: { url: {}, kind: {}, ulr: {} }, plan: collscan }],
    };
    expect(judged(rule, spec).map(({ data }) => data["index"])).toEqual(["{ url: 1, kind: 1 }"]);
  });
});

describe("is silent", () => {
  test.each<[string, QuerySpec]>([
    ["when an index serves", { ...email, plan: served }],
    ["about an empty filter (P39)", { filter: {} }],
    [
      "about filters no key could serve: no-unindexable-filter's business",
      { filter: { email: { op: "regex" } } },
    ],
    ["about a list of patterns (P7)", { filter: { email: { op: "in", type: "regex" } } }],
    ["about `$or` alone: no-unindexed-or-branch's business", { any: [[{ email: {} }, { tenant: {} }]] }],
    ["about a path the schema does not have: no-unknown-filter-field's business", { filter: { emial: {} } }],
    ["about joins: require-indexed-lookup's business", { ...email, operation: "lookup" }],
    ["when the query hints", { ...email, hint: { $natural: 1 } }],
    ["when the query wants the natural order (P31)", { ...email, sort: [["$natural", -1]] }],
    ["about the whole index in order when it stops early", { ...email, plan: whole, limit: 20 }],
    ["in a test", { ...email, file: "src/users/user.test.ts" }],
    ["in a script", { ...email, file: "scripts/backfill.ts" }],
  ])("%s", (_, query) => {
    expect(said(rule, asking(query))).toEqual([]);
    expect(said(rule, asking(query), assuming)).toEqual([]);
  });
  test("about a model of tests that code for any model is run with", () => {
    expect(said(rule, asking(email, { file: "__tests__/__fixtures__/user.ts" }))).toEqual([]);
  });
  test("about small collections, by model or collection", () => {
    for (const name of ["User", "users"])
      expect(said(rule, asking(email), { facts: { smallCollections: [name] } })).toEqual([]);
  });
});

describe("when something is unknown, is silent", () => {
  test.each<[string, QuerySpec]>([
    ["no plan could be told", { ...email, plan: null }],
    ["the filter may hold further keys", { ...email, open: true }],
    ["the model is not known", { ...email, modelId: null }],
    ["the query could not be read", { ...email, certainty: "unknown" }],
  ])("%s", (_, query) => expect(said(rule, asking(query), assuming)).toEqual([]));

  test.each<[string, QuerySpec, ModelSpec?]>([
    ["the model's definition is not fully known", email, { complete: false }],
    ["a collection without a model may have indexes made elsewhere", email, { dialect: "driver" }],
    ["the query is assumed", { ...email, certainty: "assumed" }],
    ["it is about a boolean alone (A15)", { filter: { active: {} } }],
    ["it is about what is not deleted (A15)", { filter: { createdAt: { value: null, type: "null" } } }],
    ["it asks whether a path is there (A15)", { filter: { createdAt: { op: "exists", value: false } } }],
    ["it reads a whole index in order without a limit (P27)", { ...email, plan: whole }],
  ])("unless assumptions are asked for: %s", (_, query, model) => {
    expect(said(rule, asking(query, model))).toEqual([]);
    expect(judged(rule, asking(query, model), assuming)).toMatchObject([{ certainty: "assumed" }]);
  });
});

test("option everywhere: tests and scripts too", () => {
  const spec = asking({ ...email, file: "scripts/backfill.ts" });
  expect(said(rule, spec, { options: { everywhere: true } })).toHaveLength(1);
});

describe("an index that is there, but of no use to the query", () => {
  const message = (...indexes: NonNullable<ModelSpec["indexes"]>) =>
    judged(rule, asking(email, { indexes })).map((finding) => finding.message);
  const filtered = { unique: true, partialFilterExpression: { email: { $type: "string" } } };

  test("a partial one: what takes its name is refused (I21), so the query is to ask for what it holds (P19)", () => {
    expect(message([{ email: 1 }, filtered])).toEqual([
      "`User.find({ email })` scans the collection: `{ email: 1 }` is partial, and nothing in the query tells MongoDB that its `partialFilterExpression` holds. Repeat that condition in the query.",
    ]);
  });
  test("any other: one more is added", () => {
    expect(message([{ email: 1, tenant: 1 }, filtered])).toEqual([
      '`User.find({ email })` scans the collection: `{ email: 1, tenant: 1 }` cannot serve it (partial filter {"email":{"$type":"string"}} is not implied). Add `{ email: 1 }` to `User`.',
    ]);
  });
  test("what a sparse one lacks: added under a name that is free (P22, I21)", () => {
    const nothing = { filter: { email: { op: "eq", type: "null" }, tenant: { op: "ne" } } } as const;
    const spec = asking(nothing, { indexes: [[{ email: 1 }, { sparse: true }]] });
    expect(judged(rule, spec, assuming)).toMatchObject([
      {
        message:
          '`User.find({ email, tenant: ne })` scans the collection: `{ email: 1 }` cannot serve it (a sparse index cannot answer null). Add `{ email: 1 }, { name: "email_1_plain" }` to `User`.',
        see: [{ message: "`User` is declared here." }, { message: "`{ email: 1 }` is declared here." }],
      },
    ]);
  });
  test("a hidden one: the same index under another name is refused (I14, I19)", () => {
    const spec = asking(email, { indexes: [[{ email: 1 }, { hidden: true }]] });
    expect(judged(rule, spec)).toMatchObject([
      {
        message:
          "`User.find({ email })` scans the collection: `{ email: 1 }` could serve it, but is hidden from the planner. Unhide it.",
      },
    ]);
    expect(verdicts(catalogOf(spec), { rules: [rule] })[0]?.suggest ?? []).toEqual([]);
  });
  test("one whose first key is tested in a way no index serves is not named (P18)", () => {
    const spec = asking({ filter: { tags: { op: "size" }, email: {} } }, { indexes: [[{ tags: 1 }]] });
    expect(said(rule, spec)).toEqual([
      "`User.find({ tags: size, email })` scans the collection: no index starts with `email`. Add `{ email: 1 }` to `User`.",
    ]);
  });
});

describe("a query with a collation of its own", () => {
  const collation = { locale: "en", strength: 2 };
  const judgedIn = (model: ModelSpec) => judged(rule, asking({ ...email, collation }, model));

  test("needs an index that has it", () => {
    expect(judgedIn({}).map(({ data }) => data["index"])).toEqual([
      '{ email: 1 }, { collation: { locale: "en", strength: 2 } }',
    ]);
    const [verdict] = verdicts(catalogOf(asking({ ...email, collation })), { rules: [rule] });
    expect(verdict?.suggest?.[0]?.changes).toMatchObject([{ kind: "addIndex", options: { collation } }]);
  });
  test("under a name of its own, where the plain one has it (I21)", () => {
    expect(judgedIn({ indexes: [[{ email: 1 }]] }).map(({ message }) => message)).toEqual([
      '`User.find({ email })` scans the collection: `{ email: 1 }` cannot serve it (collation differs). Add `{ email: 1 }, { collation: { locale: "en", strength: 2 }, name: "email_1_en" }` to `User`.',
    ]);
  });
  test("which the model's own collation gives to each (M44)", () => {
    expect(judgedIn({ options: { collation } }).map(({ data }) => data["index"])).toEqual(["{ email: 1 }"]);
  });
});
