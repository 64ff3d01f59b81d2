import { describe, expect, test } from "vitest";
import type { Catalog } from "../../../src/catalog/types.js";
import { oneOf, raw, unknown } from "../../support/datum.js";
import { catalogOf, showQuery } from "../../support/project.js";
import { readAll, show, span } from "./support.js";

const byName = (name: string) => ({ model: { by: "name", name, from: "app.ts" } }) as const;

const populated = (...args: unknown[]) =>
  readAll("find", [{}], [["populate", ...args]])
    .queries.slice(1)
    .map((query) => `${query.model} ${show(query.filter)}`);

describe("populate is a query on the foreign model (M82, M83)", () => {
  test.each<[string, unknown[], string[]]>([
    ["a ref", ["boss"], ["User _id in"]],
    ["an array of refs", ["friends"], ["User _id in"]],
    ["a ref inside a document array", ["items.product"], ["Product _id in"]],
    ["several paths", ["boss friends"], ["User _id in", "User _id in"]],
    ["a list", [["boss", { path: "items.product" }]], ["User _id in", "Product _id in"]],
    ["a virtual (M83)", ["reviews"], ["Review author in"]],
    ["a virtual over several foreign fields (M83)", ["mentions"], ["Review (author in | subject in)"]],
    [
      "a virtual with match",
      [{ path: "reviews", match: { stars: { $gt: 3 } } }],
      ["Review author in & stars range"],
    ],
    ["positional arguments", ["boss", "name", null, { active: true }], ["User _id in & active eq"]],
    ["an unknown match", [{ path: "boss", match: unknown() }], ["User _id in & …"]],
    ["a model by name", [{ path: "nowhere", model: "Product" }], ["Product _id in"]],
    [
      "a model",
      [{ path: "nowhere", model: raw({ t: "model", ref: { by: "name", name: "Product", from: "" } }) }],
      ["Product _id in"],
    ],
    ["a model nobody registered", [{ path: "nowhere", model: "Ghost" }], ["Ghost _id in"]],
    ["nested", [{ path: "boss", populate: { path: "reviews" } }], ["User _id in", "Review author in"]],
    ["nested by name", [{ path: "items.product", populate: "maker" }], ["Product _id in", "User _id in"]],
    ["one of two paths", [oneOf("boss", "reviews")], ["User _id in", "Review author in"]],
    ["a path without ref", ["name"], []],
    ["an unknown path", [unknown()], []],
  ])("%s", (_, args, expected) => {
    expect(populated(...args)).toEqual(expected);
  });

  test("its options extend the shape (M83)", () => {
    const args = { path: "reviews", select: "stars", options: { sort: { at: -1 }, limit: 3 } };
    const [, query] = readAll("find", [{}], [["populate", args]]).queries;
    expect(query).toMatchObject({
      operation: "populate",
      sort: [["at", -1]],
      limit: 3,
      projection: { stars: 1 },
    });
    expect(query?.at.line).toBe(10);
  });

  test("from the options of find and of paginate", () => {
    expect(readAll("find", [{}, null, { populate: "boss" }]).queries).toHaveLength(2);
    expect(readAll("paginate", [{}, { populate: ["boss", "reviews"] }]).queries).toHaveLength(3);
  });

  test("on a document, and of the model itself", () => {
    const onDocument = readAll("populate", ["reviews"], [], { receiver: "document", at: span(5) }).queries;
    expect(onDocument.map((query) => show(query.filter))).toEqual(["author in"]);
    const ofModel = readAll("populate", [unknown(), { path: "boss" }]).queries;
    expect(ofModel.map((query) => query.model)).toEqual(["User"]);
  });

  test("of a child model: the key Mongoose adds (M39)", () => {
    const [, query] = readAll(
      "find",
      [{}],
      [["populate", { path: "boss", model: "Admin" }]],
      byName("User"),
    ).queries;
    expect(query?.added).toMatchObject([{ path: "role", op: "eq", value: "admin" }]);
  });
});

describe("a path whose model the document names (M82)", () => {
  const catalog = (kind: string, ref = 'refPath: "kind"') =>
    catalogOf({
      "app.js": `
        const mongoose = require("mongoose");
        const { Schema } = mongoose;
        mongoose.model("User", new Schema({ name: String }));
        mongoose.model("Team", new Schema({ name: String }));
        const Comment = mongoose.model("Comment", new Schema({
          kind: ${kind},
          author: { type: Schema.Types.ObjectId, ${ref} },
          likes: [{ type: Schema.Types.ObjectId, refPath: "kind" }],
          replies: [{
            side: { type: String, enum: ["Team"] },
            by: { type: Schema.Types.ObjectId, refPath: "replies.side" },
          }],
          pinned: new Schema({
            side: { type: String, enum: ["User"] },
            by: { type: Schema.Types.ObjectId, refPath: "side" },
          }),
        }));
        exports.named = () => Comment.find().populate("author");
        exports.liked = () => Comment.find().populate("likes");
        exports.replied = () => Comment.find().populate("replies.by");
        exports.pinned = () => Comment.find().populate("pinned.by");`,
    });
  const shown = ({ queries }: Catalog) =>
    queries.map(showQuery).filter((text) => text.startsWith("populate"));

  test.each([
    ["a list", `{ type: String, enum: ["User", "Team"] }`],
    ["values with a message", `{ type: String, enum: { values: ["User", "Team"], message: "what?" } }`],
  ])("is one query for each model its enum names: %s", (_, kind) => {
    const { gaps, ...read } = catalog(kind);
    expect(shown({ gaps, ...read })).toEqual([
      "populate Team {_id:in}",
      "populate User {_id:in}",
      "populate Team {_id:in}",
      "populate User {_id:in}",
      "populate Team {_id:in}",
      "populate User {_id:in}",
    ]);
    expect(gaps).toEqual([]);
  });

  test.each([
    ["without an enum", "String", undefined],
    ["with an enum that is not wholly known", "{ type: String, enum: [...process.argv] }", undefined],
    ["by a function", `{ type: String, enum: ["User"] }`, "refPath() { return this.side; }"],
  ])("is a gap %s", (_, kind, ref) => {
    const { gaps } = catalog(kind, ref);
    expect(gaps.map(({ what, why, model }) => [what, why, model])).toContainEqual([
      "query",
      "the models `author` can refer to are not known",
      "Comment",
    ]);
  });
});
