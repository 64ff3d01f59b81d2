import { expect, it } from "vitest";
import { happened } from "../support/project.js";

it("tells a search in a list of documents from a query", () => {
  const { sites } = happened({
    "pens.js": `
      const mongoose = require("mongoose");
      const Pen = mongoose.model("Pen", new mongoose.Schema({ colour: String }));
      exports.red = async (names) => {
        const pens = await Pen.find({ colour: "red" }).lean();
        return names.map((name) => pens.find((pen) => pen.name === name));
      };`,
  });
  expect(sites.map(({ operation, outcome, why }) => [operation, outcome, why])).toEqual([
    ["find", "query", ""],
    ["find", "look-alike", "the receiver is a list of documents"],
  ]);
});
