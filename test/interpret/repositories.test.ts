import { describe, expect, it } from "vitest";
import { catalogOf, queriesOf } from "../support/project.js";

const repository = {
  "user.schema.ts": `
    import { Prop, Schema, SchemaFactory } from "@nestjs/mongoose";
    @Schema() export class User { @Prop() email: string; @Prop() builtin: boolean; }
    export const UserSchema = SchemaFactory.createForClass(User);`,
  "base.repository.ts": `
    import { FilterQuery, Model } from "mongoose";
    export abstract class BaseRepository<T> {
      constructor(readonly model: Model<T>) {}
      protected query(criteria: string | FilterQuery<T>) {
        return typeof criteria === "string" ? this.model.findById(criteria) : this.model.findOne(criteria);
      }
      async findOne(criteria: string | FilterQuery<T>) { return await this.query(criteria).lean(); }
      async updateOne(criteria: string | FilterQuery<T>, dto: object) {
        return this.model.updateOne({ ...(typeof criteria === "string" ? { _id: criteria } : criteria) }, dto);
      }
    }`,
  "user.repository.ts": `
    import { Injectable } from "@nestjs/common";
    import { InjectModel } from "@nestjs/mongoose";
    import { Model } from "mongoose";
    import { BaseRepository } from "./base.repository";
    import { User } from "./user.schema";
    @Injectable()
    export class UserRepository extends BaseRepository<User> {
      constructor(@InjectModel(User.name) model: Model<User>) { super(model); }
    }`,
  "user.module.ts": `
    import { Module } from "@nestjs/common";
    import { MongooseModule } from "@nestjs/mongoose";
    import { User, UserSchema } from "./user.schema";
    @Module({ imports: [MongooseModule.forFeature([{ name: User.name, schema: UserSchema }])] })
    export class UserModule {}`,
  "user.controller.ts": `
    import { Controller, Param } from "@nestjs/common";
    import { UserRepository } from "./user.repository";
    @Controller("users")
    export class UserController {
      constructor(private readonly users: UserRepository) {}
      async one(@Param("id") id: string) { return await this.users.findOne(id); }
      async mail(@Param("email") email: string) { return await this.users.findOne({ email }); }
      async change(@Param("id") id: string, dto: object) { return await this.users.updateOne(id, dto); }
    }`,
};

const inFile = (files: Readonly<Record<string, string>>, file: string) =>
  catalogOf(files).queries.filter((q) => q.at.file === file);
const shown = (files: Readonly<Record<string, string>>, file: string) =>
  inFile(files, file).map(
    ({ model, operation, filter }) =>
      `${operation} ${model} ${filter.all.map((p) => p.path).join()}${filter.open ? " …" : ""}`,
  );

describe("a wrapper that takes an id or a filter", () => {
  it("is asked where the id is given: what it tests by typeof is decided there", () => {
    expect(shown(repository, "user.controller.ts")).toEqual([
      "findById User _id",
      "findOne User email",
      "updateOne User _id",
    ]);
  });
});

describe("a test that calls a function", () => {
  const spec = {
    "user.controller.spec.ts": `
      import { Test } from "@nestjs/testing";
      import { UserController } from "./user.controller";
      import { UserRepository } from "./user.repository";
      describe("UserController", () => {
        it("finds", async () => {
          const module = await Test.createTestingModule({}).compile();
          const controller = module.get<UserController>(UserController);
          await controller.one("5f");
          await module.get(UserRepository).findOne({ email: "a@b.c" });
        });
      });`,
  };

  it("does not take the place of those who use it", () => {
    expect(shown({ ...repository, ...spec }, "user.controller.ts")).toEqual(
      shown(repository, "user.controller.ts"),
    );
  });

  it("does not, however it is named", () => {
    const [test = ""] = Object.values(spec);
    for (const name of ["user.controller.tests.ts", "user.controller.specs.ts", "user-tests.ts"])
      expect(shown({ ...repository, [name]: test }, "user.controller.ts")).toEqual(
        shown(repository, "user.controller.ts"),
      );
  });

  it("does not make a handler its own by making it on stand-ins", () => {
    const files = {
      ...repository,
      "tasks.ts": `
        import { InjectModel } from "@nestjs/mongoose";
        import { Model } from "mongoose";
        import { User } from "./user.schema";
        export class Tasks {
          constructor(@InjectModel(User.name) private readonly users: Model<User>, private readonly queue: any) {}
          onModuleInit() {
            this.queue.register({ execute: async (email: string) => this.users.find({ email }).lean() });
          }
        }`,
      "tasks.spec.ts": `
        import { Tasks } from "./tasks";
        it("registers", () => {
          const users = { find: vi.fn().mockReturnValue([]) };
          new Tasks(users as any, { register: vi.fn() }).onModuleInit();
        });`,
    };
    expect(shown(files, "tasks.ts")).toEqual(["find User email"]);
  });

  it("gets what its container keeps under a class", () => {
    expect(shown({ ...repository, ...spec }, "user.controller.spec.ts")).toEqual(["findOne User email"]);
  });
});

