import { describe, expect, it } from "vitest";
import { catalogOf, queriesOf } from "../support/project.js";

const registry = {
  "user.ts": `
    import { Model, Document, Schema } from "mongoose";
    import { IModels } from "./connection";
    export interface IUser { name: string }
    export interface IUserDocument extends IUser, Document {}
    export interface IUserModel extends Model<IUserDocument> { byName(name: string): Promise<IUserDocument> }
    export const userSchema = new Schema({ name: String });
    export const loadUserClass = (models: IModels) => {
      class User {
        static async byName(name: string) { return models.Users.findOne({ name }).lean(); }
        static async rename(name: string) { await this.updateOne({ name }, {}); }
      }
      userSchema.loadClass(User);
      return userSchema;
    };`,
  "connection.ts": `
    import mongoose from "mongoose";
    import { IUserDocument, IUserModel, loadUserClass } from "./user";
    export interface IModels { Users: IUserModel }
    export interface IContext { models: IModels; subdomain: string }
    export const loadClasses = (db: mongoose.Connection): IModels => {
      const models = {} as IModels;
      models.Users = db.model<IUserDocument, IUserModel>("users", loadUserClass(models));
      return models;
    };`,
};

describe("a registry typed by an interface", () => {
  it("tells the model in a resolver that takes it from the context", () => {
    const found = queriesOf({
      ...registry,
      "resolver.ts": `
        import { IContext } from "./connection";
        export const queries = {
          async user(_root: undefined, { _id }: { _id: string }, { models }: IContext) {
            return models.Users.findOne({ _id }).lean();
          },
        };`,
    });
    expect(found).toContain("findOne users {_id:eq}");
  });

  it("tells the model inside a class loaded into the schema", () => {
    expect(queriesOf(registry)).toEqual(["findOne users {name:eq}", "updateOne users {name:eq}"]);
  });

  it("tells the model where the context has no type at hand", () => {
    const found = queriesOf({
      ...registry,
      "procedure.ts": `
        import { initTRPC } from "@trpc/server";
        import { IContext } from "./connection";
        const t = initTRPC.context<IContext>().create();
        export const router = t.router({
          rename: t.procedure.mutation(async ({ ctx, input }) => {
            const { models } = ctx;
            return models.Users.updateMany({ name: input.name }, {});
          }),
        });`,
    });
    expect(found).toContain("updateMany users {name:eq}");
  });
});

