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

test("a class that extends a made model asks it, from its statics, by its own name and from its instances", () => {
  const { models, queries, gaps } = catalogOf({
    "build.js": `
      const { Schema, model } = require("mongoose");
      const schema = new Schema({ state: String, owner: String });
      module.exports = class Build extends model("Build", schema) {
        static byOwner(owner) { return this.find({ owner }); }
        static open() { return Build.countDocuments({ state: "open" }); }
      };`,
    "query.js": `
      const Build = require("./build");
      exports.one = (owner) => Build.byOwner(owner);
      exports.direct = (state) => Build.findOne({ state });
      exports.made = async () => { const build = new Build({ state: "open" }); await build.deleteOne(); };`,
  });
  expect(models.map(({ name }) => name)).toEqual(["Build"]);
  expect(queries.map((query) => `${query.at.file} ${showQuery(query)}`)).toEqual([
    "build.js find Build {owner:eq}",
    "build.js countDocuments Build {state:eq}",
    "query.js findOne Build {state:eq}",
    "query.js deleteOne Build {_id:eq}",
  ]);
  expect(gaps).toEqual([]);
});
