import { expect, test } from "vitest";
import rule from "../../rules/max-indexes.js";
import { judged, said } from "../support/judge.js";

const many = (count: number, certainty: "proven" | "assumed" = "proven") => ({
  models: {
    User: {
      indexes: Array.from({ length: count - 1 }, (_, n) => [{ [`p${n}`]: 1 }, {}, { certainty }] as const),
    },
  },
});

test("reports more than ten, `_id` counted", () => {
  expect(said(rule, many(10))).toEqual([]);
  expect(judged(rule, many(11))).toMatchObject([
    { data: { model: "User", count: "11", max: "10" }, at: { line: 1 } },
  ]);
});
test("reports what the server refuses whatever the option (I27)", () => {
  expect(said(rule, many(65), { options: { max: 100 } })[0]).toContain("error 67");
  expect(said(rule, many(64), { options: { max: 100 } })).toEqual([]);
});
test("counts a shared collection once", () => {
  const { User } = many(11).models;
  expect(said(rule, { models: { User, Person: { collection: "users" } } })).toHaveLength(1);
});
test("is silent when some are unknown to exist", () => expect(said(rule, many(11, "assumed"))).toEqual([]));
