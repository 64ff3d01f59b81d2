import { describe, expect, it } from "vitest";
import { queriesOf } from "../support/project.js";

const models = {
  "models.ts": `
    import { Schema, model, Model } from "mongoose";
    interface IFriend { from: string; to: string }
    const schema = new Schema<IFriend>({ from: String, to: String });
    const friends = model<IFriend>("Friend", schema);
    export type FriendModel = typeof friends;
    export default friends;
    export const Meeting = model("Meeting", new Schema({ at: Date }));
    export type MeetingModel = typeof Meeting;`,
};

const generic = {
  ...models,
  "adapter.ts": `
    export class Adapter<M> {
      model: M;
      findOne(query: object) { return this.model.findOne(query).exec(); }
    }`,
};

describe("an instance of a generic class", () => {
  it("holds what its type arguments say", () => {
    const found = queriesOf({
      ...generic,
      "service.ts": `
        import { FriendModel, MeetingModel } from "./models";
        import { Adapter } from "./adapter";
        export class Service {
          friends: Adapter<FriendModel>;
          meetings: Adapter<MeetingModel>;
          async all(from: string, at: Date) {
            await this.friends.findOne({ from });
            await this.meetings.findOne({ at });
          }
        }`,
    });
    expect(found).toEqual(["findOne Friend {from:eq}", "findOne Meeting {at:eq}"]);
  });

  it("is found behind what an intersection omits of it", () => {
    const found = queriesOf({
      ...generic,
      "service.ts": `
        import { FriendModel } from "./models";
        import { Adapter } from "./adapter";
        interface Overwrite<M> { model: M; findOne(query: object): Promise<object> }
        type Held<M> = Omit<Adapter<M>, keyof Overwrite<M>> & Overwrite<M>;
        export const service = (adapter: Held<FriendModel>) => ({
          one: (from: string) => adapter.findOne({ from }),
          gone: (to: string) => adapter.model.deleteMany({ to }),
        });`,
    });
    expect(found).toEqual(["findOne Friend {from:eq}", "deleteMany Friend {to:eq}"]);
  });
});

describe("an interface of a class's own name", () => {
  it("adds to the class what it declares, through what it extends", () => {
    const found = queriesOf({
      ...models,
      "db.ts": `export interface DbService<M> { adapter: { model: M } }`,
      "service.ts": `
        import { Service } from "moleculer";
        import { DbService } from "./db";
        import { FriendModel } from "./models";
        interface FriendService extends Service, DbService<FriendModel> {}
        class FriendService extends Service {
          onInit() { this.register(require("./models").default); }
          async remove(ctx) {
            const { from, to } = ctx.params;
            await this.adapter.model.deleteMany({ from, to });
          }
        }
        export default FriendService;`,
    });
    expect(found).toEqual(["deleteMany Friend {from:eq, to:eq}"]);
  });
});

describe("a method of an abstract class that nobody calls", () => {
  const bases = {
    ...models,
    "base.ts": `
      export abstract class Base<T> {
        constructor(protected readonly model: Model<T>) {}
        protected find(filter?: object) { return this.model.find(filter); }
      }
      export abstract class Named<T> extends Base<T> {
        all() { return this.find({ from: "me" }); }
      }`,
    "friends.ts": `
      import friends from "./models";
      import { Named } from "./base";
      export class Friends extends Named<object> { constructor() { super(friends); } }`,
  };

  it("is one of the only class that extends it", () => {
    expect(queriesOf(bases)).toEqual(["find Friend {from:eq}"]);
  });
  it("is nobody's when several do", () => {
    const meetings = `
      import { Meeting } from "./models";
      import { Named } from "./base";
      export class Meetings extends Named<object> { constructor() { super(Meeting); } }`;
    expect(queriesOf({ ...bases, "meetings.ts": meetings })).toEqual(["find ? {from:eq}"]);
  });
});
