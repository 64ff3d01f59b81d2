import { expect, test } from "vitest";
import rule from "../../rules/no-ignored-index-option.js";
import type { IndexOptions } from "../../src/catalog/types.js";
import { said } from "../support/judge.js";

const user = (options: IndexOptions) => ({ models: { User: { indexes: [[{ a: 1 }, options]] } } }) as const;

test.each(["order", "message", "required"])("reports `%s`, which the driver drops (M46)", (option) => {
  expect(said(rule, user({ [option]: -1 }))[0]).toContain(
    `\`${option}\` of \`{ a: 1 }\` of \`User\` never reaches the server`,
  );
});
test("says what was meant", () => {
  expect(said(rule, user({ uniqe: true }))[0]).toContain("did you mean `unique`?");
});
test("is silent for options the server gets, and for `expires`: valid-ttl's business", () => {
  expect(said(rule, user({ unique: true, weights: { a: 2 }, hidden: true, expires: 0 }))).toEqual([]);
});
test("is silent when an option's value is unknown: its name is known", () => {
  expect(said(rule, user({ sparse: false }))).toEqual([]);
});
