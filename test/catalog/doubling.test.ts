import { expect, test } from "vitest";
import { catalogOf } from "../support/project.js";

test("schemas that double with every step end as a gap, not as a machine out of memory", () => {
  const { models, gaps } = catalogOf({
    "tree.js": `
      const mongoose = require("mongoose");
      let schema = new mongoose.Schema({ name: { type: String, index: true } });
      for (let i = 0; i < 30; i++) schema = new mongoose.Schema({ left: schema, right: schema });
      mongoose.model("Tree", schema);`,
  });
  expect(models).toMatchObject([{ name: "Tree", complete: false }]);
  expect(gaps.map(({ why }) => why)).toContain("a schema of it holds too many others to be read");
});

test("a schema that holds itself is read where another holds it", () => {
  const { models, gaps } = catalogOf({
    "folder.js": `
      const { Schema, model } = require("mongoose");
      const folder = new Schema({ name: { type: String, index: true } });
      folder.add({ folders: [folder] });
      model("Project", new Schema({ root: [folder] }));`,
  });
  expect(models).toMatchObject([
    { name: "Project", complete: true, indexes: [{ keys: [["root.name", 1]] }] },
  ]);
  expect(gaps).toEqual([]);
});
