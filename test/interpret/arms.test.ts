import { describe, expect, it } from "vitest";
import { queriesOf } from "../support/project.js";

const user = `
  const mongoose = require("mongoose");
  const User = mongoose.model("User", new mongoose.Schema({ name: String, age: Number }));`;

describe("an arm of a branch that returns", () => {
  it("leaves the object it built as it is", () => {
    const found = queriesOf({
      "user.js": `${user}
        function filterOf(name) {
          if (name) { const filter = {}; filter.name = name; return filter; }
          return { age: 1 };
        }
        exports.list = (name) => User.find(filterOf(name));`,
    });
    expect(found).toEqual(["find User {name:eq?, age:eq?}"]);
  });

  it("keeps what is certain in the only arm that returns", () => {
    const found = queriesOf({
      "user.js": `${user}
        function filterOf(kind, name) {
          switch (kind) {
            case 1: { const filter = {}; filter.name = name; return filter; }
            default: throw new Error();
          }
        }
        exports.list = (kind, name) => User.find(filterOf(kind, name));`,
    });
    expect(found).toEqual(["find User {name:eq}"]);
  });

  it("keeps the variables of functions it handed out", () => {
    const found = queriesOf({
      "tools.js": `module.exports = (users) => ({ rename: (name) => users.updateOne({ name }, {}) });`,
      "start.js": `
        const { MongoClient } = require("mongodb");
        let tools = null;
        const connect = async (url) => {
          const client = new MongoClient(url);
          try {
            tools = require("./tools")(client.db().collection("users"));
          } catch (error) {
            throw new Error("no connection");
          }
        };
        module.exports = async (url, name) => { await connect(url); await tools.rename(name); };`,
    });
    expect(found).toEqual(["updateOne users {name:eq}"]);
  });
});

it("a list whose places are set under conditions does not grow by that", () => {
  const sets = Array.from({ length: 40 }, (_, i) => `if (flags[${i}]) list[${i % 4}] = { age: ${i} };`).join(
    "\n",
  );
  const found = queriesOf({
    "user.js": `${user}
      exports.list = (flags) => {
        const list = [{ age: 1 }, { age: 2 }, { age: 3 }, { age: 4 }];
        ${sets}
        return User.find({ name: "a", age: list.length });
      };`,
  });
  expect(found).toEqual(["find User {name:eq, age:eq}"]);
});

it("a stage that is put in front under a condition leaves the others what they are", () => {
  const found = queriesOf({
    "user.js": `${user}
      exports.page = (cursor, name) => {
        const stages = [{ $match: { age: 1 } }, { $sort: { name: -1 } }, { $limit: 9 }];
        if (cursor) stages.unshift({ $match: { _id: { $lt: cursor } } });
        if (name) { stages.unshift({ $match: { name } }); } else { stages.push({ $skip: 1 }); }
        return User.aggregate(stages);
      };`,
  });
  expect(found).toEqual(["aggregate User {name:eq?, _id:range?, age:eq} sort name:-1"]);
});
