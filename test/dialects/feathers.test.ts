import { describe, expect, test } from "vitest";
import { catalogOf, queriesOf } from "../support/project.js";

const model = `
  module.exports = function (app) {
    const mongooseClient = app.get("mongooseClient");
    const users = new mongooseClient.Schema({ email: String, role: String, createdAt: Date });
    users.index({ email: 1 }, { unique: true });
    return mongooseClient.model("users", users);
  };`;
const service = `
  const createService = require("feathers-mongoose");
  const createModel = require("./users.model");
  module.exports = function () {
    const app = this;
    app.use("/users", createService({ Model: createModel(app), paginate: app.get("paginate") }));
    app.service("users").hooks({});
  };`;
const hook = `
  module.exports = () => async (hook) => {
    const { app, data, id } = hook;
    const found = await app.service("users").find({
      query: { email: data.email, role: { $in: ["admin"] }, $sort: { createdAt: -1 }, $limit: 10 },
      paginate: false,
    });
    await app.service("users").get(id);
    await app.service("users").patch(id, { $set: { role: "user" } });
    await app.service("users").patch(null, { role: "user" }, { query: { role: "guest" } });
    await app.service("users").remove(null, { query: { role: data.role } });
    await app.service("mails").find({ query: { email: data.email } });
    return hook;
  };`;
const asked = [
  "find users {email:eq, role:in, …} sort createdAt:-1",
  "findOne users {_id:eq, …}",
  "findOneAndUpdate users {_id:eq, …}",
  "updateMany users {role:eq, …}",
  "deleteMany users {role:eq, …}",
];

describe("a Feathers application", () => {
  const files = { "a-hook.js": hook, "users.model.js": model, "users.service.js": service };

  test("declares its models on the Mongoose it keeps", () => {
    expect(
      catalogOf(files).models.map(({ name, indexes }) => [name, indexes.map((each) => each.name)]),
    ).toEqual([["users", ["email_1"]]]);
  });

  test("asks them by its services; hooks may add to what is asked", () => {
    expect(queriesOf(files)).toEqual(asked);
  });

  test("may have a class for each", () => {
    const found = queriesOf({
      "a-hook.js": hook,
      "users.model.js": model,
      "users.class.ts": `
        import { Service, MongooseServiceOptions } from "feathers-mongoose";
        export class Users extends Service {
          constructor(options: Partial<MongooseServiceOptions>, app: Application) { super(options); }
        }`,
      "users.service.ts": `
        import { Users } from "./users.class";
        import createModel from "./users.model";
        export default function (app: Application): void {
          app.use("/users", new Users({ Model: createModel(app) }, app));
        }`,
    });
    expect(found).toEqual(asked);
  });
});
