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

  it.each([
    [
      "what it wrote",
      `if (v === "none") { q.name = { $exists: false }; return; } q.name = v;`,
      "name:exists?, name:eq?",
    ],
    ["that the rest did not run", "if (v.length < 3) return; q.name = v;", "name:eq?"],
    [
      "each of two",
      "if (v.a) { q.name = v.a; return; } if (v.b) { q.age = v.b; return; } throw new Error();",
      "name:eq?, age:eq?",
    ],
    [
      "both sides of a condition",
      "if (v.a) { if (v.b) q.name = 1; else q.age = 1; return; } q.age = 2;",
      "name:eq?, age:eq?",
    ],
    [
      "all there is, where each arm returns",
      "if (v.a) { q.name = 1; return; } else { q.name = 2; return; }",
      "name:eq",
    ],
    ["nothing of an arm that throws", "if (v.a) { q.age = 1; throw new Error(); } q.name = v;", "name:eq"],
  ])("tells whoever called of %s", (_, body, filter) => {
    const found = queriesOf({
      "user.js": `${user}
        const narrow = (q, v) => { ${body} };
        exports.list = (v) => { const q = {}; narrow(q, v); return User.find(q); };`,
    });
    expect(found).toEqual([`find User {${filter}}`]);
  });

  it("tells what it wrote to an object that is handed back from several places", () => {
    const found = queriesOf({
      "user.js": `${user}
        function filterOf(v) {
          const q = {};
          if (v.name) { q.name = v.name; return q; }
          const more = {};
          more.age = v.age;
          q.age = more.age;
          return q;
        }
        exports.list = (v) => User.find(filterOf(v));`,
    });
    expect(found).toEqual(["find User {name:eq?, age:eq?}"]);
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
