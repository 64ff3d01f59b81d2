import mongoose from "mongoose";
import { describe, expect, it } from "vitest";
import {
  aggregateSteps,
  neutralSteps,
  querySteps,
  tellingSteps,
} from "../../src/dialects/mongoose/operations.js";
import { catalogOf, queriesOf } from "../support/project.js";

const model = `
  const mongoose = require("mongoose");
  const schema = new mongoose.Schema({ a: String, b: String, d: Date });
  schema.index({ a: 1, d: -1 });
  schema.query.byA = function (a) { return this.where({ a }); };
  module.exports = mongoose.model("M", schema);`;
const asked = (code: string) => ({
  "m.js": model,
  "ask.js": `const M = require("./m"); module.exports = async (v) => { ${code} };`,
});

describe("a chain of the query's own methods is read to its end", () => {
  it.each([
    [`await M.find().where("a").eq(v).sort("-d")`, "find M {a:eq} sort d:-1"],
    [`await M.where("a").eq(v).find()`, "find M {a:eq}"],
    [`await M.find({ a: v }).setReadPreference("secondary").maxTime(5).sort("d")`, "find M {a:eq} sort d:1"],
    [`await M.where({ a: v }).findById(v)`, "findById M {a:eq, _id:eq}"],
    [`await M.find({ b: v }).byA(v)`, "find M {b:eq, a:eq}"],
    [
      `const q = M.find({ a: v }); console.log(q.getOptions(), q.getPopulatedPaths()); await q`,
      "find M {a:eq}",
    ],
    [`const cursor = M.find({ a: v }).cursor(); await cursor.close()`, "find M {a:eq}"],
  ])("%s", (code, query) => {
    expect(queriesOf(asked(code))).toEqual([query]);
  });
});

describe("a step that queries do not have of themselves may add to them", () => {
  it.each([
    [`await M.find({ b: 1 }).tenant(v).where("a").equals(v)`, "find M {b:eq, a:eq, …} sort ?"],
    [`await M.find({ a: v }).tenant(v).sort("-d")`, "find M {a:eq, …} sort ?"],
    [`await M.aggregate().tenant(v).match({ a: v })`, "aggregate M {…}"],
    [`await M.aggregate().match({ a: v }).tenant(v)`, "aggregate M {a:eq, …}"],
  ])("%s", (code, query) => {
    const files = asked(code);
    expect(queriesOf(files)).toEqual([query]);
    expect(catalogOf(files).gaps).toMatchObject([
      { what: "query", why: "`tenant()` is no known step of a query" },
    ]);
  });

  it("what is awaited of it are documents still", () => {
    const code = `const found = await M.findOne({ a: v }).tenant(v); await M.find({ d: found.d })`;
    expect(queriesOf(asked(code))).toEqual(["findOne M {a:eq, …} sort ?", "find M {d:eq}"]);
  });
});

describe("every method Mongoose has is known", () => {
  const methodsOf = (prototype: object): readonly string[] =>
    Object.getOwnPropertyNames(prototype).filter((name) => /^[$a-z]/.test(name) && name !== "constructor");
  const elsewhere = new Set("exec then catch finally cursor model getFilter getQuery op options".split(" "));
  const isKnown = (own: ReadonlySet<string>) => (name: string) =>
    own.has(name) || neutralSteps.has(name) || tellingSteps.has(name) || elsewhere.has(name);

  it("on a query", () => {
    const { prototype } = mongoose.Query;
    const all = [...methodsOf(prototype), ...methodsOf(Object.getPrototypeOf(prototype) as object)];
    expect(all.filter((name) => !isKnown(querySteps)(name))).toEqual([]);
  });

  it("on an aggregate", () => {
    const all = methodsOf(mongoose.Aggregate.prototype);
    expect(all.filter((name) => !isKnown(aggregateSteps)(name))).toEqual([]);
  });
});
