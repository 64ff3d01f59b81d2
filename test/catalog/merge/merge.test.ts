import { describe, expect, test } from "vitest";
import { mergeParts } from "../../../src/workspace/merging.js";
import { bothOf, foldersOf, partsOf, workspaceOf, type Packages } from "./workspaces.js";

const models = {
  "src/index.ts": `
    import { Schema, model } from "mongoose";
    export const userSchema = new Schema({ email: String, team: { type: Schema.Types.ObjectId, ref: "Team" }, seenAt: Date });
    userSchema.index({ email: 1 }, { unique: true });
    export const User = model("User", userSchema);
    const shapeSchema = new Schema({ colour: String }, { discriminatorKey: "kind" });
    export const Shape = model("Shape", shapeSchema);
  `,
};

/** Workspaces, by what of one package another does or decides. */
const cases: { readonly [what: string]: Packages } = {
  "a query on another's model": {
    models,
    "api < models": {
      "src/index.ts": `import { User } from "@works/models";
        export const byEmail = (email: string) => User.find({ email }).sort({ seenAt: -1 });`,
    },
  },
  "a helper that is handed the whole filter": {
    models,
    "store < models": {
      "src/index.ts": `import { User } from "@works/models";
        export const users = (filter: object) => User.find(filter).lean();`,
    },
    "api < store": {
      "src/index.ts": `import "mongoose"; import { users } from "@works/store";
        export const seen = (since: Date) => users({ seenAt: { $gte: since } });`,
    },
  },
  "a helper that is handed scalars": {
    models,
    "store < models": {
      "src/index.ts": `import { User } from "@works/models";
        export const seen = (seenAt: unknown) => User.findOne({ seenAt });`,
    },
    "api < store": {
      "src/index.ts": `import "mongoose"; import { seen } from "@works/store";
        export const never = () => seen(null);`,
    },
  },
  "a helper of a helper, called by two": {
    models,
    "store < models": {
      "src/index.ts": `import { User } from "@works/models";
        const one = (filter: object) => User.findOne(filter);
        export const byEmail = (email: string) => one({ email });
        export const any = (filter: object) => one(filter);`,
    },
    "api < store": {
      "src/index.ts": `import "mongoose"; import { any } from "@works/store"; export const a = (t: string) => any({ team: t });`,
    },
    "jobs < store": {
      "src/index.ts": `import "mongoose"; import { any } from "@works/store"; export const b = (d: Date) => any({ seenAt: d });`,
    },
  },
  "a helper nobody else reaches in full": {
    models,
    "store < models": {
      "src/index.ts": `import { User } from "@works/models";
        export function find(kind: string, email: string) {
          if (kind === "seen") return User.find({ seenAt: null });
          return User.find({ email });
        }`,
    },
    "api < store": {
      "src/index.ts": `import "mongoose"; import { find } from "@works/store"; export const seen = () => find("seen", "");`,
    },
  },
  "a helper whose callers decide the shape": {
    models,
    "store < models": {
      "src/index.ts": `import { User } from "@works/models";
        export function list(options: { team: string; since?: Date }) {
          const filter: Record<string, unknown> = { team: options.team };
          if (options.since) filter.seenAt = { $gte: options.since };
          return User.find(filter);
        }`,
    },
    "api < store": {
      "src/index.ts": `import "mongoose"; import { list } from "@works/store"; export const red = () => list({ team: "red" });`,
    },
  },
  "a base class and its heir": {
    models,
    base: {
      "src/index.ts": `import type { Model } from "mongoose";
        export class Repository<T> {
          constructor(protected model: Model<T>) {}
          find(filter: object) { return this.model.find(filter); }
          one(_id: string) { return this.model.findOne({ _id }); }
        }`,
    },
    "api < models base": {
      "src/index.ts": `import { User } from "@works/models"; import { Repository } from "@works/base";
        class Users extends Repository<object> { constructor() { super(User as never); } byTeam(team: string) { return this.find({ team }); } }
        export const users = new Users();
        export const ofTeam = (team: string) => users.byTeam(team);`,
    },
  },
  "a factory of models": {
    factory: {
      "src/index.ts": `import { Schema, model } from "mongoose";
        export function make(name: string, definition: object) {
          const schema = new Schema({ ...definition, tenant: { type: String, index: true } });
          return model(name, schema);
        }`,
    },
    "api < factory": {
      "src/index.ts": `import { make } from "@works/factory";
        export const Invoice = make("Invoice", { number: { type: Number, unique: true } });
        export const open = (tenant: string) => Invoice.find({ tenant });`,
    },
    "jobs < factory": {
      "src/index.ts": `import { make } from "@works/factory";
        export const Job = make("Job", { runAt: { type: Date, expires: 60 } });
        export const due = (runAt: Date) => Job.find({ runAt });`,
    },
  },
  "an index added to another's schema": {
    models,
    "api < models": {
      "src/index.ts": `import { User, userSchema } from "@works/models";
        userSchema.index({ team: 1, seenAt: -1 });
        export const ofTeam = (team: string) => User.find({ team }).sort({ seenAt: -1 });`,
    },
  },
  "a plugin of a third": {
    plugins: {
      "src/index.ts": `import type { Schema } from "mongoose";
        export const softDelete = (schema: Schema) => { schema.add({ deletedAt: Date }); schema.index({ deletedAt: 1 }); };`,
    },
    models,
    "api < models plugins": {
      "src/index.ts": `import { userSchema } from "@works/models"; import { softDelete } from "@works/plugins";
        userSchema.plugin(softDelete);`,
    },
  },
  "a discriminator of another's base": {
    models,
    "api < models": {
      "src/index.ts": `import { Schema } from "mongoose"; import { Shape } from "@works/models";
        const circle = new Schema({ radius: Number }); circle.index({ radius: 1 });
        export const Circle = Shape.discriminator("Circle", circle);
        export const wide = (radius: number) => Circle.find({ radius: { $gt: radius } });`,
    },
  },
  "a model known by its name alone": {
    models,
    teams: {
      "src/index.ts": `import { Schema, model } from "mongoose";
        export const Team = model("Team", new Schema({ name: { type: String, index: true } }));`,
    },
    "api < models": {
      "src/index.ts": `import mongoose from "mongoose"; import { User } from "@works/models";
        export const named = (name: string) => mongoose.model("Team").find({ name });
        export const withTeam = (email: string) => User.find({ email }).populate("team");`,
    },
  },
  "a variable that a function of another sets": {
    models: {
      "src/index.ts": `import mongoose, { Schema } from "mongoose";
        let Plan: mongoose.Model<unknown>;
        export const connect = async () => { Plan = mongoose.createConnection().model("Plan", new Schema({ code: { type: String, index: true } })); return Plan; };
        export const byCode = async (code: string) => { await connect(); return Plan.find({ code }); };`,
    },
    "api < models": {
      "src/index.ts": `import "mongoose"; import { connect } from "@works/models"; export const start = () => connect();`,
    },
  },
  "migrations, native collections and the root's own files": {
    "": {
      "scripts/seed.js": `const { MongoClient } = require("mongodb");
        module.exports = async (db) => { await db.collection("audit").createIndex({ at: 1 }); };`,
    },
    models,
    migrations: {
      "migrations/002-drop.js": `module.exports = { async up(db) { await db.collection("users").dropIndex("seenAt_1"); } };`,
      "migrations/001-add.js": `module.exports = { async up(db) { await db.collection("users").createIndex({ seenAt: 1 }); await db.collection("users").createIndex({ team: 1 }); } };`,
    },
  },
  "handlers that a function of another makes": {
    models,
    server: {
      "src/index.ts": `import type { Model } from "mongoose";
        export const finder = (model: Model<any>) => async (request: { query: any }) => model.find({ seenAt: request.query.at });`,
    },
    "api < models server": {
      "src/index.ts": `import { User } from "@works/models"; import { finder } from "@works/server";
        export const users = finder(User);`,
    },
    "jobs < models server": {
      "src/index.ts": `import { Shape } from "@works/models"; import { finder } from "@works/server";
        export const shapes = finder(Shape);`,
    },
  },
  "numbers that JSON does not know": {
    models,
    "api < models": {
      "src/index.ts": `import { User } from "@works/models";
        export const odd = () => User.find({ seenAt: { $gt: Number.NaN }, email: { $lt: 1 / 0, $gt: -0 } });`,
    },
  },
  "what cannot be read": {
    models,
    "api < models": {
      "src/index.ts": `import { User } from "@works/models"; import { odd } from "./odd";
        export const some = (key: string) => User.find(odd(key)); export const other = (x: any) => x.findOne({ a: 1 });`,
      "src/odd.ts": `export const odd = (key: string) => ({ [key]: 1 }); const = ;`,
    },
  },
};

