import { describe, expect, it } from "vitest";
import { catalogOf, queriesOf, showQuery } from "../support/project.js";

describe("the native driver", () => {
  it.each(["mongodb", "mongodb-legacy"])("is known by the name %s", (name) => {
    const found = queriesOf({
      "db.mjs": `
        import mongodb from "${name}";
        const { MongoClient, ObjectId } = mongodb;
        const client = new MongoClient("mongodb://localhost");
        const internal = client.db();
        export const db = { docs: internal.collection("docs") };
        export default { db, ObjectId };`,
      "manager.mjs": `
        import mongodb from "./db.mjs";
        const { db } = mongodb;
        export async function getDoc(id) { return await db.docs.findOne({ _id: id }); }`,
    });
    expect(found).toEqual(["findOne docs {_id:eq}"]);
  });
});

it.each(["name", "collectionName"])("a collection asked for by a model's own %s is that model's", (key) => {
  const found = queriesOf({
    "user.js": `
      const mongoose = require("mongoose");
      const User = mongoose.model("User", new mongoose.Schema({ name: String }), "people");
      const own = User.collection.${key};
      exports.raw = (name) => mongoose.connection.db.collection(own).find({ name }).toArray();`,
  });
  expect(found).toEqual(["find User {name:eq}"]);
});

describe("migrations that share a helper", () => {
  const migration = (text: string): string => `
    import Helpers from "./lib/helpers.mjs";
    ${text}
    export default { migrate, rollback };`;
  const catalog = catalogOf({
    "doc.mjs": `
      import mongoose from "mongoose";
      export const Doc = mongoose.model("Doc", new mongoose.Schema({ a: Number, b: Number }));`,
    "migrations/lib/helpers.mjs": `
      async function addIndexes(collection, indexes) {
        await Promise.all(indexes.map(index => collection.createIndex(index.key, index)));
      }
      async function dropIndexes(collection, indexes) {
        await Promise.all(indexes.map(async index => { await collection.dropIndex(index.name); }));
      }
      export default { addIndexes, dropIndexes };`,
    "migrations/1.mjs": migration(`
      const indexes = [{ key: { a: 1 }, name: "a_1" }, { key: { b: 1 }, name: "b_1" }];
      const migrate = async client => { const { db } = client; await Helpers.addIndexes(db.docs, indexes); };
      const rollback = async client => { const { db } = client; await Helpers.dropIndexes(db.docs, indexes); };`),
    "migrations/2.mjs": migration(`
      const indexes = [{ key: { b: 1 }, name: "b_1" }];
      const migrate = async client => { const { db } = client; await Helpers.dropIndexes(db.docs, indexes); };
      const rollback = async client => { const { db } = client; await Helpers.addIndexes(db.docs, indexes); };`),
  });

  it("are done in their own order, at their own places, and not rolled back", () => {
    expect(
      catalog.collections.map(({ name, indexes }) => [name, ...indexes.map((each) => each.name)]),
    ).toEqual([["docs", "_id_", "a_1"]]);
    expect(
      catalog.operations.map(({ kind, name, direction, at }) => `${at.file} ${direction} ${kind} ${name}`),
    ).toEqual([
      "migrations/1.mjs up createIndex a_1",
      "migrations/1.mjs up createIndex b_1",
      "migrations/1.mjs down dropIndex a_1",
      "migrations/1.mjs down dropIndex b_1",
      "migrations/2.mjs up dropIndex b_1",
      "migrations/2.mjs down createIndex b_1",
    ]);
  });

  it("have no `key` for an option, though the driver is given whole descriptions", () => {
    expect(catalog.operations[0]?.options).toEqual({ name: "a_1" });
  });

  it("is heard in the shell's way of naming collections, on a `db` of a module that is not there", () => {
    const found = queriesOf({
      "fix.mjs": `
        import { db } from "../app/mongodb.mjs";
        export const run = async () => {
          const broken = await db.docs.findOne({ version: 0 });
          await db.docs.updateMany({ version: broken.version }, {});
        };`,
    });
    expect(found).toEqual(["findOne docs {version:eq}", "updateMany docs {version:eq}"]);
  });
});

it("what a driver that takes callbacks hands them is a database, a collection", () => {
  const found = queriesOf({
    "users.js": `
      const { MongoClient } = require("mongodb");
      exports.list = (done) => MongoClient.connect("mongodb://localhost/app", (error, db) => {
        db.collection("users", (failure, users) => users.findOne({ name: "a" }, done));
        db.collection("posts").find({ author: 1 }).toArray(done);
      });`,
  });
  expect(found).toEqual(["findOne users {name:eq}", "find posts {author:eq}"]);
});

it("what a promise of an object is followed by gets the object", () => {
  const found = queriesOf({
    "users.js": `
      const { MongoClient } = require("mongodb");
      const open = async () => ({ db: new MongoClient("mongodb://localhost/app").db() });
      exports.list = () => open().then((store) => store.db.collection("users").find({ name: "a" }).toArray());`,
  });
  expect(found).toEqual(["find users {name:eq}"]);
});

