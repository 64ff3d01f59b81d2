import { expect, test } from "vitest";
import rule from "../../rules/no-duplicate-index.js";
import type { ModelSpec } from "../support/catalog.js";
import { judged, said } from "../support/judge.js";

const user = (indexes: NonNullable<ModelSpec["indexes"]>) => ({ models: { User: { indexes } } });

test("reports the second of two equal declarations and points at the first (I19, M48)", () => {
  expect(judged(rule, user([[{ a: 1 }], [{ b: 1 }], [{ a: 1 }]]))).toMatchObject([
    {
      message: "`{ a: 1 }` of `User` is declared twice, which makes one index. Remove one of the two.",
      at: { line: 52 },
      see: [{ at: { line: 50 } }],
    },
  ]);
  const unique = { unique: true };
  expect(
    said(
      rule,
      user([
        [{ a: 1 }, unique],
        [{ a: 1 }, unique],
      ]),
    ),
  ).toHaveLength(1);
});

test("`background` makes no difference (I17)", () => {
  expect(said(rule, user([[{ a: 1 }], [{ a: 1 }, { background: true }]]))).toHaveLength(1);
});

test.each<[string, NonNullable<ModelSpec["indexes"]>]>([
  ["another direction", [[{ a: 1 }], [{ a: -1 }]]],
  ["other options: no-conflicting-index's business", [[{ a: 1 }], [{ a: 1 }, { unique: true }]]],
  ["another name: no-conflicting-index's business", [[{ a: 1 }], [{ a: 1 }, { name: "b" }]]],
])("is silent for %s", (_, indexes) => expect(said(rule, user(indexes))).toEqual([]));

test("is silent for one declaration that runs twice, and for another model's", () => {
  const at = { file: "src/base.ts", line: 1, column: 1 };
  expect(
    said(
      rule,
      user([
        [{ a: 1 }, {}, { at }],
        [{ a: 1 }, {}, { at }],
      ]),
    ),
  ).toEqual([]);
  const models = {
    User: { indexes: [[{ a: 1 }]] },
    Person: { collection: "users", indexes: [[{ a: 1 }]] },
  } as const;
  expect(said(rule, { models })).toEqual([]);
});

test("tells once of a schema that several models share", () => {
  const [first, second] = [4, 9].map((line) => ({ at: { file: "src/event.ts", line, column: 1 } }));
  const indexes = [
    [{ a: 1 }, {}, first ?? {}],
    [{ a: 1 }, {}, second ?? {}],
  ] as const;
  const models = { Event: { indexes }, Past: { collection: "past", indexes } };
  expect(judged(rule, { models }).map(({ at }) => at.line)).toEqual([9]);
});

test("is silent for what a test declares for itself", () => {
  const indexes = [[{ a: 1 }], [{ a: 1 }]] as const;
  expect(said(rule, { models: { User: { file: "test/user.spec.ts", indexes } } })).toEqual([]);
});
test("is silent when one is unknown to exist: declared under a condition", () => {
  expect(said(rule, user([[{ a: 1 }, {}, { certainty: "assumed" }], [{ a: 1 }]]))).toEqual([]);
});
