import { describe, expect, it } from "vitest";
import { queriesOf } from "../support/project.js";

describe("libraries over the driver", () => {
  it("monk: collections are got by name, options hold the order", () => {
    const found = queriesOf({
      "db.js": `module.exports = require("monk")("localhost/shop");`,
      "users.js": `
        const db = require("./db");
        const users = db.get("users");
        exports.byName = (name) => users.find({ name }, { sort: { at: -1 } });
        exports.drop = (id) => db.get("carts").remove({ user: id });`,
    });
    expect(found).toEqual(["find users {name:eq} sort at:-1", "remove carts {user:eq}"]);
  });

  it.each(["mongojs", "promised-mongo", "mongoist"])(
    "%s: collections are members, as in the shell",
    (library) => {
      const found = queriesOf({
        "users.js": `
        const mongo = require("${library}");
        const db = mongo("localhost/shop", ["users"]);
        exports.byName = (name, cb) => db.users.find({ name }).sort({ at: -1 }).toArray(cb);
        exports.byId = (id, cb) => db.collection("users").findOne({ _id: id }, cb);
        db.on("error", () => {});`,
      });
      expect(found).toEqual(["find users {name:eq} sort at:-1", "findOne users {_id:eq}"]);
    },
  );

  it("mongoskin: collections are bound", () => {
    const found = queriesOf({
      "users.js": `
        const db = require("mongoskin").db("localhost/shop", { safe: true });
        db.bind("users");
        exports.byName = (name, cb) => db.users.find({ name }).toArray(cb);
        exports.byId = (id, cb) => db.collection("users").findOne({ _id: id }, cb);`,
    });
    expect(found).toEqual(["find users {name:eq}", "findOne users {_id:eq}"]);
  });
});