describe("Mongoose as Typegoose hands it on", () => {
  it("gives the types it gives itself", () => {
    const found = queriesOf({
      "database.ts": `
        import { mongoose } from "@typegoose/typegoose";
        export class Database {
          constructor(private connection: mongoose.Connection) {}
          get db() { return this.connection.db!; }
          owners() { return this.db.collection("readers").find({ role: "owner" }).toArray(); }
        }`,
    });
    expect(found).toEqual([expect.stringContaining("{role:eq}")]);
  });
});

describe("a provider made by a factory that declares nothing", () => {
  it("is what is injected by its token", () => {
    const found = queriesOf({
      "user.schema.ts": repository["user.schema.ts"],
      "wrapper.ts": `
        export class Wrapper<T> { constructor(public readonly model: import("mongoose").Model<T>) {} }`,
      "wrapped.module.ts": `
        import { Module } from "@nestjs/common";
        import { getModelToken, MongooseModule } from "@nestjs/mongoose";
        import { User, UserSchema } from "./user.schema";
        import { Wrapper } from "./wrapper";
        export class WrappedModule {
          static forFeature(models: { name: string; schema: object }[]) {
            const providers = models.map((feature) => ({
              provide: "Wrapped" + feature.name,
              useFactory: (model) => new Wrapper(model),
              inject: [getModelToken(feature.name)],
            }));
            return { module: WrappedModule, imports: [MongooseModule.forFeature(models)], providers };
          }
        }
        @Module({ imports: [WrappedModule.forFeature([{ name: User.name, schema: UserSchema }])] })
        export class UserModule {}`,
      "user.service.ts": `
        import { Inject } from "@nestjs/common";
        import { Wrapper } from "./wrapper";
        import { User } from "./user.schema";
        export class UserService {
          constructor(@Inject("WrappedUser") private readonly users: Wrapper<User>) {}
          byMail(email: string) { return this.users.model.findOne({ email }); }
        }`,
    });
    expect(found).toEqual(["findOne User {email:eq}"]);
  });
});

describe("decorators of the project's own", () => {
  const library = {
    "library.ts": `
      import "reflect-metadata";
      import mongoose, { Schema } from "mongoose";
      export const Field = (definition: object): PropertyDecorator => (target, key) => {
        const fields = Reflect.getMetadata("fields", target.constructor) || {};
        fields[key] = definition;
        Reflect.defineMetadata("fields", fields, target.constructor);
      };
      export const Named = (name: string) => (target) => { target.modelName = name; };
      export const modelOf = (entity) => {
        let Model = Reflect.getMetadata("model", entity);
        if (Model == null) {
          Model = mongoose.model(entity.modelName, new Schema(Reflect.getMetadata("fields", entity)));
          Reflect.defineMetadata("model", Model, entity);
        }
        return Model;
      };
      export abstract class Service {
        abstract readonly entity;
        get Model(): any { return modelOf(this.entity); }
        find(conditions: object) { return this.Model.find(conditions).exec(); }
      }`,
    "carrier.ts": `
      import { Field, Named, Service } from "./library";
      @Named("Carrier")
      export class Carrier {
        @Field({ type: String, index: true }) username: string;
        @Field({ type: Boolean }) active: boolean;
      }
      export class CarrierService extends Service {
        readonly entity: any = Carrier;
        active() { return this.find({ active: true }); }
      }`,
  };

  it("tell the model by the metadata and statics they leave on a class", () => {
    const { models, queries } = catalogOf(library);
    expect(models.map(({ name, indexes }) => [name, indexes.map((i) => i.name)])).toEqual([
      ["Carrier", ["username_1"]],
    ]);
    expect(
      queries.map((q) => `${q.operation} ${q.model} ${q.filter.all.map((p) => p.path).join()}`),
    ).toContain("find Carrier active");
  });
});

