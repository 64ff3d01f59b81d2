import { expect, test } from "vitest";
import rule from "../../rules/no-unknown-filter-field.js";
import type { ModelSpec, QuerySpec } from "../support/catalog.js";
import { assuming, said } from "../support/judge.js";

const paths = { email: "String", meta: "Mixed", "items.sku": "String", items: "[Embedded]" };
const users = (query: QuerySpec, model: ModelSpec = {}) => ({
  models: { User: { paths, ...model } },
  queries: [query],
});

test("reports a path the schema does not have, and the one that was meant (M56, M57)", () => {
  expect(said(rule, users({ filter: { emial: {} } }))).toEqual([
    "`User.find({ emial })` tests `emial`, which the schema of `User` does not have, so no document written through it holds that. Correct the name (did you mean `email`?).",
  ]);
});
test("says that `strictQuery` removes it (vector 19)", () => {
  expect(said(rule, users({ filter: { emial: {} } }, { options: { strictQuery: true } }))[0]).toContain(
    "removes it",
  );
});
test("looks into `$or` and `$elemMatch`", () => {
  expect(said(rule, users({ any: [[{ email: {} }, { phone: {} }]] }))).toHaveLength(1);
  expect(
    said(rule, users({ filter: { items: { op: "elemMatch", within: [{ path: "skuu", op: "eq" }] } } })),
  ).toHaveLength(1);
});
test.each(["email", "meta.any", "items.sku", "items.0.sku", "items", "_id", "__v"])(
  "is silent about `%s`",
  (path) => {
    expect(said(rule, users({ filter: { [path]: {} } }), assuming)).toEqual([]);
  },
);
test("is silent about an alias and an expression", () => {
  expect(said(rule, users({ filter: { mail: {} } }, { aliases: { mail: "email" } }))).toEqual([]);
  expect(said(rule, users({ filter: { "": { op: "where" } } }))).toEqual([]);
});
test("is silent when paths or the model are unknown", () => {
  expect(said(rule, users({ filter: { x: {} } }, { complete: false }), assuming)).toEqual([]);
  expect(said(rule, users({ filter: { x: {} } }, { options: { strict: false } }), assuming)).toEqual([]);
  expect(said(rule, users({ filter: { x: {} }, modelId: null }), assuming)).toEqual([]);
});
