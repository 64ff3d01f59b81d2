import { expect, test } from "vitest";
import rule from "../../rules/no-unknown-index-field.js";
import type { ModelSpec } from "../support/catalog.js";
import { assuming, said } from "../support/judge.js";

type Keys = NonNullable<ModelSpec["indexes"]>[number][0];
const paths = {
  author: "String",
  createdAt: "Date",
  meta: "Mixed",
  tags: "Map",
  "tags.$*": "String",
  "address.city": "String",
};
const post = (keys: Keys, model: ModelSpec = {}) => ({
  models: { Post: { paths, indexes: [[keys]] as const, ...model } },
});

test("reports a path the schema does not have, and the one that was meant (I40)", () => {
  expect(said(rule, post({ author: 1, craetedAt: -1 }))).toEqual([
    "`{ author: 1, craetedAt: -1 }` of `Post` indexes `craetedAt`, which its schema does not have. Correct the name (did you mean `createdAt`?).",
  ]);
  expect(said(rule, post({ nothingLike: 1 }))[0]).toMatch(/Correct the name\.$/);
});
test.each<[string, Keys]>([
  ["below a Mixed path", { "meta.source": 1 }],
  ["a key of a map", { "tags.a": 1 }],
  ["a whole nested object (M34)", { address: 1 }],
  ["`_id`, `__v`", { _id: 1, __v: 1 }],
  ["the default discriminator key (M28)", { __t: 1 }],
  ["a wildcard", { "$**": 1 }],
])("is silent about %s", (_, keys) => expect(said(rule, post(keys), assuming)).toEqual([]));

test("is silent about a path of a discriminator, or of another model of the collection", () => {
  const models = {
    Event: { paths: { at: "Date" }, indexes: [[{ url: 1 }]] },
    Click: { base: "src/models/event.ts#Event", collection: "events", paths: { url: "String" } },
  } as const;
  expect(said(rule, { models })).toEqual([]);
});
test("is silent when paths may be unknown: an unknown plugin, `strict: false`, the driver", () => {
  const unsure: ModelSpec[] = [{ complete: false }, { options: { strict: false } }, { dialect: "driver" }];
  for (const model of unsure) expect(said(rule, post({ other: 1 }, model), assuming)).toEqual([]);
});
