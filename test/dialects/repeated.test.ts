import { describe, expect, test } from "vitest";
import { catalogOf } from "../support/project.js";

const indexesOf = (files: { readonly [file: string]: string }) =>
  catalogOf(files).models.map(({ id, indexes }) => [id, indexes.map(({ name }) => name)]);

describe("a schema that functions change, whoever calls them", () => {
  const model = `
    const mongoose = require("mongoose");
    const schema = new mongoose.Schema({ a: String, b: String });
    exports.load = function () {
      schema.index({ a: 1, b: 1 }, { unique: true });
      exports.model = mongoose.model("Device", schema);
    };`;

  test("has each index once, however many entries lead to the call", () => {
    const files = {
      "device.js": model,
      "start.js": `
        const device = require("./device");
        const start = (done) => mongoose.connect("mongodb://x").then(() => { device.load(); done(); });
        exports.activate = (done) => start(done);
        exports.again = (done) => start(done);
        exports.test = function (url, done) { device.load(); setTimeout(done, 5); };`,
    };
    expect(indexesOf(files)).toEqual([["device.js#Device", ["a_1_b_1"]]]);
  });

  test("has it twice where one run declares it twice, as Mongoose has", () => {
    const twice = `
      const mongoose = require("mongoose");
      const schema = new mongoose.Schema({ a: String });
      for (const name of ["x", "y"]) schema.index({ a: 1 });
      mongoose.model("Device", schema);`;
    expect(indexesOf({ "device.js": twice })).toEqual([["device.js#Device", ["a_1", "a_1"]]]);
  });

  test("keeps what two entries declare of different keys", () => {
    const keyed = `
      const mongoose = require("mongoose");
      const schema = new mongoose.Schema({ a: String, b: String });
      mongoose.model("Device", schema);
      const by = (key) => schema.index({ [key]: 1 });
      exports.one = () => by("a");
      exports.two = () => by("b");
      exports.three = () => by("b");`;
    expect(indexesOf({ "device.js": keyed })).toEqual([["device.js#Device", ["a_1", "b_1"]]]);
  });
});

test("a model that a test makes with the program's own helper lives with the test's schema", () => {
  const files = {
    "package.json": "{}",
    "src/helper.js": `
      const mongoose = require("mongoose");
      exports.create = (name, schema) => mongoose.model(name, schema);`,
    "src/user.js": `
      const { Schema } = require("mongoose");
      module.exports = require("./helper").create("User", new Schema({ a: String }));`,
    "src/specs/helper.spec.js": `
      const { Schema } = require("mongoose");
      const Doc = require("../helper").create("docs", new Schema({ b: String }));`,
  };
  expect(indexesOf(files).map(([id]) => id)).toEqual(["src/helper.js#User", "src/specs/helper.spec.js#docs"]);
});