describe("a collection whose name is a default", () => {
  const certainties = (text: string) =>
    catalogOf({ "store.js": `const { MongoClient } = require("mongodb"); ${text}` }).queries.map(
      ({ collection, certainty }) => `${collection} ${certainty}`,
    );

  it.each([
    `process.env.ENTRIES || "entries"`,
    `process.env.ENTRIES ?? "entries"`,
    `process.env.ENTRIES ? process.env.ENTRIES : "entries"`,
    `settings.entries || "entries"`,
    `read("ENTRIES", "entries")`,
  ])("is assumed: %s", (name) => {
    const found = certainties(`
      const read = (variable, otherwise) => process.env[variable] != null ? process.env[variable] : otherwise;
      exports.byId = (db, settings, id) => db.collection(${name}).findOne({ _id: id });`);
    expect(found).toEqual(["entries assumed"]);
  });

  it("is assumed where a parameter has it", () => {
    const found = certainties(
      `exports.byId = (db, id, name = "entries") => db.collection(name).findOne({ _id: id });`,
    );
    expect(found).toEqual(["entries assumed"]);
  });

  it("is proven where nobody can say otherwise", () => {
    const found = certainties(`
      const name = "entries";
      exports.byId = (db, id) => db.collection(name).findOne({ _id: id });
      exports.byKind = (db, old, kind) => db.collection(old ? "archive" : "entries").findOne({ kind });`);
    expect(found).toEqual(["entries proven", "archive proven", "entries proven"]);
  });
});

describe("a collection of something that was handed in", () => {
  const read = (text: string) => {
    const { queries, gaps } = catalogOf({ "mongo-store.js": text });
    return [queries.map(showQuery), gaps.map(({ why }) => why)];
  };

  it("is one though its name is not known", () => {
    expect(
      read(`module.exports = (env, ctx) => {
      const api = () => ctx.store.collection(env.food_collection);
      return { byId: (id) => api().findOne({ _id: id }) };
    };`),
    ).toEqual([["findOne ? {_id:eq}"], ["the collection's name is not known"]]);
  });

  it("is one though what gives the name may fail", () => {
    const found = queriesOf({
      "users.js": `
        // mongodb
        const nameOf = (name) => { try { return name; } catch (error) { return new Error(error); } };
        exports.byName = (db, name) => db.collection(nameOf("users")).findOne({ name });`,
    });
    expect(found).toEqual(["findOne users {name:eq}"]);
  });

  it("is none when what it is given is no name", () => {
    expect(read(`module.exports = (ui) => ui.collection({ items: [] }).find({ id: 1 });`)).toEqual([[], []]);
    expect(read(`module.exports = (ui) => ui.collection(() => []).find({ id: 1 });`)).toEqual([[], []]);
  });
});

describe("a list of operations", () => {
  it("asks for what each of them changes", () => {
    const { queries, gaps } = catalogOf({
      "hash.js": `
        module.exports = (module) => {
          module.setAll = async (keys, data) => {
            const bulk = module.client.collection("objects").initializeUnorderedBulkOp();
            keys.forEach((key) => {
              bulk.find({ _key: key }).upsert().updateOne({ $set: data });
            });
            bulk.find({ expired: true }).delete();
            bulk.find({ old: { $lt: 3 } }).update({ $set: { old: 3 } });
            await bulk.execute();
          };
        };`,
    });
    expect(queries.map((query) => showQuery(query) + (query.upsert ? " upsert" : ""))).toEqual([
      "updateOne objects {_key:eq} upsert",
      "deleteMany objects {expired:eq}",
      "updateMany objects {old:range}",
    ]);
    expect(gaps).toEqual([]);
  });
});

describe("the older drivers' way to change one document", () => {
  it("is asked for its filter and its order", () => {
    const found = queriesOf({
      "jobs.js": `// mongodb
        exports.next = (db, kind, cb) =>
          db.collection("jobs").findAndModify({ kind, taken: false }, [["at", 1]], { $set: { taken: true } }, cb);
        exports.count = (db, name) =>
          db.collection("counters").findAndModify({ query: { name }, update: { $inc: { n: 1 } }, new: true });
        exports.take = (db, kind, cb) =>
          db.collection("jobs").findAndModify({ query: { kind }, sort: { at: -1 }, remove: true }, cb);
        exports.drop = (db, kind, cb) => db.collection("jobs").findAndRemove({ kind }, [["at", 1]], cb);
        exports.clear = (db, at, cb) => db.collection("jobs").findAndRemove({ at }, cb);`,
    });
    expect(found).toEqual([
      "findOneAndUpdate jobs {kind:eq, taken:eq} sort at:1",
      "findOneAndUpdate counters {name:eq}",
      "findOneAndDelete jobs {kind:eq} sort at:-1",
      "findOneAndDelete jobs {kind:eq} sort at:1",
      "findOneAndDelete jobs {at:eq}",
    ]);
  });
});

it("a document has its model's collection", () => {
  const found = queriesOf({
    "project.js": `
      const mongoose = require("mongoose");
      const schema = new mongoose.Schema({ branches: [String] });
      schema.methods.addBranch = function (name, done) {
        this.collection.updateOne({ _id: this._id }, { $push: { branches: name } }, done);
      };
      module.exports = mongoose.model("Project", schema);`,
  });
  expect(found).toEqual(["updateOne Project {_id:eq}"]);
});

describe("a model whose collection is a default", () => {
  it.each([`process.env.THINGS || "stuff"`, `settings.things ?? "stuff"`])("is kept in it: %s", (name) => {
    const { models } = catalogOf({
      "thing.js": `
        const mongoose = require("mongoose");
        exports.load = (settings) => mongoose.model("Thing", new mongoose.Schema({ a: Number }), ${name});`,
    });
    expect(models.map(({ collection }) => collection)).toEqual(["stuff"]);
  });
});

it.each([
  ["mongo-adapter", ["find users {name:eq}"]],
  ["redis-adapter", []],
])("a client that the package %s makes is the driver's if its name says so", (name, expected) => {
  const found = queriesOf({
    "config.js": "module.exports = { port: 80 };",
    "a-users.js": `
      const config = require("./config");
      exports.byName = (name) => config.client.db("app").collection("users").find({ name }).toArray();`,
    "start.js": `
      const { Adapter } = require("${name}");
      const config = require("./config");
      exports.start = async () => { config.client = await Adapter.connect({ uri: process.env.URI }); };`,
  });
  expect(found).toEqual(expected);
});