describe("the models that a context or a request carries", () => {
  const models = {
    "models/user.js": `
      const mongoose = require("mongoose");
      const schema = new mongoose.Schema({ name: String });
      schema.statics.signUp = (models, args) => models.Org.findOne({ name: args.org });
      module.exports = mongoose.model("users", schema);`,
    "models/org.js": `
      const mongoose = require("mongoose");
      module.exports = mongoose.model("orgs", new mongoose.Schema({ name: String }));`,
  };
  const resolvers = `
    const resolvers = {
      Query: {
        users: async (parent, { name }, context) => {
          const { models, logger } = context;
          return models.User.find({ name }).sort({ name: 1 });
        },
        org: (_, { name }, { models: { Org } }) => Org.findOne({ name }),
        count: (_, args, ctx) => ctx.models.User.count({ name: args.name }),
        taken: (_, args, { models }) => { const { User: Member } = models; return Member.findOne({ taken: args.id }); },
        given: (_, args, ctx) => { const { User } = ctx.models; return User.findOne({ given: args.id }); },
        cars: (_, args, { models }) => models.Car.findOne({ name: args.name }),
      },
    };
    module.exports = resolvers;`;
  const found = [
    "find users {name:eq} sort name:1",
    "findOne orgs {name:eq}",
    "count users {name:eq}",
    "findOne users {taken:eq}",
    "findOne users {given:eq}",
  ];

  it("are those of the package's registry", () => {
    const registry = `
      const User = require("./user");
      const Org = require("./org");
      const models = { User, Org, dbConnections: [] };
      module.exports = { models };`;
    const files = { ...models, "models/index.js": registry, "resolvers.js": resolvers };
    expect(new Set(queriesOf(files))).toEqual(new Set(found));
  });

  it("are what the folder of models exports", () => {
    const registry = `
      export { default as User } from "./user";
      export { default as Org } from "./org";`;
    const files = { ...models, "models/index.ts": registry, "resolvers.js": resolvers };
    expect(new Set(queriesOf(files))).toEqual(new Set(found));
  });

  it("are what a plugin puts into what it is handed, under whatever name others know that", () => {
    const plugin = `
      const User = require("./user");
      const Org = require("./org");
      module.exports = async function models(server) { server.models = { User, Org }; };`;
    const controller = `
      module.exports = async function favorite(req) {
        const app = req.application;
        const { User } = app.models;
        return User.findOne({ favorite: req.body.id });
      };`;
    const files = { ...models, "models/index.js": plugin, "favorite.js": controller };
    expect(queriesOf(files)).toContain("findOne users {favorite:eq}");
  });

  it("are not known when two registries differ", () => {
    const registry = (name: string): string => `
      const mongoose = require("mongoose");
      exports.models = { User: mongoose.model("${name}", new mongoose.Schema({ name: String })) };`;
    const list = (name: string): string =>
      `const { models: { User } } = require("./${name}"); const models = { User };`;
    const files = {
      "a.js": registry("a"),
      "b.js": registry("b"),
      "c.js": list("a"),
      "d.js": list("b"),
      "resolver.js": "exports.user = (_, { name }, { models }) => models.User.findOne({ name });",
    };
    expect(queriesOf(files)).toEqual([]);
  });
});

describe("a member called model", () => {
  it("is the model that its holder in a registry is named after, registered or not", () => {
    const found = queriesOf({
      "service.js": `
        const mongoose = require("mongoose");
        mongoose.model("form", new mongoose.Schema({ title: String }));
        module.exports = (app) => ({
          forms: () => app.resources.form.model.findOne({ title: "a" }),
          drafts: () => app.resources.draft.model.findOne({ revision: 1 }),
        });`,
    });
    expect(found).toEqual([expect.stringContaining("form"), expect.stringContaining("draft")]);
  });

  it("is so named in a registry that nobody is seen to put it into", () => {
    const found = queriesOf({
      "service.js": `
        const mongoose = require("mongoose");
        const form = mongoose.model("form", new mongoose.Schema({ title: String }));
        const app = { resources: { form: { model: form } } };
        exports.drafts = () => {
          if (!app.resources.draft) return null;
          return app.resources.draft.model.findOne({ revision: 1 });
        };`,
    });
    expect(found).toEqual(["findOne draft {revision:eq}"]);
  });

  it("tells the model of what a generic maker's function returns", () => {
    const found = queriesOf({
      ...registry,
      "make.ts": `
        export const maker = <M>(load: (db: unknown) => M): ((name: string) => Promise<M>) => {
          return async function make(name: string): Promise<M> { return await connect(name, load); };
        };`,
      "worker.ts": `
        import { maker } from "./make";
        import { IModels, loadClasses } from "./connection";
        const generateModels = maker<IModels>(loadClasses);
        export const work = async (job) => {
          const models = await generateModels(job.name);
          return models.Users.countDocuments({ name: job.name });
        };`,
    });
    expect(found).toContain("countDocuments users {name:eq}");
  });
});

