import { expect, test } from "vitest";
import { catalogOf, showQuery } from "../support/project.js";

test("a class given to `model()` is the model: its statics ask it (M51)", () => {
  const { models, queries, gaps } = catalogOf({
    "user.js": `
      const { Model, Schema, model } = require("mongoose");
      class User extends Model {
        static byEmail(email) { return this.find({ email }).sort("name"); }
        others() { return this.constructor.find({ email: this.email }); }
      }
      const schema = new Schema({ email: { type: String, index: true } });
      exports.User = model(User, schema, "people");`,
    "query.js": `
      const { User } = require("./user");
      exports.one = (email) => User.byEmail(email);
      exports.direct = (email) => User.findOne({ email });`,
  });
  expect(models.map(({ name, collection }) => [name, collection])).toEqual([["User", "people"]]);
  expect(queries.map((query) => `${query.at.file} ${showQuery(query)}`)).toEqual([
    "query.js findOne User {email:eq}",
    "user.js find User {email:eq} sort name:1",
    "user.js find User {email:eq}",
  ]);
  expect(gaps).toEqual([]);
});
