import { describe, expect, test } from "vitest";
import { queriesOf } from "../support/project.js";

const files = {
  "package.json": JSON.stringify({ dependencies: { mongoose: "5.0.0", consign: "0.1.6", express: "4.0.0" } }),
  "app/models/user.js": `
    const mongoose = require("mongoose");
    module.exports = () => mongoose.model("User", mongoose.Schema({ name: String, email: String }));`,
  "app/models/shop/order.js": `
    const mongoose = require("mongoose");
    module.exports = mongoose.model("Order", mongoose.Schema({ buyer: String }));`,
  "app/controllers/user.js": `
    module.exports = function (app) {
      const User = app.models.user;
      return {
        byName: (req, res) => User.find({ name: req.params.name }).exec(),
        orders: (req, res) => app.models.shop.order.findOne({ buyer: req.user }),
        other: (req, res) => app.models.nobody.findOne({ a: 1 }),
      };
    };`,
};
const found = ["findOne Order {buyer:eq}", "find User {name:eq}"].sort();

describe("folders loaded into an application", () => {
  test("by consign", () => {
    const server = `
      const app = require("express")();
      require("consign")({ cwd: "app" }).include("models").then("controllers").into(app);`;
    expect([...queriesOf({ ...files, "server.js": server })].sort()).toEqual(found);
  });

  test("by express-load, a file at a time or a folder", () => {
    const server = `
      const load = require("express-load");
      module.exports = function (app) {
        load("models/user.js", { cwd: "app" }).then("models/shop").then("controllers").into(app);
      };`;
    expect([...queriesOf({ ...files, "server.js": server })].sort()).toEqual(found);
  });

  test("in an order that is not followed where the models come last", () => {
    const server = `
      const app = require("express")();
      require("consign")({ cwd: "app" }).include("controllers").then("models").into(app);`;
    expect(queriesOf({ ...files, "server.js": server })).not.toContain("find User {name:eq}");
  });
});
