import { expect, test } from "vitest";
import type { Datum, QueryIssued } from "../../src/interpret/happenings.js";
import { registered, unknown, type Scene } from "../support/happenings.js";
import { linked } from "../support/linked.js";

const object = (entries: { readonly [key: string]: Datum }, open = false): Datum => ({
  t: "object",
  entries: Object.entries(entries).map(([key, value]) => ({ key, value })),
  open,
});
const some = (kind: string) => unknown("a parameter", [kind]);
const order = (value: string): QueryIssued["steps"][number] => ({
  method: "sort",
  args: [{ t: "prim", v: value }],
  at: { file: "a.ts", start: 0, end: 1 },
});

/** The plan of one query on a model with some indexes. */
function planOf(args: readonly Datum[], more: Partial<QueryIssued> = {}, declare?: (s: Scene) => number) {
  const { queries } = linked((s) => {
    const model = declare
      ? declare(s)
      : s.model(
          "User",
          s
            .schema({ email: { type: String, unique: true }, age: Number, tags: [String], at: Date })
            .op("index", [{ age: 1, at: -1 }])
            .op("index", [{ tags: 1, at: 1 }]),
        );
    const base = {
      type: "query",
      id: 1,
      operation: "find",
      steps: [],
      through: [],
      in: null,
      native: false,
      receiver: "model",
    } as const;
    s.push({ ...base, model: registered(model), args, at: s.span("src/service.ts"), ...more });
  });
  return queries[0]?.plan;
}

test("an equality on `_id` is served by it", () => {
  expect(planOf([object({ _id: some("objectId") })])).toMatchObject({ access: "id", bounded: 1 });
});

test("a filter is served by the index that bounds it best", () => {
  expect(planOf([object({ email: some("string") })])).toMatchObject({
    access: "index",
    index: "email_1",
    bounded: 1,
    tight: true,
  });
});

test("a sort is the index's when it follows the filter's keys", () => {
  expect(planOf([object({ age: some("number") })], { steps: [order("-at")] })).toMatchObject({
    index: "age_1_at_-1",
    sort: "index",
  });
  expect(planOf([object({ age: some("number") })], { steps: [order("email")] })).toMatchObject({
    index: "age_1_at_-1",
    sort: "memory",
  });
});

test("paths that hold arrays make the index multikey (P25a)", () => {
  const filter = object({ tags: some("string") });
  expect(planOf([filter], { steps: [order("tags")] })).toMatchObject({
    index: "tags_1_at_1",
    sort: "memory",
  });
});

test("a filter nothing serves scans the collection", () => {
  expect(planOf([object({ at: some("date") })])).toMatchObject({ access: "collscan", bounded: 0 });
});

test("an open filter is planned only when what is known of it is served", () => {
  expect(planOf([object({ email: some("string") }, true)])).toMatchObject({ index: "email_1" });
  expect(planOf([object({ at: some("date") }, true)])).toBeNull();
});

test("so is a filter on a model that is not wholly known", () => {
  const declare = (s: Scene) => s.model("User", s.schema({ a: { type: String, index: true }, b: unknown() }));
  expect(planOf([object({ a: some("string") })], {}, declare)).toMatchObject({ index: "a_1" });
  expect(planOf([object({ b: some("string") })], {}, declare)).toBeNull();
});

test("a query on an unknown model has no plan", () => {
  expect(
    planOf([object({ a: some("string") })], {
      model: { by: "unknown", why: "injected", from: "src/service.ts" },
    }),
  ).toBeNull();
});

test("a discriminator's query uses the discriminator's index, its base's does not (vector 12)", () => {
  const children = (of: "base" | "child") => (s: Scene) => {
    const item = s.model("Item", s.schema({ name: String }));
    const book = s.model("Book", s.schema({ sku: { type: String, unique: true } }), {
      base: registered(item),
    });
    return of === "base" ? item : book;
  };
  const filter = [object({ sku: some("string") })];
  expect(planOf(filter, {}, children("child"))).toMatchObject({ access: "index", index: "sku_1" });
  expect(planOf(filter, {}, children("base"))).toMatchObject({ access: "collscan" });
});

test("a collation of the schema's is the query's as well (M44, vector 24)", () => {
  const declare = (s: Scene) =>
    s.model(
      "User",
      s.schema({ name: { type: String, index: true } }, { collation: { locale: "en", strength: 2 } }),
    );
  expect(planOf([object({ name: some("string") })], {}, declare)).toMatchObject({ index: "name_1" });
});
