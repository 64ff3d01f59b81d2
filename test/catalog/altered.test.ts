import { expect, test } from "vitest";
import { catalogOf } from "../support/project.js";

const alter = `import { Schema, model } from "mongoose";
import { hooks } from "hooks";
const alter = (name, value) => (hooks[name] ? hooks[name](value) : value);
`;
const indexesOf = (code: string): readonly string[] =>
  catalogOf({ "user.js": alter + code }).models.flatMap(({ indexes }) =>
    indexes.map(({ name, certainty }) => `${name} ${certainty}`),
  );

test("a definition that a hook may change is assumed", () => {
  expect(
    indexesOf(`const user = new Schema(alter("definition", { email: { type: String, index: true } }));
      user.index({ name: 1 });
      model("User", user);`),
  ).toEqual(["email_1 assumed", "name_1 proven"]);
});
test("the keys of an index that a hook may change are assumed", () => {
  expect(
    indexesOf(`const user = new Schema({ email: { type: String, index: true } });
      user.index(alter("keys", { name: 1 }));
      model("User", user);`),
  ).toEqual(["email_1 proven", "name_1 assumed"]);
});
test("a schema that a hook may replace when its model is made is assumed", () => {
  const user = `const user = new Schema({ email: { type: String, index: true } });\n`;
  expect(indexesOf(`${user}model("User", alter("schema", user));`)).toEqual(["email_1 assumed"]);
  expect(indexesOf(`${user}model("User", user);`)).toEqual(["email_1 proven"]);
});
