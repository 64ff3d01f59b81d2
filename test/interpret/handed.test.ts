import { describe, expect, it } from "vitest";
import { queriesOf } from "../support/project.js";

const models = `
  import mongoose from "mongoose";
  const schema = new mongoose.Schema({ name: String });
  export default async function models(app) {
    app.models = { User: app.mongo.model("User", schema), Entry: app.mongo.model("History", schema) };
  }`;
const users = `
  export class Users {
    #app;
    constructor(app) { this.#app = app; }
    async byName(name) {
      const { User } = this.#app.models;
      return User.findOne({ name });
    }
    where(filter) { return this.#app.models.Entry.find(filter); }
  }
  export default async function users(app) { app.users = new Users(app); }`;

describe("what a plugin puts into the application it is handed", () => {
  it("is there for whoever is handed it, before or after", () => {
    const found = queriesOf({
      "a-routes.js": `
        export default (app) => {
          app.get("/", async (req) => app.users.where({ name: req.params.name }));
          app.delete("/", async (req) => { await app.models.Entry.deleteMany({ name: req.params.name }); });
        };`,
      "models.js": models,
      "users.js": users,
    });
    expect(new Set(found)).toEqual(
      new Set(["find History {name:eq}", "deleteMany History {name:eq}", "findOne User {name:eq}"]),
    );
  });

  it("is not there for others, nor where several put different things there", () => {
    const put = (name: string): string => `
      import mongoose from "mongoose";
      const ${name} = mongoose.model("${name}", new mongoose.Schema({ name: String }));
      export default (req) => { req.kind = ${name}; };`;
    const found = queriesOf({
      "a.js": put("User"),
      "b.js": put("Post"),
      "c.js": `export default (req) => req.kind.findOne({ name: req.name });`,
      "d.js": `${put("Pen")}
        export const keep = (box) => { box.pens = Pen; };
        export const find = (bag) => bag.pens.findOne({ name: "a" });`,
    });
    expect(found).toEqual([]);
  });

  it("is the file's own where several files put different things into what they call the same", () => {
    const part = (name: string): string => `
      // mongodb
      module.exports = {
        methods: (self) => ({
          list: (title) => self.db.find({ title }).toArray(),
          async start() { self.db = await self.apos.db.collection("${name}"); },
        }),
      };`;
    const found = queriesOf({
      "pages.js": part("pages"),
      "images.js": part("images"),
      "other.js": "module.exports = { list: (self) => self.db.findOne({ title: 1 }) };",
    });
    expect(new Set(found)).toEqual(new Set(["find pages {title:eq}", "find images {title:eq}"]));
  });

  it("is there for one who also waits for something else", () => {
    const found = queriesOf({
      "a.js": `
        const state = {};
        export const find = (app) => { String(state.settings); return app.Pen.findOne({ name: "a" }); };
        export const start = (load) => { state.settings = load(); };`,
      "pens.js": `
        import mongoose from "mongoose";
        const Pen = mongoose.model("Pen", new mongoose.Schema({ name: String }));
        export default (app) => { app.Pen = Pen; };`,
    });
    expect(found).toEqual(["findOne Pen {name:eq}"]);
  });

  it("is a thing that is made once: what belongs to one request is not", () => {
    const found = queriesOf({
      "user.js": `
        import mongoose from "mongoose";
        export const User = mongoose.model("User", new mongoose.Schema({ name: String, age: Number }));
        export const load = (req) => { req.filter = { name: "a" }; };
        export const find = (req) => User.find(req.filter);`,
    });
    expect(found).toEqual(["find User {…}"]);
  });
});
