import { expect, test } from "vitest";
import { queriesOf } from "../support/project.js";

const found = (list: string): readonly string[] =>
  queriesOf({
    "pens.js": `
      const _ = require("lodash");
      const mongoose = require("mongoose");
      const Pen = mongoose.model("Pen", new mongoose.Schema({ ink: String }));
      exports.of = (inks) => {
        const all = [];
        inks.forEach(({ ink }) => all.push({ ink }));
        return ${list};
      };`,
  });

test.each([
  ["Promise.all(_.chunk(all, 100).map((some) => Pen.find({ $or: some })))"],
  ["Pen.find({ $or: _.chunk(all, 100)[inks.length] })"],
])("%s asks for what the list holds, a part of which is never empty", (list) => {
  expect(found(list)).toEqual(["find Pen {or(ink:eq)}"]);
});

test("a part of an unknown list is unknown", () => {
  expect(found("Pen.find({ $or: _.chunk(inks, 100)[0] })")).toEqual(["find Pen {…}"]);
});
