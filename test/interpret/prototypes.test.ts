import { describe, expect, it } from "vitest";
import { queriesOf } from "../support/project.js";

describe("a constructor function", () => {
  it("gives its prototype's methods what it sets, though nobody is seen to call it", () => {
    const found = queriesOf({
      "users.js": `
        function Users(db) {
          this.users = db.collection("users");
        }
        Users.prototype.byName = function (name) {
          return this.users.findOne({ name });
        };
        module.exports = Users;`,
      "pens.js": `
        module.exports = function (mongo) {
          function Pens() {
            this.pens = mongo.db.collection("pens");
          }
          Pens.prototype = {
            byInk: function (ink) { return this.pens.findOne({ ink }); },
            byOwner: function (owner) { return this.pens.find({ owner }).sort({ at: -1 }).toArray(); },
          };
          return Pens;
        };`,
    });
    expect(found).toEqual([
      "findOne pens {ink:eq}",
      "find pens {owner:eq} sort at:-1",
      "findOne users {name:eq}",
    ]);
  });

  it("has what a method of another of its kind sets", () => {
    const found = queriesOf({
      "store.js": `
        function Store(url) { this.url = url; }
        Store.prototype.open = async function (client) { this.entries = client.db("x").collection("entries"); };
        Store.prototype.byDay = function (day) { return this.entries.findOne({ day }); };
        module.exports = new Store("mongodb://localhost");`,
    });
    expect(found).toEqual(["findOne entries {day:eq}"]);
  });

  it.each([
    [`require("util").inherits(Users, Base);`],
    [`const { inherits } = require("node:util"); inherits(Users, Base);`],
    [`const inherits = require("inherits"); inherits(Users, Base);`],
    [`Users.prototype = Object.create(Base.prototype);`],
    [`Object.setPrototypeOf(Users.prototype, Base.prototype);`],
  ])("has the methods it inherits: %s", (inherits) => {
    const found = queriesOf({
      "base.js": `
        module.exports = function Base(db, name) { this.collection = db.collection(name); };
        module.exports.prototype.findBy = function (filter) { return this.collection.findOne(filter); };`,
      "users.js": `
        const Base = require("./base");
        function Users(db) { Base.call(this, db, "users"); }
        ${inherits}
        Users.prototype.byName = function (name) { return this.findBy({ name }); };
        module.exports = Users;`,
    });
    expect(found).toEqual(["findOne users {name:eq}"]);
  });
});
