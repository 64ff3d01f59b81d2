import { expect, test } from "vitest";
import { defineRule } from "../../src/verdict/index.js";
import { fill } from "../../src/verdict/messages.js";
import { place } from "../support/catalog.js";

test("placeholders are filled; what is not given stays visible", () => {
  expect(fill("`{{a}}` and {{b}}, {{c}}.", { a: "1", b: "2" })).toBe("`1` and 2, {{c}}.");
});

test("the compiler holds rules to their messages", () => {
  const common = {
    name: "x",
    description: "",
    set: "all",
    level: "info",
    type: "problem",
    sees: "models",
    messages: { one: "`{{index}}` of `{{model}}`.", none: "Nothing." },
  } as const;
  const here = { at: place("a.ts", 1), model: null };
  defineRule({
    ...common,
    check: () => [
      { ...here, messageId: "one", data: { index: "", model: "" } },
      { ...here, messageId: "none" },
    ],
  });
  // @ts-expect-error A placeholder without data.
  defineRule({ ...common, check: () => [{ ...here, messageId: "one", data: { index: "" } }] });
  // @ts-expect-error No data at all.
  defineRule({ ...common, check: () => [{ ...here, messageId: "one" }] });
  // @ts-expect-error A message there is not.
  defineRule({ ...common, check: () => [{ ...here, messageId: "two" }] });
  expect(common.messages.none).toBe("Nothing.");
});
