import { expect, test } from "vitest";
import { catalogOf } from "../support/project.js";

test("a reason names the call that could not be followed", () => {
  const { gaps } = catalogOf({
    "user.js": `import { Schema } from "mongoose";
import { fieldsOf } from "fields";
export const user = new Schema(fieldsOf("user"));
user.index({ email: 1 });
import { model } from "mongoose";
export const User = model("User", user);`,
  });
  expect(gaps.map(({ why }) => why)).toContainEqual(
    expect.stringContaining("the result of `fieldsOf()`, which could not be followed"),
  );
});
