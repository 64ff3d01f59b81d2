import { expect, it } from "vitest";
import { catalogOf, queriesOf } from "../support/project.js";

const files = (field: string) => ({
  "user.js": `
    const mongoose = require("mongoose");
    module.exports = mongoose.model("User", new mongoose.Schema({ name: String }));`,
  "post.js": `
    const mongoose = require("mongoose");
    const { ObjectId } = mongoose.Schema.Types;
    const User = require("./user");
    const Post = mongoose.model("Post", new mongoose.Schema({ by: ${field}, in: { by: ${field} } }));
    exports.one = (id) => Post.findById(id).populate("by").populate("in.by");`,
});

it.each([
  `{ type: ObjectId, ref: () => "User" }`,
  `{ type: ObjectId, ref: function () { return "User"; } }`,
  `{ type: ObjectId, ref: () => User }`,
  `[{ type: ObjectId, ref: () => "User" }]`,
])("a ref that is a function names its model: %s", (field) => {
  const found = queriesOf(files(field));
  expect(found).toEqual(["findById Post {_id:eq}", "populate User {_id:in}", "populate User {_id:in}"]);
  const post = catalogOf(files(field)).models.find(({ name }) => name === "Post");
  expect(post?.paths.find(({ path }) => path === "by")).toMatchObject({ ref: "User" });
});

it("a ref that is not known is left open", () => {
  expect(queriesOf(files(`{ type: ObjectId, ref: (post) => post.kind }`))).not.toContain(
    "populate User {_id:in}",
  );
});