describe("autoIndex", () => {
  const user = `
    import mongoose from "mongoose";
    export const User = mongoose.model("User", new mongoose.Schema({ email: { type: String, index: true } }));`;

  it("turned off for all models is each model's option (M41)", () => {
    for (const off of [
      `mongoose.set("autoIndex", false);`,
      `mongoose.connect("mongodb://localhost", { autoIndex: false });`,
    ]) {
      const [model] = catalogOf({
        "user.js": user,
        "start.js": `import mongoose from "mongoose";\n${off}`,
      }).models;
      expect(model?.options.autoIndex).toBe(false);
      expect(model?.indexes).toHaveLength(1);
    }
  });

  it("turned off only in production says nothing", () => {
    const start = `import mongoose from "mongoose";\nif (process.env.NODE_ENV === "production") mongoose.set("autoIndex", false);`;
    expect(catalogOf({ "user.js": user, "start.js": start }).models[0]?.options.autoIndex).toBeUndefined();
  });

  it("is not off where another place turns it on, or a test turns it off for itself", () => {
    const off = `import mongoose from "mongoose";\nexport const start = () => mongoose.connect("mongodb://localhost", { autoIndex: false });`;
    const optionOf = (files: { readonly [file: string]: string }) =>
      catalogOf({ "user.js": user, ...files }).models[0]?.options.autoIndex;
    expect(optionOf({ "memory.js": off })).toBe(false);
    expect(optionOf({ "memory.js": off, "start.js": off.replace("false", "true") })).toBeUndefined();
    expect(optionOf({ "test/start.js": off })).toBeUndefined();
  });
});

it("tells a static of a model that is registered after its user was read", () => {
  const found = queriesOf({
    "z-service.ts": `
      import { Model } from "mongoose";
      import { Tag } from "./tag";
      export class TagService {
        constructor(private readonly tags: Model<Tag>) {}
        list(name: string) { return this.tags.paginateRaw({ name }); }
      }`,
    "tag.ts": `
      import { Schema } from "mongoose";
      export interface Tag { name: string }
      export const tagSchema = new Schema<Tag>({ name: String });
      tagSchema.statics.paginateRaw = function (filter) { return this.find(filter); };`,
    "a-providers.ts": `
      import { tagSchema } from "./tag";
      export const providers = [{ provide: "TAG", useFactory: (connection) => connection.model("Tag", tagSchema) }];`,
  });
  expect(found).toEqual(["find Tag {name:eq}"]);
});

describe("a model asked for by name", () => {
  const models = `
    const mongoose = require("mongoose");
    const schema = new mongoose.Schema({ at: Date });
    schema.methods.recent = function (period) {
      const names = { day: { model: "Hour" }, month: { model: "Day" } };
      return this.db.model(names[period]["model"]).find({ at: 1 });
    };
    schema.methods.same = function (name) { return this.db.model(name).findOne({ at: 2 }); };
    schema.methods.target = function () { return this.model(this.kind).countDocuments({ at: 3 }); };
    mongoose.model("Hour", schema);
    mongoose.model("Day", new mongoose.Schema({ at: Date }));`;

  it("is each of the names it may be; of a name that is not known, no model", () => {
    const found = queriesOf({ "models.js": models });
    expect([...found].sort()).toEqual([
      "countDocuments ? {at:eq}",
      "find Day {at:eq}",
      "find Hour {at:eq}",
      "findOne ? {at:eq}",
    ]);
  });
});

it("looks at every case of a switch that its known callers do not reach", () => {
  const found = queriesOf({
    "remove.js": `
      const mongoose = require("mongoose");
      const User = mongoose.model("User", new mongoose.Schema({ name: String }));
      const remove = (model, name, steps) =>
        steps.series([(next) => {
          switch (model.modelName) {
            case "User": return next();
            case "Comment": return User.findOne({ name }, next);
          }
        }]);
      exports.run = (steps) => remove(User, "a", steps);`,
  });
  expect(found).toEqual(["findOne User {name:eq}"]);
});

describe("a list called models", () => {
  it("is searched, not queried", () => {
    const found = queriesOf({
      "builder.ts": `
        import mongoose from "mongoose";
        export const target = (config: any, id: string) => config.api.models.find((each) => each._id === id);`,
    });
    expect(found).toEqual([]);
  });
});

