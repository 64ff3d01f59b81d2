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

  it("is the caller's, too, when it may be left out", () => {
    const get = `const { Pen } = require("./pen"); exports.getPen = (filter) => Pen.findOne(filter || {});`;
    expect(placesOf({ "get.js": get, "red.js": callers })).toEqual(["red.js:red"]);
    const all = callers.replace(`{ colour: "red" }`, "{}");
    expect(placesOf({ "get.js": get, "red.js": all })).toEqual(["red.js:red"]);
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
});
