import { describe, expect, test } from "vitest";
import { catalogOf } from "../support/project.js";

const factory = (type: string) => `
  import { ${type}, Schema } from "mongoose";
  export const getUsers = (db: ${type}) => {
    const schema = new Schema({ email: String }, { collection: "people" });
    schema.statics.byEmail = function (email: string) { return this.findOne({ email }); };
    return db.model("User", schema);
  };`;

const seen = (files: { readonly [file: string]: string }) => {
  const { models, queries } = catalogOf(files);
  return [models.map(({ id, connection }) => [id, connection]), queries.map(({ modelId }) => modelId)];
};

describe("a factory that is given the Mongoose, or a connection", () => {
  test("run for the default Mongoose makes one model", () => {
    const files = {
      "users.ts": factory("Mongoose"),
      "app.ts": `
        import mongoose from "mongoose";
        import { getUsers } from "./users";
        export const find = (email: string) => getUsers(mongoose).byEmail(email);`,
    };
    expect(seen(files)).toEqual([[["users.ts#User", null]], ["users.ts#User"]]);
    expect(seen({ "users.ts": factory("Mongoose") })).toEqual([[["users.ts#User", null]], ["users.ts#User"]]);
  });

  test("run for one connection makes a model of that", () => {
    const files = {
      "users.ts": factory("Connection"),
      "app.ts": `
        import mongoose from "mongoose";
        import { getUsers } from "./users";
        const logs = mongoose.createConnection("mongodb://logs");
        export const find = (email: string) => getUsers(logs).byEmail(email);`,
    };
    const [models, queries] = seen(files);
    expect(models).toEqual([["users.ts#User", expect.not.stringMatching("annotated")]]);
    expect(queries).toEqual(["users.ts#User"]);
    expect(seen({ "users.ts": factory("Connection") })[0]).toEqual([["users.ts#User", "annotated"]]);
  });
});
