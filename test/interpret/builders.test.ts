import { describe, expect, it } from "vitest";
import { queriesOf } from "../support/project.js";

const page = `
  import mongoose from "mongoose";
  import { ancestorsOf } from "@paths/util";
  export class PageQueryBuilder {
    query: any;
    constructor(query, includeEmpty = false) {
      this.query = query;
      if (!includeEmpty) this.query = this.query.and({ $or: [{ isEmpty: false }, { isEmpty: null }] });
    }
    onlyAncestors(path: string): PageQueryBuilder {
      this.query = this.query.and({ path: { $ne: path } }).and({ path: { $in: ancestorsOf(path) } });
      return this;
    }
    withoutTrash(): PageQueryBuilder {
      this.query = this.query.and({ status: null });
      return this;
    }
    descending(): PageQueryBuilder {
      this.query = this.query.sort({ path: -1 });
      return this;
    }
  }
  const schema = new mongoose.Schema({ path: String, isEmpty: Boolean, status: String });
  schema.statics.PageQueryBuilder = PageQueryBuilder;`;

describe("a builder that holds a query", () => {
  it("adds its conditions to it", () => {
    const found = queriesOf({
      "page.ts": `${page}
        schema.statics.closest = async function (path: string) {
          const builder = new PageQueryBuilder(this.find(), false);
          const ancestors = await builder.onlyAncestors(path).descending().query.exec();
          return ancestors[0] ?? null;
        };
        export default mongoose.model("Page", schema);`,
    });
    expect(found).toEqual(["find Page {path:ne, path:in, or(isEmpty:eq | isEmpty:eq)} sort path:-1"]);
  });
});

describe("a page of an aggregate", () => {
  it("asks what the aggregate asks, ordered as the options say, and nothing else (M84)", () => {
    const found = queriesOf({
      "fruit.ts": `
        import mongoose from "mongoose";
        import paginate from "mongoose-aggregate-paginate-v2";
        const schema = new mongoose.Schema({ kind: String, price: Number });
        schema.plugin(paginate);
        const Fruit = mongoose.model("Fruit", schema);
        export const page = async () => {
          const aggregate = Fruit.aggregate([{ $match: { kind: "apple" } }]);
          return Fruit.aggregatePaginate(aggregate, { page: 1, sort: { price: -1 } });
        };`,
    });
    expect(found).toEqual(["aggregate Fruit {kind:eq} sort price:-1"]);
  });
});

it("the conditions of a query, handed to another, are its own, and what was chained on it is not known", () => {
  const found = queriesOf({
    "pens.js": `
      const mongoose = require("mongoose");
      const Pen = mongoose.model("Pen", new mongoose.Schema({ colour: String, maker: String }));
      const countOf = (query, done) => query.model.countDocuments(query._conditions, done);
      exports.red = (done) => countOf(Pen.find({ colour: "red" }).sort("maker"), done);
      exports.made = (maker, done) => {
        const query = Pen.find({ colour: "red" });
        query.where("maker", maker);
        Pen.find(query.getFilter()).exec(done);
      };`,
  });
  expect(found).toContain("countDocuments Pen {colour:eq}");
  expect(found).toContain("find Pen {colour:eq, …}");
});

it("a filter that may be one of two objects gets what is assigned to it, and one made of nothing is one", () => {
  const found = queriesOf({
    "pens.js": `
      const mongoose = require("mongoose");
      const _ = require("lodash");
      const Pen = mongoose.model("Pen", new mongoose.Schema({ colour: String, maker: String, size: Number }));
      const within = (path, values, query) => _.assignIn(query, { [path]: { $in: values } });
      exports.list = (req) => {
        let query = {};
        if (req.one) query = within("maker", req.one, query);
        else if (req.many) query = within("maker", req.many);
        Object.assign(query, { size: 1 });
        _.assign(query, { colour: "red" });
        return Pen.find(query);
      };`,
  });
  expect(found).toEqual(["find Pen {maker:in?, size:eq, colour:eq}"]);
});

it("knows what lodash says of the type of a value", () => {
  const found = queriesOf({
    "pens.js": `
      const mongoose = require("mongoose");
      const _ = require("lodash");
      const Pen = mongoose.model("Pen", new mongoose.Schema({ colour: String, maker: String }));
      function find(params) {
        const q = Pen.find(params.query);
        if (_.isString(params.search)) q.find({ $text: { $search: params.search } });
        if (_.isNil(params.maker)) q.sort("colour");
        else q.find({ maker: params.maker });
        return q;
      }
      exports.red = () => find({ query: { colour: "red" } });
      exports.ours = (search) => find({ query: { colour: "red" }, maker: "we", search: String(search) });`,
  });
  expect(found).toEqual([
    "find Pen {colour:eq} sort colour:1",
    "find Pen {colour:eq, $text:text?, maker:eq}",
  ]);
});
