import { expect, test } from "vitest";
import { queriesOf } from "../support/project.js";

const user = (field: string, after = "") => ({
  "user.js": `
    const mongoose = require("mongoose");
    const schema = new mongoose.Schema({ name: ${field} });
    ${after}
    module.exports = mongoose.model("User", schema);`,
});
const asks = "function (name) { return this.constructor.findOne({ name }); }";
const asksLater = "function (name, done) { const self = this; self.constructor.findOne({ name }, done); }";

test.each([
  ["a validator", user(`{ type: String, validate: ${asks} }`)],
  ["a validator with its message", user(`{ type: String, validate: [${asks}, "taken"] }`)],
  ["a validator in an object", user(`{ type: String, validate: { validator: ${asks}, message: "taken" } }`)],
  ["one of many validators", user(`{ type: String, validate: [{ validator: ${asks} }] }`)],
  ["a validator given later", user("String", `schema.path("name").validate(${asksLater}, "taken");`)],
  ["an object given later", user("String", `schema.path("name").validate({ validator: ${asksLater} });`)],
])("in %s of a path, `this` is the document", (_name, files) => {
  expect(queriesOf(files)).toEqual(["findOne User {name:eq}"]);
});

test("a bound callback that nobody is seen to call has its `this`", () => {
  const byToken = `
    schema.statics.byToken = function (token, done) {
      require("jsonwebtoken").verify(token, function (error, name) { this.findOne({ name }, done); }.bind(this));
    };`;
  expect(queriesOf(user("String", byToken))).toEqual(["findOne User {name:eq}"]);
});
