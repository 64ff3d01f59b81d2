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

describe("a loader that hands each module of a folder what it needs", () => {
  const model = (name: string, field: string) => `
    module.exports = (Schema) => ({ name: "${name}", schema: new Schema({ ${field}: { type: String, index: true } }) });`;
  const files = { "models/user.js": model("User", "mail"), "models/deep/log.js": model("Log", "at") };
  const names = (loader: string) =>
    catalogOf({ ...files, "models/index.js": loader }).models.map(
      ({ name, indexes }) => `${name} ${indexes.map((each) => each.name).join()}`,
    );
  const head = `const fs = require("fs"); const path = require("path"); const mongoose = require("mongoose");`;

  test("registers what they give", () => {
    const loaders = [
      `fs.readdirSync(__dirname).filter((file) => file !== path.basename(__filename) && file.slice(-3) === ".js").forEach((file) => {
        const { name, schema } = require(path.join(__dirname, file))(mongoose.Schema);
        mongoose.model(name, schema);
      });`,
      `for (const file of fs.readdirSync("./models")) {
        if (!/^[a-z]+\\.js$/.test(file) || file === "index.js") continue;
        const made = require("./" + path.basename(file, ".js"))(mongoose.Schema);
        mongoose.model(made.name, made.schema);
      }`,
      `fs.readdirSync(__dirname, { withFileTypes: true }).forEach((entry) => {
        if (path.extname(entry.name) !== ".js" || entry.name.startsWith("index")) return;
        const { name, schema } = require(\`./\${entry.name}\`)(mongoose.Schema);
        mongoose.model(name, schema);
      });`,
    ];
    for (const loader of loaders) expect(names(head + loader)).toEqual(["User mail_1"]);
  });

  test("goes into the folders of the folder", () => {
    const loader = `
      const load = (folder) => fs.readdirSync(folder).forEach((name) => {
        const file = path.join(folder, name);
        if (fs.statSync(file).isDirectory()) return load(file);
        if (name === "index.js") return;
        const made = require(file)(mongoose.Schema);
        mongoose.model(made.name, made.schema);
      });
      load(__dirname);`;
    expect(names(head + loader).sort()).toEqual(["Log at_1", "User mail_1"]);
  });
});

describe("a package that requires all modules of a folder", () => {
  const files = {
    "app/models/user.js": `
      const { model, Schema } = require("mongoose");
      module.exports = model("User", new Schema({ email: String }));`,
    "app/models/blog/post.js": `
      const { model, Schema } = require("mongoose");
      module.exports = model("Post", new Schema({ slug: String }));`,
  };
  const uses = `
    exports.one = (email) => models.user.findOne({ email });
    exports.post = (slug) => models.blog.post.findOne({ slug });`;
  const found = ["findOne User {email:eq}", "findOne Post {slug:eq}"];

  test.each([
    ["is given its path", `const models = require("require-all")(__dirname + "/models");`],
    ["is given options", `const models = require("require-all")({ dirname: __dirname + "/models" });`],
    [
      "is given a path of the package",
      `const models = require("require-tree")(require("path").resolve("./app/models"));`,
    ],
    [
      "is given a path beside the file",
      `const models = require("require-dir")("./models", { recurse: true });`,
    ],
    ["is given the module", `const models = require("require-directory")(module, "./models");`],
  ])("%s", (_name, loads) => {
    expect(queriesOf({ ...files, "app/index.js": loads + uses })).toEqual(found);
  });

  test("is asked by the index of the folder itself", () => {
    const index = `module.exports = require("require-directory")(module);`;
    const user = `const models = require("./models");`;
    expect(queriesOf({ ...files, "app/models/index.js": index, "app/use.js": user + uses })).toEqual(found);
  });

  test("hands its modules on to each module of another folder", () => {
    const app = `
      const all = require("require-tree");
      const _ = require("lodash");
      const models = all(__dirname + "/models");
      _.each(all(__dirname + "/controllers"), (controller) => { controller.apply({ models, app: {} }); });`;
    const controller = `
      module.exports = function () {
        const { app, models } = this, User = models.user;
        app.get("/", (req, res) => { User.findById(req.params.id, res.send); });
      };`;
    const both = { ...files, "app/app.js": app, "app/controllers/users.js": controller };
    expect(queriesOf(both)).toEqual(["findById User {_id:eq}"]);
  });
});