describe("packages put together say what the whole workspace says", () => {
  test.each(Object.entries(cases))("%s", (_, packages) => {
    const { whole, merged } = bothOf(packages);
    expect(whole.models.length + whole.queries.length).toBeGreaterThan(1);
    expect(merged).toEqual(whole);
    expect(JSON.stringify(merged)).toBe(JSON.stringify(whole));
  });
});

describe("a part", () => {
  const packages = cases["a helper that is handed the whole filter"]!;
  const root = workspaceOf(packages);

  test("tells only of its own files, and names those it rests on", () => {
    const parts = partsOf(root, foldersOf(packages));
    for (const { facts, files, directory } of parts) {
      expect(Object.keys(files)).toEqual([`${directory}/src/index.ts`]);
      for (const told of facts) expect("fact" in told && told.fact.at.file).toBe(`${directory}/src/index.ts`);
    }
    const [, , api] = parts;
    expect(Object.keys(api!.rests)).toEqual(["packages/models/src/index.ts", "packages/store/src/index.ts"]);
  });

  test("is the same whatever else the workspace holds", () => {
    const crowded = workspaceOf({ ...packages, jobs: { "src/index.ts": `import "mongoose";` } });
    expect(partsOf(crowded, ["packages/store"])).toEqual(partsOf(root, ["packages/store"]));
  });

  test("may be given in any order", () => {
    const parts = partsOf(root, foldersOf(packages));
    expect(mergeParts([...parts].reverse(), [])).toEqual(mergeParts(parts, []));
  });
});
