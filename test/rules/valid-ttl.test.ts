import { expect, test } from "vitest";
import rule from "../../rules/valid-ttl.js";
import type { IndexOptions } from "../../src/catalog/types.js";
import type { ModelSpec } from "../support/catalog.js";
import { judged, said } from "../support/judge.js";

type Keys = NonNullable<ModelSpec["indexes"]>[number][0];
const paths = {
  expiresAt: "Date",
  createdAt: "Date",
  note: "String",
  owner: "ObjectId",
  dates: "[Date]",
  any: "Mixed",
};
const log = (keys: Keys, options: IndexOptions) =>
  ({ models: { Log: { paths, indexes: [[keys, options]] } } }) as const;

test.each<[string, Keys, IndexOptions, string]>([
  ["a compound TTL index (I41)", { expiresAt: 1, note: 1 }, { expireAfterSeconds: 0 }, "error 67"],
  ["`_id` (I44)", { _id: 1 }, { expireAfterSeconds: 60 }, "cannot expire by `_id`"],
  ["NaN (I42, M8)", { createdAt: 1 }, { expireAfterSeconds: { $numberDouble: "NaN" } }, "is NaN"],
  ["null", { createdAt: 1 }, { expireAfterSeconds: null }, "is null"],
  ["a negative number", { createdAt: 1 }, { expireAfterSeconds: -1 }, "is -1"],
  ["a string", { createdAt: 1 }, { expireAfterSeconds: "1h" }, 'is "1h"'],
  ["more than 32 bits", { createdAt: 1 }, { expireAfterSeconds: 2147483648 }, "is 2147483648"],
  [
    "`expires: 0`, which Mongoose drops (M19)",
    { expiresAt: 1 },
    { expires: 0 },
    "Mongoose ignores `expires: 0`",
  ],
  ["a path that is no date (I43)", { note: 1 }, { expireAfterSeconds: 60 }, "`note` is a String"],
  ["another one", { owner: 1 }, { expireAfterSeconds: 60 }, "`owner` is an ObjectId"],
  ["zero on a date of the past (I46)", { createdAt: 1 }, { expireAfterSeconds: 0 }, "within a minute"],
])("reports %s", (_, keys, options, text) => {
  const [message, ...more] = said(rule, log(keys, options));
  expect(message).toContain(text);
  expect(message).toContain("`Log`");
  expect(more).toEqual([]);
});

test.each<[string, Keys, IndexOptions]>([
  ["zero on an expiry date (I46)", { expiresAt: 1 }, { expireAfterSeconds: 0 }],
  ["seconds on a creation date", { createdAt: 1 }, { expireAfterSeconds: 3600 }],
  [
    "a partial TTL index (I45)",
    { createdAt: 1 },
    { expireAfterSeconds: 60, partialFilterExpression: { note: "x" } },
  ],
  ["an array of dates (I43)", { dates: 1 }, { expireAfterSeconds: 60 }],
  ["an index that is no TTL index", { note: 1 }, {}],
])("is silent for %s", (_, keys, options) => expect(said(rule, log(keys, options))).toEqual([]));

test("is silent when the type is unknown: Mixed, or no path of the schema", () => {
  for (const path of ["any", "any.at", "elsewhere"])
    expect(said(rule, log({ [path]: 1 }, { expireAfterSeconds: 60 }))).toEqual([]);
});

test("offers `expireAfterSeconds: 0` for `expires: 0`", () => {
  expect(judged(rule, log({ expiresAt: 1 }, { expires: 0 }))).toHaveLength(1);
});
