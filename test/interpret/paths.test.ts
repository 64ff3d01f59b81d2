import { describe, expect, test } from "vitest";
import { queriesOf } from "../support/project.js";

const user = `
  const { model, Schema } = require("mongoose");
  module.exports = model("User", new Schema({ email: String }));`;

/** What a file of the package `api` asks of the model of another. */
const asked = (required: string) =>
  queriesOf({
    "api/package.json": '{"name":"api"}',
    "api/lib/user.js": user,
    "api/routes/users.js": `
      const path = require("path");
      const { join, resolve } = require("node:path");
      const User = ${required};
      exports.find = (email) => User.findOne({ email });`,
  });

describe("a module that is required by", () => {
  test.each([
    'require(path.join(__dirname, "../lib/user"))',
    'require(join(__dirname, "..", "lib", "user.js"))',
    'require(path.join(path.dirname(__dirname), "lib/user"))',
    "require(`${__dirname}/../lib/user`)",
    'require(__dirname + "/../lib/user.js")',
    'require(path.resolve("./lib/user"))',
    'require(resolve(__dirname, "../lib/user"))',
    'require(path.join(process.cwd(), "lib/user"))',
    "require(`${process.cwd()}/lib/user`)",
  ])("%s is known", (required) => expect(asked(required)).toEqual(["findOne User {email:eq}"]));

  test("a path in the folder of the whole project is, too", () => {
    const found = queriesOf({
      "plugins/users/package.json": '{"name":"users"}',
      "lib/user.js": user,
      "plugins/users/service.js": `
        const User = require(require("path").join(process.cwd(), "lib/user"));
        exports.find = (email) => User.findOne({ email });`,
    });
    expect(found).toEqual(["findOne User {email:eq}"]);
  });

  test.each(['require(path.join(__dirname, "../lib", process.env.NAME))', 'require("/lib/user")'])(
    "%s is not",
    (required) => expect(asked(required)).toEqual([]),
  );
});

describe("a module required below a folder that is not known", () => {
  const users = `
    const mongoose = require("mongoose");
    module.exports = mongoose.model("User", new mongoose.Schema({ name: String }));`;

  test.each([
    "config.root + '/models/user'",
    "config.root + '/models' + '/user'",
    "`${config.root}/models/user`",
  ])("is the one of that path: %s", (path) => {
    const found = queriesOf({
      "models/user.js": users,
      "routes/users.js": `
          module.exports = (config) => {
            const User = require(${path});
            return (name) => User.findOne({ name });
          };`,
    });
    expect(found).toEqual(["findOne User {name:eq}"]);
  });

  test.each([
    "config.dir + '/user'",
    "'./' + config.dir + '/models/user'",
    "config.dir + '/models/' + config.name",
  ])("may be any when too little of it is known: %s", (path) => {
    const found = queriesOf({
      "models/user.js": users,
      "routes/users.js": `module.exports = (config) => require(${path}).findOne({ name: config.name });`,
    });
    expect(found).toEqual([]);
  });
});