describe("a field made of what the constructor is given", () => {
  it("holds it, as the compiler puts parameter properties first", () => {
    const found = queriesOf({
      "user.schema.ts": repository["user.schema.ts"],
      "user.module.ts": repository["user.module.ts"],
      "references.service.ts": `
        import { InjectModel } from "@nestjs/mongoose";
        import { Model } from "mongoose";
        import { User } from "./user.schema";
        export class References {
          readonly byType = { user: this.users };
          constructor(@InjectModel(User.name) private readonly users: Model<User>) {}
          get(type: keyof References["byType"], id: string) {
            return (this.byType[type] as Model<unknown>).findOne({ _id: id });
          }
        }`,
    });
    expect(found).toEqual(["findOne User {_id:eq}"]);
  });
});

describe("metadata left on a prototype", () => {
  it("is read by the instances of the class", () => {
    const { queries } = catalogOf({
      "base.ts": `
        import "reflect-metadata";
        import { Db } from "mongodb";
        const KEY = "collection";
        export const Entity = (props: { name: string }) => (target: any) => Reflect.defineMetadata(KEY, props, target.prototype);
        export class Repository {
          readonly options: { name: string };
          constructor(public db: Db) { this.options = Object.assign({}, Reflect.getMetadata(KEY, this)); }
          findOne(filter: object) { return this.db.collection(this.options.name).findOne(filter); }
        }`,
      "tokens.ts": `
        import { Db } from "mongodb";
        import { Entity, Repository } from "./base";
        @Entity({ name: "tokens" })
        export class TokenRepository extends Repository { constructor(db: Db) { super(db); } }
        export class TokenService {
          constructor(private readonly tokens: TokenRepository) {}
          one(token: string) { return this.tokens.findOne({ token }); }
        }`,
    });
    expect(
      queries.map((q) => `${q.operation} ${q.collection} ${q.filter.all.map((p) => p.path).join()}`),
    ).toContain("findOne tokens token");
  });
});

describe("a class whose functions are all in its fields", () => {
  const user = `
    import { model, Schema } from "mongoose";
    export const User = model("User", new Schema({ email: String }));`;

  it("is made though nobody is seen to make it", () => {
    const found = queriesOf({
      "user.ts": user,
      "user.controller.ts": `
        import { Controller, Get } from "some-framework";
        import { User } from "./user";
        @Controller("/users")
        export class UserController {
          private readonly model = User;
          one = async (email: string) => this.model.findOne({ email });
          static all = () => User.find({});
        }
        export default class { two = (email: string) => User.countDocuments({ email }); }`,
    });
    expect(found.toSorted()).toEqual([
      "countDocuments User {email:eq}",
      "find User {}",
      "findOne User {email:eq}",
    ]);
  });
});

