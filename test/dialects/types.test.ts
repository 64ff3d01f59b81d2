import { expect, test } from "vitest";
import { catalogOf } from "../support/project.js";

test("Mongoose itself has some of its types: `mongoose.ObjectId`", () => {
  const { models, gaps } = catalogOf({
    "launch.js": `
      import mongoose, { Mixed } from "mongoose";
      const schema = new mongoose.Schema({
        rocket: { type: mongoose.ObjectId, ref: "Rocket", index: true },
        cores: [{ type: mongoose.ObjectId }],
        mass: mongoose.Decimal128,
        links: Mixed,
      });
      export default mongoose.model("Launch", schema);`,
  });
  expect(gaps).toEqual([]);
  expect(models[0]?.paths.slice(0, 4).map(({ path, type, array }) => [path, type, array])).toEqual([
    ["rocket", "ObjectId", false],
    ["cores", "ObjectId", true],
    ["mass", "Decimal128", false],
    ["links", "Mixed", false],
  ]);
});
