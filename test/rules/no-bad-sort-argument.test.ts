import { expect, test } from "vitest";
import rule from "../../rules/no-bad-sort-argument.js";
import type { QuerySpec } from "../support/catalog.js";
import { assuming, said } from "../support/judge.js";
import { both } from "../support/presenters.js";

const users = (sort: NonNullable<QuerySpec["sort"]>) => ({
  models: { User: { paths: { name: "String", age: "Number", asc: "String" } } },
  queries: [{ sort }],
});

test.each(["name,age", "+name", "name:1", ""])("reports the path `%s` (M69)", (key) => {
  const [message] = said(rule, users([[key, 1]]));
  expect(message).toContain(`sorts \`User\` by a path called \`${key}\``);
});
test("reports a direction behind the path, unless the schema has such a path", () => {
  expect(
    said(
      rule,
      users([
        ["name", 1],
        ["desc", 1],
      ]),
    )[0],
  ).toContain("not in that direction");
  expect(
    said(
      rule,
      users([
        ["name", 1],
        ["asc", 1],
      ]),
    ),
  ).toEqual([]);
});
test("is silent about plain sorts, and when the sort is unknown", () => {
  expect(
    said(
      rule,
      users([
        ["name", -1],
        ["address.city", 1],
      ]),
      assuming,
    ),
  ).toEqual([]);
  expect(said(rule, users("unknown"), assuming)).toEqual([]);
});
test("reports what Mongoose throws on, and not what it reads (M69)", () => {
  const told = (argument: string) =>
    both(rule, {
      "user.js": `import { Schema, model } from "mongoose";
const User = model("User", new Schema({ name: String, age: Number }));
export const sorted = () => User.find({}).sort(${argument});
`,
    }).map(({ message }) => message);
  expect(told('["name", "-age"]')[0]).toContain("This sort of `User` throws");
  expect(told('{ name: "DESC" }')[0]).toContain("throws");
  for (const fine of ['"-name age"', '{ name: 1, age: "desc" }', '[["name", 1]]', "null"])
    expect(told(fine)).toEqual([]);
});
