import { describe, expect, it } from "vitest";
import { catalogOf } from "../support/project.js";

const model = `
  const mongoose = require("mongoose");
  exports.Pen = mongoose.model("Pen", new mongoose.Schema({ colour: String, maker: String }));`;
/** `file:function` of every query. */
const placesOf = (files: Record<string, string>): readonly string[] =>
  catalogOf({ "pen.js": model, ...files }).queries.map(
    ({ at, in: enclosing }) => `${at.file}:${enclosing ?? ""}`,
  );

const callers = `
  const { getPen } = require("./get");
  exports.red = () => getPen({ colour: "red" });`;

describe("a filter handed through functions", () => {
  it("is the caller's who wrote it", () => {
    const get = `const { Pen } = require("./pen"); exports.getPen = (filter) => Pen.findOne(filter);`;
    expect(placesOf({ "get.js": get, "red.js": callers })).toEqual(["red.js:red"]);
  });

  it.each([
    ["copied", "({ model, pipeline = [] }) => model.aggregate([...pipeline])"],
    [
      "lengthened",
      "({ model, pipeline }) => { const all = [...pipeline]; all.push({ $limit: 1 }); return model.aggregate(all); }",
    ],
  ])("is the caller's who wrote the pipeline, %s on its way", (_, pageOf) => {
    const get = `
      const { Pen } = require("./pen");
      const pageOf = ${pageOf};
      exports.getPen = (filter) => pageOf({ model: Pen, pipeline: [{ $match: filter }] });`;
    expect(placesOf({ "get.js": get, "red.js": callers })).toEqual(["red.js:red"]);
    const own = `
      const { Pen } = require("./pen");
      const pageOf = ${pageOf};
      exports.blue = (maker) => pageOf({ model: Pen, pipeline: [{ $match: { colour: "blue", maker } }] });`;
    expect(placesOf({ "own.js": own })).toEqual(["own.js:blue"]);
  });

  it("is not the list's whose method hands it on: nobody wrote it there", () => {
    const start = `
      const { Pen } = require("./pen");
      exports.start = () => {
        const pens = [{ colour: "red" }, { colour: "blue" }];
        return pens.map((pen) =>
          Pen.findOne(pen));
      };`;
    const { queries } = catalogOf({ "pen.js": model, "start.js": start });
    expect(queries.map(({ at, in: enclosing }) => `${at.line} ${enclosing ?? ""}`)).toEqual(["6 start"]);
  });

  it("is the function's that wrote it into the options it was given", () => {
    const get = `
      const { Pen } = require("./pen");
      const find = (options) => Pen.findOne(options.criteria);
      exports.getPen = (options) => {
        options.criteria = { colour: options.colour };
        return find(options);
      };`;
    expect(placesOf({ "get.js": get, "red.js": callers })).toEqual(["get.js:getPen"]);
  });

  it("is the caller's, too, when it may be left out", () => {
    const get = `const { Pen } = require("./pen"); exports.getPen = (filter) => Pen.findOne(filter || {});`;
    expect(placesOf({ "get.js": get, "red.js": callers })).toEqual(["red.js:red"]);
    const all = callers.replace(`{ colour: "red" }`, "{}");
    expect(placesOf({ "get.js": get, "red.js": all })).toEqual(["red.js:red"]);
  });

  it("is the caller's, too, when it is an element of a list", () => {
    const get = `
      const { Pen } = require("./pen");
      exports.updateAll = (list) => Promise.all(list.map((pen) => Pen.findOneAndUpdate(pen, pen, { upsert: true })));`;
    const all = `
      const { updateAll } = require("./get");
      exports.fromBody = (req) => updateAll(req.body.pens);
      exports.fromColours = (colours) => updateAll(colours.map((colour) => ({ colour })));
      exports.both = () => updateAll([{ colour: "red" }, { colour: "blue" }]);`;
    expect(placesOf({ "get.js": get, "all.js": all })).toEqual([
      "all.js:fromBody",
      "all.js:fromColours",
      "all.js:both",
    ]);
  });

  it.each([
    ["an executor", "new Promise((resolve, reject) => Pen.findOne(filter).exec().then(resolve, reject))"],
    ["a continuation", "connect().then(() => Pen.findOne(filter))"],
    ["a task", "async.parallel([(next) => Pen.findOne(filter, next)], done)"],
  ])("is the caller's, too, when the call is in %s", (_, call) => {
    const get = `
      const { Pen } = require("./pen");
      const async = require("async");
      exports.getPen = (filter, done) => { ${call}; };`;
    expect(placesOf({ "get.js": get, "red.js": callers })).toEqual(["red.js:red"]);
  });

  it("stays in a callback that writes it, whatever the function around is called", () => {
    const get = `
      const { Pen } = require("./pen");
      exports.findOneAndUpdate = (filter, colour) =>
        connect().then((found) => Promise.all([Pen.findOne({ colour }), Pen.find(found), Pen.find({ maker: found })]));`;
    const use = `
      const { findOneAndUpdate } = require("./get");
      exports.red = () => findOneAndUpdate({ maker: "us" }, "red");`;
    expect(placesOf({ "get.js": get, "red.js": use })).toEqual([
      "get.js:findOneAndUpdate",
      "get.js:findOneAndUpdate",
      "get.js:findOneAndUpdate",
    ]);
  });

  it("stays where one of its forms is written", () => {
    const get = `
      const { Pen } = require("./pen");
      const toQuery = (query) => {
        if (query instanceof mongoose.Types.ObjectId || isId(query)) return { _id: query };
        return query;
      };
      exports.getPen = (query) => Pen.findOne(toQuery(query));`;
    const use = `
      const { getPen } = require("./get");
      exports.show = (req) => getPen(req.params.id);
      exports.edit = (req) => getPen(req.params.id);`;
    expect(placesOf({ "get.js": get, "use.js": use })).toEqual(["get.js:getPen"]);
  });

  it("stays where keys are added, but for a wrapper named like an operation", () => {
    const adding = (name: string): Record<string, string> => ({
      "get.js": `
        const { Pen } = require("./pen");
        exports.${name} = (filter) => Pen.find({ ...filter, maker: "us" });
        exports.either = (filter) => Pen.find({ $and: [filter, { maker: "us" }] });`,
      "red.js": `
        const { ${name}, either } = require("./get");
        exports.red = () => [${name}({ colour: "red" }), either({ colour: "red" })];`,
    });
    expect(placesOf(adding("ours"))).toEqual(["get.js:ours", "get.js:either"]);
    expect(placesOf(adding("find"))).toEqual(["get.js:either", "red.js:red"]);
  });

  it("goes with a pipeline that matches by it", () => {
    const get = `
      const { Pen } = require("./pen");
      exports.count = (match) => Pen.aggregate([{ $match: match }, { $group: { _id: "$maker" } }]);
      exports.cheap = (match) => Pen.aggregate([{ $match: { ...match, price: 1 } }, { $limit: 1 }]);`;
    const red = `
      const { count, cheap } = require("./get");
      exports.red = () => [count({ colour: "red" }), cheap({ colour: "red" })];`;
    expect(placesOf({ "get.js": get, "red.js": red })).toEqual(["get.js:cheap", "red.js:red"]);
  });

  it("goes out of what serves any model, whatever it adds", () => {
    const helper = `
      exports.cursorPaginate = async ({ model, query, after }) => {
        const filter = after ? { $and: [query, { _id: { $gt: after } }] } : query;
        return model.find(filter).limit(9);
      };`;
    const red = `
      const { Pen } = require("./pen");
      const { cursorPaginate } = require("./page");
      exports.red = (after) => cursorPaginate({ model: Pen, query: { colour: "red" }, after });`;
    expect(placesOf({ "page.js": helper, "red.js": red })).toEqual(["red.js:red"]);
    const store = `
      const { Pen } = require("./pen");
      class Store {
        constructor(model) { this.model = model; }
        search(filter) { return this.model.find({ ...filter, gone: false }); }
      }
      class Pens extends Store {
        constructor() { super(Pen); }
        reds() { return this.search({ colour: "red" }); }
      }
      exports.Pens = Pens;`;
    expect(placesOf({ "store.js": store })).toEqual(["store.js:Pens.reds"]);
  });

  it("is not moved by an id", () => {
    const get = `
      const { Pen } = require("./pen");
      exports.byId = (id) => Pen.findById(id);
      exports.show = (req) => exports.byId(req.params.id);`;
    expect(placesOf({ "get.js": get })).toEqual(["get.js:byId"]);
  });
});
