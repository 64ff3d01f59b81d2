import { expect, test } from "vitest";
import { catalogOf, showQuery } from "../support/project.js";

test("Mongoose itself has some of its types: `mongoose.ObjectId`", () => {
  const { models, gaps } = catalogOf({
    "launch.js": `
      import mongoose, { Mixed } from "mongoose";
      const schema = new mongoose.Schema({
        rocket: { type: mongoose.ObjectId, ref: "Rocket", index: true },
        cores: [{ type: mongoose.ObjectId }],
        mass: mongoose.Decimal128,
        links: Mixed,
      });
      export default mongoose.model("Launch", schema);`,
  });
  expect(gaps).toEqual([]);
  expect(models[0]?.paths.slice(0, 4).map(({ path, type, array }) => [path, type, array])).toEqual([
    ["rocket", "ObjectId", false],
    ["cores", "ObjectId", true],
    ["mass", "Decimal128", false],
    ["links", "Mixed", false],
  ]);
});

test("A document's type tells the model, whatever the type extends or intersects", () => {
  const types = `
    export interface Dated { createdAt: Date }
    export interface IPost extends Dated { author: string }
    export interface ITag extends Dated { name: string }`;
  const { queries } = catalogOf({
    "types.ts": types,
    "models.ts": `
      import mongoose from "mongoose";
      import { IPost } from "./types";
      export const Article = mongoose.model<IPost & mongoose.Document>("Article", new mongoose.Schema({ author: String }));
      export const Tag = mongoose.model("Tag", new mongoose.Schema({ name: String }));`,
    "service.ts": `
      import { Document, Model } from "mongoose";
      import { IPost, ITag } from "./types";
      export class Service {
        constructor(private articles: Model<IPost & Document>, private tags: Model<ITag & Document>) {}
        post(author: string) { return this.articles.findOne({ author }); }
        tag(name: string) { return this.tags.findOne({ name }); }
      }`,
  });
  expect(queries.map(showQuery)).toEqual(["findOne Article {author:eq}", "findOne Tag {name:eq}"]);
});
