import { describe, expect, it } from "vitest";
import { catalogOf, queriesOf } from "../support/project.js";

const connect = `
  const { MongoClient } = require("mongodb");
  const connect = (uri) => MongoClient.connect(uri).then((client) => client.db("app"));`;

describe("a collection that one function puts into an object and another queries", () => {
  it("is known by its name, though the querying function comes first", () => {
    const found = queriesOf({
      "a-find.js": `
        const { collections } = require("./db");
        exports.byName = (name) => collections.users.find({ name }).sort({ age: 1 }).toArray();`,
      "db.js": `${connect}
        const collections = {};
        exports.collections = collections;
        exports.start = async (uri) => { const db = await connect(uri); collections.users = db.collection("users"); };`,
    });
    expect(found).toEqual(["find users {name:eq} sort age:1"]);
  });

  it("is known where the object held null, or takes all by Object.assign", () => {
    const found = queriesOf({
      "a-find.js": `
        const db = require("./db");
        exports.rename = (name) => db.state.users.updateOne({ name }, {});
        exports.remove = (title) => db.posts.deleteOne({ title });`,
      "db.js": `${connect}
        exports.state = { users: null };
        exports.start = async (uri) => {
          const db = await connect(uri);
          exports.state.users = db.collection("users");
          Object.assign(exports, { posts: db.collection("posts") });
        };`,
    });
    expect(found).toEqual(["updateOne users {name:eq}", "deleteOne posts {title:eq}"]);
  });

  it("has the name of its key, where the object holds each collection of the database", () => {
    const found = queriesOf({
      "a-find.js": `
        const db = require("./db");
        exports.invite = (email) => db.collections["invite"].findOne({ email });
        exports.count = (uId) => db.collections.post.countDocuments({ uId });`,
      "db.js": `${connect}
        exports.collections = {};
        exports.start = async (uri) => {
          const db = await connect(uri);
          for (const { collectionName } of await db.collections())
            exports.collections[collectionName] = db.collection(collectionName);
        };`,
    });
    expect(found).toEqual(["findOne invite {email:eq}", "countDocuments post {uId:eq}"]);
  });

  it("is known in the one object of a class", () => {
    const found = queriesOf({
      "a-find.js": `
        const store = require("./store");
        exports.byName = (name) => store.users.findOne({ name });`,
      "store.js": `${connect}
        class Store {
          constructor() { this.users = null; }
          async start(uri) { this.users = (await connect(uri)).collection("users"); }
        }
        module.exports = new Store();`,
    });
    expect(found).toEqual(["findOne users {name:eq}"]);
  });
});

it("takes a plain value that another function sets for one that is not known", () => {
  const found = queriesOf({
    "a-find.js": `
      const { User } = require("./user");
      const state = require("./state");
      exports.list = () => (state.ready ? User.find({ name: "a" }) : User.find({ age: 1 }));`,
    "user.js": `
      const mongoose = require("mongoose");
      exports.User = mongoose.model("User", new mongoose.Schema({ name: String, age: Number }));`,
    "state.js": `
      const mongoose = require("mongoose");
      exports.ready = null;
      exports.start = () => { exports.ready = true; };`,
  });
  expect(found).toEqual(["find User {name:eq}", "find User {age:eq}"]);
});

it("a collection of those an object holds, or the database has, is some collection", () => {
  const found = queriesOf({
    "db.js": `
      const { MongoClient } = require("mongodb");
      const collections = {};
      exports.start = async (uri) => {
        const db = new MongoClient(uri).db();
        for (const collection of await db.collections()) {
          await collection.estimatedDocumentCount();
          collections[collection.collectionName] = db.collection(collection.collectionName);
        }
        for (const name in collections) await collections[name].deleteMany({ draft: true });
      };`,
  });
  expect(found).toEqual(["estimatedDocumentCount ? {}", "deleteMany ? {draft:eq}"]);
});

it("a field that a class declares, and a method sets, is what the method gives it", () => {
  const found = queriesOf({
    "jobs.ts": `
      import { Collection, Db } from "mongodb";
      export class Jobs {
        private collection!: Collection;
        constructor(private readonly options: { collection?: string }) {}
        start(db: Db) { this.collection = db.collection(this.options.collection || "jobs"); }
        byName(name: string) { return this.collection.find({ name }).toArray(); }
        async clear() { await this.collection.deleteMany({ done: true }); }
      }`,
  });
  expect(found).toContain("find jobs {name:eq}");
  expect(found).toContain("deleteMany jobs {done:eq}");
});

describe("a function that reads what another sets later", () => {
  const files = {
    "user.js": `
      const mongoose = require("mongoose");
      exports.User = mongoose.model("User", new mongoose.Schema({ name: String, age: Number }));`,
    "settings.js": `
      const mongoose = require("mongoose");
      exports.range = null;
      exports.start = () => { exports.range = { $gt: 18 }; };`,
  };

  it("asks only what it asks when that is known", () => {
    const found = queriesOf({
      ...files,
      "a-find.js": `
        const { User } = require("./user");
        const settings = require("./settings");
        exports.adults = () => User.find({ age: settings.range });`,
    });
    expect(found).toEqual(["find User {age:range}"]);
  });

  it("asks what it asked of others where it is known to stop before", () => {
    const found = queriesOf({
      ...files,
      "a-find.js": `
        const { User } = require("./user");
        const settings = require("./settings");
        exports.adults = (name) => {
          if (settings.range) return User.find({ age: settings.range });
          return User.find({ name });
        };`,
    });
    expect(found).toEqual(["find User {age:range}", "find User {name:eq}"]);
  });
});

