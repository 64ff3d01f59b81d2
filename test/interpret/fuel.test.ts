import { describe, expect, it } from "vitest";
import { catalogOf, showQuery } from "../support/project.js";

const work = "for (let i = 0; i < 60; i++) for (let j = 0; j < 9; j++) String(i + j);";

describe("a call that is too long to follow", () => {
  const files = {
    "registry.js": `
      const mongoose = require("mongoose");
      exports.load = (db) => {
        const models = {};
        models.Pen = db.model("Pen", new mongoose.Schema({ owner: String }));
        models.byOwner = (owner) => models.Ink.find({ owner });
        ${work}
        models.Ink = db.model("Ink", new mongoose.Schema({ owner: String }));
        return models;
      };`,
    "server.js": `
      const { load } = require("./registry");
      exports.start = (db) => {
        ${work}
        ${work}
        return load(db);
      };`,
  };

  it("is followed from its own start, and what it made is not seen half", () => {
    const catalog = catalogOf(files);
    expect(catalog.models.map(({ name }) => name)).toEqual(["Pen", "Ink"]);
    expect(catalog.queries.map(showQuery)).toEqual(["find Ink {owner:eq}"]);
    expect(catalog.gaps).toEqual([]);
  });

  it("loses nothing of the modules that ran for the first time during it", () => {
    const found = catalogOf({
      "app.js": `
        const begin = () => {
          require("./users");
          ${work.repeat(400)}
        };
        begin();`,
      "users.js": `
        const { model, Schema } = require("mongoose");
        const User = model("User", new Schema({ name: String }));
        exports.unused = (name) => User.find({ name });`,
    });
    expect(found.queries.map(showQuery)).toEqual(["find User {name:eq}"]);
  });

  it("leaves enough to see what its caller asks in the end", () => {
    const calls = Array.from({ length: 20 }, (_, n) => `heavy(${n});`).join("\n");
    const { queries } = catalogOf({
      "handler.js": `
        const { User } = require("./users");
        const heavy = (n) => { ${work.repeat(3)} };
        exports.handle = (id) => {
          ${calls}
          return User.findOne({ id });
        };`,
      "users.js": `
        const { model, Schema } = require("mongoose");
        exports.User = model("User", new Schema({ id: String }));`,
    });
    expect(queries.map(showQuery)).toEqual(["findOne User {id:eq}"]);
  });

  it("is a gap when even alone it has no end in sight", () => {
    const { gaps } = catalogOf({
      "long.js": `exports.long = (Model) => { ${work.repeat(9)} return Model.findOne({ a: 1 }); };`,
    });
    expect(gaps.map(({ why }) => why)).toContain("the function long was too long to follow to its end");
  });
});

describe("a project whose functions all take long", () => {
  const handler = (n: number, what: string) => `exports.handle${n} = (Model) => { ${what} };`;
  const last = handler(0, `${work.repeat(3)} return Model.findOne({ a: 1 });`);
  const gapsAfter = (others: number): readonly string[] => {
    const before = Array.from({ length: others }, (_, n) => handler(n + 1, work.repeat(9))).join("\n");
    const { gaps } = catalogOf({ "all.js": `${before}\n${last}` });
    return gaps.map(({ why }) => why);
  };

  it("has each followed less far, once they took more than their share", () => {
    expect(gapsAfter(10)).not.toContain("the function handle0 was too long to follow to its end");
    expect(gapsAfter(120)).toContain("the function handle0 was too long to follow to its end");
  });
});

describe("a call that is too deep to follow", () => {
  const filesOf = (depth: number) => ({
    "context.ts": `
      import { Collection, Db } from "mongodb";
      export interface MongoContext { users(): Collection }
      const named = (name: string) => (db: Db): Collection => db.collection(name);
      export class MongoContextOfDb implements MongoContext {
        constructor(private readonly db: Db) {}
        users(): Collection { return named("users")(this.db); }
      }`,
    "chain.ts": `
      import { MongoContext } from "./context";
      import { touch } from "./users";
      ${Array.from({ length: depth }, (_, n) => `const f${n} = (c: MongoContext, id: string) => f${n + 1}(c, id);`).join("\n")}
      const f${depth} = (c: MongoContext, id: string) => touch(c, id);
      export const start = (c: MongoContext, id: string) => f0(c, id);`,
    "users.ts": `
      import { MongoContext } from "./context";
      export const touch = (c: MongoContext, id: string) => c.users().updateOne({ id }, { $set: { seen: true } });
      export const rename = (c: MongoContext, name: string) => c.users().updateOne({ name }, { $set: { name: "" } });`,
  });

  it.each([2, 3, 4, 5, 6, 7])("tells nobody else what was not seen down there (%i)", (depth) => {
    const { queries, gaps } = catalogOf(filesOf(depth));
    expect(queries.map(showQuery)).toEqual(["updateOne users {id:eq}", "updateOne users {name:eq}"]);
    expect(gaps).toEqual([]);
  });
});
