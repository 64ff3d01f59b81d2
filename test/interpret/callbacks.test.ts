import { expect, it } from "vitest";
import { catalogOf, queriesOf, showQuery } from "../support/project.js";

const pens = (body: string): readonly string[] =>
  queriesOf({
    "pens.js": `
      const mongoose = require("mongoose");
      const Pen = mongoose.model("Pen", new mongoose.Schema({ colour: String, maker: String }));
      ${body}`,
  });

it.each([
  ["a function", "exports.red = () => Pen.find({ colour: 1 }, 'maker', (error, pens) => pens);"],
  ["a parameter named callback", "exports.red = (callback) => Pen.find({ colour: 1 }, 'maker', callback);"],
  ["a parameter named cb", "exports.red = (cb) => Pen.find({ colour: 1 }, cb);"],
  ["one or the other", "exports.red = (done) => Pen.find({ colour: 1 }, 'maker', done || (() => {}));"],
])("a callback is no options: %s", (_, body) => {
  expect(pens(body)).toEqual(["find Pen {colour:eq}"]);
});

it("what a callback does with the result is seen", () => {
  const body = `exports.rename = (cb) =>
    Pen.findOne({ colour: "red" }, (error, pen) => {
      if (error) return cb(error);
      Pen.count({ maker: pen.maker }).exec((error, n) => { Pen.remove({ colour: n }, cb); });
    });`;
  expect(pens(body)).toEqual(["findOne Pen {colour:eq}", "count Pen {maker:eq}", "remove Pen {colour:eq}"]);
});

it("what the library async calls for a list, or with arguments given beforehand, gets them", () => {
  const found = pens(`
    const async = require("async");
    const count = (model, maker, done) => model.countDocuments({ maker }, done);
    exports.all = (makers, done) =>
      async.series([
        async.apply(count, Pen, "a"),
        (next) => async.each(makers, (maker, inner) => Pen.deleteMany({ colour: maker }, inner), next),
      ], done);
    const erase = (name, done) => require("mongoose").connection.db.collection(name).deleteOne({ maker: 1 }, done);
    exports.clear = (done) => async.forEach(["inks", "nibs"], erase, done);`);
  for (const query of [
    "countDocuments Pen {maker:eq}",
    "deleteMany Pen {colour:eq}",
    "deleteOne inks {maker:eq}",
    "deleteOne nibs {maker:eq}",
  ])
    expect(found).toContain(query);
});

it("a task of a waterfall gets what the one before gave", () => {
  const found = pens(`
    const async = require("async");
    exports.show = (id, done) => async.waterfall([
      (next) => Pen.findById(id, next),
      (pen, next) => next(null, { maker: pen.maker }),
      (query, next) => { query.colour = "red"; Pen.find(query).exec(next); },
      (pens, next) => Pen.deleteMany({ _id: { $in: pens.map((pen) => pen._id) } }, next),
    ], done);`);
  expect(found).toEqual([
    "findById Pen {_id:eq}",
    "find Pen {maker:eq, colour:eq}",
    "deleteMany Pen {_id:in}",
  ]);
});

it("a list of a cursor's documents is called back with", () => {
  const found = pens(`
    const list = (filter, done) => Pen.collection.find(filter).toArray((error, pens) => done(error, { size: pens.length }));
    exports.all = (done) => list({ maker: 1 }, (error, query) => Pen.find(query, done));`);
  expect(new Set(found)).toEqual(new Set(["find Pen {maker:eq}", "find Pen {size:eq}"]));
});

it("a promisified operation is the operation", () => {
  expect(pens("exports.red = () => Pen.findOneAsync({ colour: 1 });")).toEqual(["findOne Pen {colour:eq}"]);
});

it("a query in a promise's executor belongs to whoever wrote its filter", () => {
  const { queries } = catalogOf({
    "pens.js": `
      const mongoose = require("mongoose");
      const Pen = mongoose.model("Pen", new mongoose.Schema({ colour: String }));
      const one = (filter) => new Promise((resolve, reject) => {
        Pen.findOne(filter, (error, pen) => (error ? reject(error) : resolve(pen)));
      });
      exports.red = () => one({ colour: "red" });
      exports.blue = async () => { const pen = await one({ colour: "blue" }); return Pen.find({ colour: pen.colour }); };`,
  });
  expect(queries.map((query) => [showQuery(query), query.at.line, query.through.length])).toEqual([
    ["findOne Pen {colour:eq}", 7, 1],
    ["findOne Pen {colour:eq}", 8, 1],
    ["find Pen {colour:eq}", 8, 0],
  ]);
});
