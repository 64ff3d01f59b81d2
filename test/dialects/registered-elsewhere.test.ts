import { describe, expect, test } from "vitest";
import { catalogOf } from "../support/project.js";

const model = (index: string) => `
  import mongoose from "mongoose";
  const schema = new mongoose.Schema({ name: String, team: String });
  schema.index(${index});
  export default mongoose.models.User || mongoose.model("User", schema);`;

const query = `
  import User from "./user";
  export const byName = (name: string) => User.find({ name });`;

/** Each query's file with its model's, and each model with its indexes. */
function seen(files: { readonly [file: string]: string }) {
  const { models, queries } = catalogOf(files);
  return {
    models: models.map(({ id, indexes }) => `${id} ${indexes.map(({ name }) => name).join()}`),
    queries: queries.map(({ at, modelId }) => `${at.file} ${modelId}`),
  };
}

describe('`mongoose.models.X || mongoose.model("X", …)` where another file registers X, too', () => {
  const packages = { "web/package.json": '{"name":"web"}', "queue/package.json": '{"name":"queue"}' };

  test("each package has its own model", () => {
    const files = {
      ...packages,
      "queue/user.ts": model("{ team: 1 }"),
      "queue/query.ts": query,
      "web/user.ts": model("{ name: 1 }"),
      "web/query.ts": query,
    };
    expect(seen(files)).toEqual({
      models: ["queue/user.ts#User team_1", "web/user.ts#User name_1"],
      queries: ["queue/query.ts queue/user.ts#User", "web/query.ts web/user.ts#User"],
    });
  });

  test("a test that registers it first does not stand for the code it tests", () => {
    const files = {
      "__tests__/a.test.ts": `
        import mongoose from "mongoose";
        mongoose.model("User", new mongoose.Schema({ name: String }));`,
      "user.ts": model("{ name: 1 }"),
      "query.ts": query,
    };
    expect(seen(files).queries).toEqual(["query.ts user.ts#User"]);
    expect(seen(files).models).toContain("user.ts#User name_1");
  });

  test("so it is inside a function that registers lazily", () => {
    const lazy = (index: string) => `
      import mongoose from "mongoose";
      const schema = new mongoose.Schema({ name: String, team: String });
      schema.index(${index});
      export const users = () => mongoose.models.User ?? mongoose.model("User", schema);
      export const byName = (name: string) => users().find({ name });`;
    const files = { ...packages, "queue/user.ts": lazy("{ team: 1 }"), "web/user.ts": lazy("{ name: 1 }") };
    expect(seen(files)).toEqual({
      models: ["queue/user.ts#User team_1", "web/user.ts#User name_1"],
      queries: ["queue/user.ts queue/user.ts#User", "web/user.ts web/user.ts#User"],
    });
  });

  test("a model asked for where nobody else registers it is the one there is", () => {
    const files = {
      "user.ts": model("{ name: 1 }"),
      "query.ts": `
        import mongoose from "mongoose";
        const User = mongoose.models.User;
        export const byName = (name: string) => User.find({ name });`,
    };
    expect(seen(files).queries).toEqual(["query.ts user.ts#User"]);
  });
});
