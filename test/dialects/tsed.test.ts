import { expect, it } from "vitest";
import { catalogOf, queriesOf, showQuery } from "../support/project.js";

const models = {
  "user.ts": `
    import { Property, Required } from "@tsed/schema";
    import { CollectionOf } from "@tsed/schema";
    import { Indexed, Model, MongooseIndex, ObjectID, Ref, Schema, Unique, VirtualRef } from "@tsed/mongoose";
    import { Team } from "./team";
    export class Base { @Property() createdAt: Date; @Property() @Indexed() tenant: string; }
    @Schema()
    export class Address { @Required() city: string; }
    @Model({ name: "users", collection: "people", schemaOptions: { timestamps: true } })
    @MongooseIndex({ name: 1, createdAt: -1 }, { unique: true })
    export class User extends Base {
      @ObjectID("id") _id: string;
      @Required() name: string;
      @Unique() @Property() email: string;
      @Property() age: number;
      @CollectionOf(String) tags: string[];
      @Property() address: Address;
      @Ref(() => Team) team: Ref<Team>;
      @VirtualRef({ ref: "Post", justOne: false }) posts: unknown[];
      static active() { return this.find({ age: 1 }); }
    }`,
  "team.ts": `
    import { Property } from "@tsed/schema";
    import { Model } from "@tsed/mongoose";
    @Model()
    export class Team { @Property() title: string; }`,
};

it("a decorated class is a model, and its decorated fields are its paths", () => {
  const { models: found } = catalogOf(models);
  expect(found.map(({ name, collection }) => [name, collection])).toEqual([
    ["Team", "teams"],
    ["users", "people"],
  ]);
  const user = found.find(({ name }) => name === "users");
  expect(user?.paths.map(({ path, type, array, ref }) => [path, type, array, ref ?? ""])).toEqual([
    ["createdAt", "Date", false, ""],
    ["tenant", "String", false, ""],
    ["_id", "ObjectId", false, ""],
    ["name", "String", false, ""],
    ["email", "String", false, ""],
    ["age", "Number", false, ""],
    ["tags", "String", true, ""],
    ["address", "Embedded", false, ""],
    ["address.city", "String", false, ""],
    ["address._id", "ObjectId", false, ""],
    ["team", "ObjectId", false, "Team"],
    ["updatedAt", "Date", false, ""],
    ["__v", "Number", false, ""],
  ]);
  expect(user?.indexes.map(({ keys }) => JSON.stringify(keys)).sort()).toEqual([
    '[["email",1]]',
    '[["name",1],["createdAt",-1]]',
    '[["tenant",1]]',
  ]);
});

it("a model is injected by its class, into generic services too", () => {
  const { queries } = catalogOf({
    ...models,
    "services.ts": `
      import { Inject, Service } from "@tsed/di";
      import { MongooseModel } from "@tsed/mongoose";
      import { Team } from "./team";
      import { User } from "./user";
      export class Generic<T> {
        constructor(public model: MongooseModel<T>) {}
        find(query: any) { return this.model.find(query).exec(); }
      }
      @Service()
      export class Users extends Generic<User> {
        constructor(@Inject(User) public model: MongooseModel<User>) { super(model); }
        named(name: string) { return this.model.findOne({ name }); }
      }
      @Service()
      export class Teams {
        @Inject(Team) private teams: any;
        @Inject() private users: Users;
        titled(title: string) { return this.teams.findOne({ title }); }
        members(team: string) { return this.users.find({ team }); }
      }`,
  });
  expect(queries.map(showQuery).sort()).toEqual([
    "find users {age:eq}",
    "find users {team:eq}",
    "findOne Team {title:eq}",
    "findOne users {name:eq}",
  ]);
});

it("a class called Model of somebody else is no model", () => {
  const found = queriesOf({
    "post.ts": `
      import { Model } from "somewhere-else";
      @Model()
      export class Post {}
      export const one = () => Post.findOne({ title: "a" });`,
  });
  expect(found).toEqual([]);
});
