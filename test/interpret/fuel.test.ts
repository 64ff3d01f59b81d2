import { describe, expect, it } from "vitest";
import { catalogOf, showQuery } from "../support/project.js";

const work = "for (let i = 0; i < 60; i++) for (let j = 0; j < 9; j++) String(i + j);";

describe("a call that is too long to follow", () => {
  const files = {
    "registry.js": `
      const mongoose = require("mongoose");
      exports.load = (db) => {
        const models = {};
        models.Pen = db.model("Pen", new mongoose.Schema({ owner: String }));
        models.byOwner = (owner) => models.Ink.find({ owner });
        ${work}
        models.Ink = db.model("Ink", new mongoose.Schema({ owner: String }));
        return models;
      };`,
    "server.js": `
      const { load } = require("./registry");
      exports.start = (db) => {
        ${work}
        ${work}
        return load(db);
      };`,
  };

  it("is followed from its own start, and what it made is not seen half", () => {
    const catalog = catalogOf(files);
    expect(catalog.models.map(({ name }) => name)).toEqual(["Pen", "Ink"]);
    expect(catalog.queries.map(showQuery)).toEqual(["find Ink {owner:eq}"]);
    expect(catalog.gaps).toEqual([]);
  });

  it("is a gap when even alone it has no end in sight", () => {
    const { gaps } = catalogOf({
      "long.js": `exports.long = (Model) => { ${work.repeat(9)} return Model.findOne({ a: 1 }); };`,
    });
    expect(gaps.map(({ why }) => why)).toContain("the function long was too long to follow to its end");
  });
});
