import { expect, test } from "vitest";
import rule from "../../rules/no-invalid-index.js";
import type { IndexOptions } from "../../src/catalog/types.js";
import type { ModelSpec } from "../support/catalog.js";
import { judged, said } from "../support/judge.js";
import { both } from "../support/presenters.js";

type Keys = NonNullable<ModelSpec["indexes"]>[number][0];
const paths = {
  tags: "[String]",
  roles: "[String]",
  name: "String",
  "items.a": "String",
  "items.b": "String",
  items: "[Embedded]",
};
const job = (keys: Keys, options: IndexOptions = {}) => ({
  models: { Job: { paths, indexes: [[keys, options]] as const } },
});

test.each<[string, Keys, IndexOptions, string]>([
  ["parallel arrays (I38, vector 16)", { tags: 1, roles: 1 }, {}, "171"],
  [
    "an operator a partial filter cannot use (I33)",
    { name: 1 },
    { partialFilterExpression: { name: { $ne: null } } },
    "67",
  ],
  ["sparse and partial (I34)", { name: 1 }, { sparse: true, partialFilterExpression: { name: "x" } }, "67"],
  ["a unique hashed index (I47)", { name: "hashed" }, { unique: true }, "16764"],
  ["an unknown kind (I31)", { name: "foo" }, {}, "67"],
  ["a path of a map (M29, vector 18)", { "m.$*": 1 }, {}, "67"],
])("reports %s", (_, keys, options, code) => {
  expect(judged(rule, job(keys, options)).map(({ data }) => data["code"])).toEqual([code]);
});
test("reports a definition Mongoose throws on (vector 1)", () => {
  const source = `import { Schema, model } from "mongoose";
const userSchema = new Schema({ email: { type: String, index: -1, unique: true } });
export const User = model("User", userSchema);
`;
  expect(both(rule, { "user.js": source })[0]?.message).toMatch(
    /^Mongoose throws on this definition of `User`: /,
  );
  expect(both(rule, { "user.test.js": source })).toEqual([]);
});
test.each<[string, Keys, IndexOptions]>([
  ["a valid index", { tags: 1, name: 1 }, { unique: true }],
  ["two paths of one array (I38)", { "items.a": 1, "items.b": 1 }, {}],
  ["what concerns expiry: valid-ttl's business", { name: 1, tags: 1 }, { expireAfterSeconds: 1 }],
])("is silent about %s", (_, keys, options) => expect(said(rule, job(keys, options))).toEqual([]));

test("is silent when it is unknown whether the paths are arrays", () => {
  expect(said(rule, job({ elsewhere: 1, other: 1 }))).toEqual([]);
});
