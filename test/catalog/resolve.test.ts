import { describe, expect, it } from "vitest";
import { catalogOf } from "../support/project.js";

const user = (index: string): string => `
  const mongoose = require("mongoose");
  mongoose.model("User", new mongoose.Schema({ ${index}: { type: String, index: true } }));`;
const asks = `const mongoose = require("mongoose"); exports.get = (a) => mongoose.model("User").findOne({ a });`;
const modelIds = (files: Record<string, string>): readonly unknown[] =>
  catalogOf(files).queries.map(({ modelId }) => modelId);

describe("a name that is registered several times", () => {
  it.each(["user.integ.ts", "user.test.js", "test/user.js"])("is not the one of %s", (test) => {
    expect(modelIds({ "user.js": user("a"), [test]: user("b"), "get.js": asks })).toEqual(["user.js#User"]);
  });

  it("is any of those that share a collection", () => {
    const named = (collection: string): string => user("a").replace("}));", `}), "${collection}");`);
    expect(modelIds({ "a.js": named("people"), "b.js": named("people"), "get.js": asks })).toEqual([
      "a.js#User",
    ]);
    expect(modelIds({ "a.js": named("people"), "b.js": named("staff"), "get.js": asks })).toEqual([null]);
  });
});