describe("an instance of a class that extends another library's", () => {
  it("is that library's: no query, and nothing unknown", () => {
    const { queries, gaps } = catalogOf({
      "users.repository.ts": `
        import mongoose from "mongoose";
        import { Repository } from "typeorm";
        import { User } from "./user.entity";
        export class UsersRepository extends Repository<User> {
          byName(name: string) { return this.findOne({ where: { name } }); }
        }
        export class UsersService {
          constructor(private readonly users: UsersRepository) {}
          named(name: string) { return this.users.findOne({ name: { $ne: name } }); }
        }`,
      "user.entity.ts": `
        import { Column, Entity } from "typeorm";
        @Entity() export class User { @Column() name: string }`,
    });
    expect(queries).toEqual([]);
    expect(gaps).toEqual([]);
  });
});

describe("an instance of a class that extends a library's, made with a model", () => {
  const users = `
    const mongoose = require("mongoose");
    const { Resource } = require("resourcejs");
    const User = mongoose.model("User", new mongoose.Schema({ name: String }));`;

  it("has that model", () => {
    const found = queriesOf({
      "users.js": `${users}
        class Users extends Resource {}
        const resource = new Users("/users", User).rest();
        exports.named = (name) => resource.model.findOne({ name });`,
    });
    expect(found).toEqual(["findOne User {name:eq}"]);
  });

  it("has the model its own constructor hands on", () => {
    const found = queriesOf({
      "users.js": `${users}
        class Users extends Resource {
          constructor(path) { super(path, User); }
          named(name) { return this.model.findOne({ name }); }
        }
        exports.users = new Users("/users");`,
    });
    expect(found).toEqual(["findOne User {name:eq}"]);
  });

  it("has the one it sets itself before any it was made with", () => {
    const found = queriesOf({
      "users.js": `${users}
        const Team = mongoose.model("Team", new mongoose.Schema({ name: String }));
        class Teams extends Resource {
          constructor(path, model) { super(path, model); this.model = Team; }
          named(name) { return this.model.findOne({ name }); }
        }
        exports.teams = new Teams("/teams", User);`,
    });
    expect(found).toEqual(["findOne Team {name:eq}"]);
  });
});

describe("a context that carries the models as its `db`", () => {
  const models = `
    import mongoose, { Schema } from "mongoose";
    const Post = mongoose.models.Post ?? mongoose.model("Post", new Schema({ slug: String, status: String }));
    export const db = { Post };`;
  const procedures = `
    import { router, procedure } from "./trpc";
    export const posts = router({
      bySlug: procedure.query(async ({ input, ctx }) => ctx.db.Post.findOne({ slug: input.slug }).lean()),
      list: procedure.query(({ ctx: { db }, input }) => db.Post.find({ status: input.status }).sort({ _id: -1 })),
      raw: procedure.query(({ ctx }) => ctx.db.visits.findOne({ page: "/" })),
    });`;

  it("hands them to procedures", () => {
    expect(queriesOf({ "models.ts": models, "posts.ts": procedures })).toEqual([
      "findOne Post {slug:eq}",
      "find Post {status:eq} sort _id:-1",
      "findOne visits {page:eq}",
    ]);
  });
});

it("is no instance of one package's class where its type is another's", () => {
  const found = queriesOf({
    "models.ts": `
      import mongoose from "mongoose";
      export const User = mongoose.model("User", new mongoose.Schema({ name: String }));`,
    "store.ts": `
      import { Connection, FilterQuery } from "mongoose";
      import { DataSource, FindOneOptions } from "typeorm";
      export class Store {
        async one<T>(source: DataSource | Connection, name: string, where: FindOneOptions<T> | FilterQuery<T>) {
          if (source instanceof Connection) return source.models[name].findOne(where);
          return source.getRepository(name).findOne(where as FindOneOptions<T>);
        }
      }`,
    "users.ts": `
      import { Connection } from "mongoose";
      import { DataSource } from "typeorm";
      import { Store } from "./store";
      export class Users extends Store {
        constructor(private readonly sql: DataSource, private readonly mongo: Connection) { super(); }
        row(id: string) { return this.one(this.sql, "User", { where: { id } }); }
        document(name: string) { return this.one(this.mongo, "User", { name }); }
      }`,
  });
  expect(found).toEqual(["findOne User {name:eq}"]);
});