describe("keys that a hook may change, where some function sets the hook later", () => {
  it.each([
    ["by another object", "(given) => { app.hooks = given; }"],
    ["as a member", "(given) => { app.hooks.alter = given; }"],
    ["under a name that is not known", "(name, given) => { app.hooks[name] = given; }"],
    ["by Object.assign", "(given) => { Object.assign(app.hooks, given); }"],
  ])("are assumed: %s", (_, use) => {
    const { models } = catalogOf({
      "hook.js": `
        const mongoose = require("mongoose");
        const app = { hooks: {} };
        exports.use = ${use};
        exports.alter = (name, value) => (app.hooks.alter ? app.hooks.alter(name, value) : value);`,
      "a-user.js": `
        const mongoose = require("mongoose");
        const hook = require("./hook");
        module.exports = () => {
          const schema = new mongoose.Schema({ name: String });
          schema.index(hook.alter("schemaIndex", { name: 1 }));
          return mongoose.model("User", schema);
        };`,
    });
    expect(
      models.map(({ name, indexes }) => [name, indexes.map((index) => [index.keys, index.certainty])]),
    ).toEqual([["User", [[[["name", 1]], "assumed"]]]]);
  });
});

it("a table that is filled as the program runs may not hold what it is asked for", () => {
  const found = queriesOf({
    "user.js": `
      const mongoose = require("mongoose");
      const User = mongoose.model("User", new mongoose.Schema({ name: String, key: String }));
      const find = (query) => User.findOne(query);
      const known = {};
      exports.byName = async (name, key) => {
        if (key) known[name] = { key };
        else if (known[name]) return known[name];
        else return find({ name });
      };
      exports.byKey = (key) => find({ key });`,
  });
  expect(found).toEqual(["findOne User {name:eq}", "findOne User {key:eq}"]);
});

describe("a static that one function sets and another reads", () => {
  const find = `
    import { Users, Posts } from "./users";
    export const byName = (name: string) => Users().findOne({ name });
    export const byMail = (mail: string) => Users().findOne({ mail });
    export const posts = () => Posts().find({}).sort({ at: -1 });`;

  it("is what it was given, and else what its type says", () => {
    const users = `
      import { App } from "./app";
      export const Users = () => App.db.collection("users");
      export const Posts = () => App.db.collection("posts");`;
    const app = (start: string): string => `
      import { Db, MongoClient } from "mongodb";
      export class App { static client: MongoClient | null = null; static db: Db; ${start} }`;
    const expected = ["findOne users {name:eq}", "findOne users {mail:eq}", "find posts {} sort at:-1"];
    const set = `static async start(client: MongoClient) { await client.connect(); App.db = client.db(); }`;
    expect(queriesOf({ "a.ts": find, "users.ts": users, "app.ts": app(set) })).toEqual(expected);
    const handed = `static use(app: any) { App.db = app.locals.database; }`;
    expect(queriesOf({ "a.ts": find, "users.ts": users, "app.ts": app(handed) })).toEqual(expected);
  });

  it("is known without being declared, and in a class that extends the one it was set on", () => {
    const found = queriesOf({
      "a.js": `
        import { Users } from "./store.js";
        export const byName = (name) => Users.byName(name);`,
      "store.js": `
        class Store { static use(db) { this.users = db.collection("users"); Store.posts = db.collection("posts"); } }
        export class Users extends Store {
          static byName(name) { return this.posts.findOne({ name }); }
        }
        export const count = () => Store.users.countDocuments({ on: true });`,
      "start.js": `
        import { MongoClient } from "mongodb";
        import { Users } from "./store.js";
        export const start = async (uri) => { const client = await MongoClient.connect(uri); Users.use(client.db()); };`,
    });
    expect(found).toEqual(["findOne posts {name:eq}"]);
  });

  it("still has the branch run that sets it where it is missing", () => {
    const found = queriesOf({
      "db.ts": `
        import { Db, MongoClient } from "mongodb";
        export class Database {
          private static instance: Database;
          private static db: Db;
          static async get(): Promise<Database> {
            if (!Database.instance) { Database.instance = new Database(); await Database.instance.start(); }
            return Database.instance;
          }
          private async start() {
            if (Database.db) return;
            Database.db = (await MongoClient.connect("mongodb://x")).db();
            await Database.db.collection("starts").deleteMany({ old: true });
          }
          users() { return Database.db.collection("users"); }
        }`,
      "find.ts": `
        import { Database } from "./db";
        export const byName = async (name: string) => (await Database.get()).users().findOne({ name });`,
    });
    expect([...found].sort()).toEqual(["deleteMany starts {old:eq}", "findOne users {name:eq}"]);
  });
});

it("the round of a list that is filled by hand, and empty in the source, is read for its queries", () => {
  const found = queriesOf({
    "migrate.ts": `
      import { Db } from "mongodb";
      export const migrations: { id: string }[] = [];
      export async function migrate(db: Db) {
        for (const migration of migrations) await db.collection("done").updateOne({ id: migration.id }, {});
      }`,
  });
  expect(found).toEqual(["updateOne done {id:eq}"]);
});