describe("a class that the program makes, and whose methods nobody is seen to call", () => {
  const files = (main: string) => ({
    "user.js": `
      const { model, Schema } = require("mongoose");
      exports.User = model("User", new Schema({ email: String }));
      exports.Post = model("Post", new Schema({ title: String }));`,
    "store.js": `
      exports.Store = class {
        constructor(model, options) { this.model = model; this.options = options; }
        byEmail(email) { return this.model.findOne({ email }); }
      };`,
    "main.js": `
      const { User, Post } = require("./user");
      const { Store, Service } = require("./store");
      ${main}`,
  });

  it("is made of what the program gives it, though it gives it later", () => {
    expect(queriesOf(files("exports.context = (req) => ({ users: new Store(User, req.options) });"))).toEqual(
      ["findOne User {email:eq}"],
    );
  });

  it("is made of what an object holds", () => {
    const main = `
      const { Service } = require("./service");
      const service = new Service({ store: new Store(Post), users: User, logger: console });
      module.exports = { service };`;
    const service = `
      exports.Service = class {
        constructor({ store, users, logger }) { this.store = store; this.users = users; this.logger = logger; }
        login(email) { this.logger.find(email); return this.users.findOne({ login: email }); }
        posts(title) { return this.store.model.find({ title }); }
      };`;
    expect(queriesOf({ ...files(main), "service.js": service })).toEqual(
      expect.arrayContaining(["findOne User {login:eq}", "find Post {title:eq}"]),
    );
  });

  it("hands the model to what it extends, which is a library's", () => {
    const found = queriesOf({
      ...files("exports.dataSources = () => ({ users: new Users(User) });"),
      "main.js": `
        const { User } = require("./user");
        const { Users } = require("./sources");
        exports.dataSources = () => ({ users: new Users(User) });`,
      "sources.js": `
        const { MongoDataSource } = require("apollo-datasource-mongodb");
        exports.Users = class Users extends MongoDataSource {
          one(id) { return this.findOneById(id); }
          active(since) { return this.model.find({ seen: { $gt: since } }).sort("-seen"); }
          all() { return this.other.find({ seen: 1 }); }
        };`,
    });
    expect(found).toContain("find User {seen:range} sort seen:-1");
    expect(found.filter((line) => line.includes("seen"))).toHaveLength(1);
  });

  it("hands a collection to what it extends, too", () => {
    const found = queriesOf({
      ...files(""),
      "sources.js": `
        const mongoose = require("mongoose");
        const { MongoDataSource } = require("apollo-datasource-mongodb");
        class Areas extends MongoDataSource {
          static instance;
          byName(area) { return this.collection.find({ area }); }
          static getInstance() { return (Areas.instance ??= new Areas(mongoose.connection.db.collection("areas"))); }
        }
        exports.Areas = Areas;`,
    });
    expect(found).toContain("find areas {area:eq}");
  });

  it("is of no model when it is made of several", () => {
    const main = "module.exports = { users: new Store(User), posts: [Post].map((each) => new Store(each)) };";
    expect(queriesOf(files(main))).toEqual(["findOne ? {email:eq}"]);
  });

  it("is not what a test makes", () => {
    const spec = `
      const { Store } = require("./store");
      const { Post } = require("./user");
      it("finds", () => { new Store(Post); });`;
    const main = "exports.users = () => new Store(User);";
    expect(queriesOf({ ...files(main), "store.test.js": spec })).toEqual(["findOne User {email:eq}"]);
  });
});

describe("a class that is handed its model by whoever makes it", () => {
  const files = (constructor: string) => ({
    "inst.ts": `
      import mongoose from "mongoose";
      export default mongoose.model("Inst", new mongoose.Schema({ name: String }));`,
    "base.ts": `
      import { Model } from "mongoose";
      export default class Base {
        ${constructor}
        protected byName(filter: any) { return this.model.findOne(filter); }
      }`,
    "insts.ts": `
      import Base from "./base";
      export default class Insts extends Base { getByName(name: string) { return this.byName({ name }); } }`,
    "sources.ts": `
      import Insts from "./insts";
      import Inst from "./inst";
      export const insts = new Insts(Inst);`,
  });

  it.each([
    "constructor(private model) {}",
    "constructor(private model: Model<any>) {}",
    "private model: Model<any>; constructor(model: Model<any>) { this.model = model; }",
  ])("%s, inherited", (constructor) => {
    expect(queriesOf(files(constructor))).toEqual(["findOne Inst {name:eq}"]);
  });
});

describe("a wrapper that adds to its callers' filters", () => {
  it("is told with each of them", () => {
    const names = Array.from({ length: 12 }, (_, n) => `f${n}`);
    const found = queriesOf({
      "post.js": `
        const mongoose = require("mongoose");
        module.exports = mongoose.model("Post", new mongoose.Schema({ live: Boolean }));`,
      "posts.js": `
        const Post = require("./post");
        exports.get = (query) => Post.find({ ...query, live: true });`,
      "main.js": `
        const posts = require("./posts");
        ${names.map((name) => `exports.${name} = (v) => posts.get({ ${name}: v });`).join("\n")}`,
    });
    expect(new Set(found)).toEqual(new Set(names.map((name) => `find Post {${name}:eq, live:eq}`)));
  });
});
