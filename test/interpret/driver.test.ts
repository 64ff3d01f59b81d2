import { describe, expect, it } from "vitest";
import { catalogOf, queriesOf } from "../support/project.js";

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
