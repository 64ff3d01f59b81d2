import { describe, expect, test } from "vitest";
import { catalogOf, queriesOf } from "../support/project.js";

describe("an index that loads the models of its folder", () => {
  const files = {
    "models/index.js": `
      const fs = require("fs");
      const path = require("path");
      const db = {};
      fs.readdirSync(__dirname)
        .filter((file) => file !== "index.js")
        .forEach((file) => {
          const model = require(path.join(__dirname, file));
          db[model.modelName] = model;
        });
      module.exports = db;`,
    "models/user.js": `
      const { model, Schema } = require("mongoose");
      module.exports = model("User", new Schema({ email: String }));`,
  };

  test("holds each under its name", () => {
    const found = queriesOf({
      ...files,
      "controller.js": `
        const db = require("./models");
        const { User } = require("./models");
        exports.one = (email) => db.User.findOne({ email });
        exports.all = (email) => User.find({ email });
        exports.other = (email) => db.Other.findOne({ email });`,
    });
    expect(found).toEqual(["findOne User {email:eq}", "find User {email:eq}"]);
  });
});

test("an application that keeps its Mongoose under a name hands it out", () => {
  const catalog = catalogOf({
    "users.model.js": `
      module.exports = (app) => {
        const mongooseClient = app.get("mongooseClient");
        const { Schema } = mongooseClient;
        const schema = new Schema({ email: { type: String, unique: true } });
        if (mongooseClient.modelNames().includes("users")) mongooseClient.deleteModel("users");
        return mongooseClient.model("users", schema);
      };`,
    "users.service.js": `
      const create = require("./users.model");
      module.exports = (app) => {
        const Model = create(app);
        return { find: (email) => Model.find({ email }), get: (id) => app.get("other").model("users").findOne({ id }) };
      };`,
  });
  expect(catalog.models.map(({ name, indexes }) => [name, indexes.map((each) => each.name)])).toEqual([
    ["users", ["email_1"]],
  ]);
  expect(catalog.queries.map(({ filter }) => filter.all.map(({ path }) => path))).toContainEqual(["email"]);
});
