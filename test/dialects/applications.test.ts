import { describe, expect, test } from "vitest";
import { queriesOf } from "../support/project.js";

const user = `
  const mongoose = require("mongoose");
  module.exports = mongoose.model("User", new mongoose.Schema({ name: String }));`;
const find = "findOne User {name:eq}";
const routes = (models: string) => `
  const router = require("express").Router();
  router.get("/", async (req, res) => { res.json(await ${models}.findOne({ name: req.query.name })); });
  module.exports = router;`;
const application = (put: string) => `
  const express = require("express");
  const User = require("./user");
  const app = express();
  ${put};
  app.use("/users", require("./routes"));`;

describe("what an application keeps for all who have it", () => {
  test.each([
    ["app.locals.User = User", "req.app.locals.User"],
    [`app.set("models", { User })`, `req.app.get("models").User`],
  ])("in Express: %s", (put, models) => {
    expect(queriesOf({ "user.js": user, "app.js": application(put), "routes.js": routes(models) })).toEqual([
      find,
    ]);
  });

  test("two things under one name are none", () => {
    const other = user.replace('"User"', '"Other"');
    const put = `app.set("model", User); app.set("model", require("./other"))`;
    const files = { "user.js": user, "other.js": other, "app.js": application(put) };
    expect(queriesOf({ ...files, "routes.js": routes(`req.app.get("model")`) })).toEqual([]);
  });

  test("two things under one name are none, whoever asks between", () => {
    const put = (model: string) =>
      `const model = require("${model}"); module.exports = (app) => { app.set("model", model); };`;
    const files = { "user.js": user, "other.js": user.replace('"User"', '"Other"') };
    const setters = { "a-set.js": put("./user"), "z-set.js": put("./other") };
    const asker = { "m-routes.js": `require("mongoose");${routes(`req.app.get("model")`)}` };
    expect(queriesOf({ ...files, ...setters, ...asker })).toEqual([]);
  });

  test("another package's is its own", () => {
    const found = queriesOf({
      "a/package.json": "{}",
      "a/user.js": user,
      "a/app.js": application(`app.set("model", User)`),
      "b/package.json": "{}",
      "b/routes.js": `require("mongoose");${routes(`req.app.get("model")`)}`,
    });
    expect(found).toEqual([]);
  });

  test.each(["server.User", "this.User", "request.server.User"])("in Fastify: %s", (model) => {
    const found = queriesOf({
      "user.js": user,
      "plugin.js": `
        const fp = require("fastify-plugin");
        const User = require("./user");
        module.exports = fp(async (fastify) => { fastify.decorate("User", User); });`,
      "a-routes.js": `
        module.exports = async (server) => {
          server.get("/", async function (request) { return ${model}.findOne({ name: request.params.name }); });
        };`,
    });
    expect(found).toEqual([find]);
  });

  test("in globals", () => {
    const found = queriesOf({
      "user.js": user,
      "a-use.js": `exports.one = (name) => User.findOne({ name });`,
      "boot.js": `global.User = require("./user"); require("./a-use");`,
    });
    expect(found).toEqual([find]);
  });
});
