import { expect, test } from "vitest";
import { queriesOf } from "../support/project.js";

const model = `
  const mongoose = require("mongoose");
  const Pen = mongoose.model("Pen", new mongoose.Schema({ colour: String, ink: String }));`;

test.each(["Array.prototype.slice.call(arguments, 1)", "[].slice.call(arguments, 1)"])(
  "a list of %s begins with what is put before it",
  (rest) => {
    const found = queriesOf({
      "pens.js": `${model}
        exports.by = function (colour) { const args = ${rest}; args.unshift({ colour }); Pen.find.apply(Pen, args); };`,
    });
    expect(found).toEqual(["find Pen {colour:eq}"]);
  },
);

test("a method borrowed for an unknown list runs its callback", () => {
  const found = queriesOf({
    "pens.js": `${model}
      exports.each = (list) => Array.prototype.forEach.call(list, (ink) => Pen.findOne({ ink }));`,
  });
  expect(found).toEqual(["findOne Pen {ink:eq}"]);
});

test("what a list of unknown length holds is handed on by `apply`, as by a spread", () => {
  const found = queriesOf({
    "pens.js": `${model}
      exports.all = (inks) => Pen.find.apply(Pen, inks.map((ink) => ({ ink })));`,
  });
  expect(found).toEqual(["find Pen {ink:eq}"]);
});

test("a function nobody calls may be given more than its parameters", () => {
  const found = queriesOf({
    "pens.js": `${model}
      exports.shown = function () {
        const args = Array.prototype.slice.call(arguments);
        args[1] = { ink: 1 };
        Pen.find.apply(Pen, args);
      };
      exports.first = function (colour) {
        const args = Array.prototype.slice.call(arguments);
        const done = args.pop();
        args[0] = { colour };
        Pen.findOne.apply(Pen, args);
      };
      exports.either = function (ink) {
        return arguments.length > 1 ? Pen.count({ ink, colour: arguments[1] }) : Pen.count({ ink });
      };`,
  });
  expect(found).toEqual([
    "find Pen {…} sort ?",
    "findOne Pen {colour:eq}",
    "count Pen {ink:eq, colour:eq}",
    "count Pen {ink:eq}",
  ]);
});

test("a list made for a call holds what it was given, and no more", () => {
  const found = queriesOf({
    "pens.js": `${model}
      function find() { const args = [].slice.call(arguments); return Pen.find.apply(Pen, args); }
      exports.all = () => find();
      exports.some = (ink) => find({ ink });`,
  });
  expect(found).toEqual(["find Pen {}", "find Pen {ink:eq}"]);
});
