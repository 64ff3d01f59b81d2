import { expect, test } from "vitest";
import { catalogOf, queriesOf } from "../support/project.js";

test("an option that a helper of migrations sets keeps its place", () => {
  const { operations } = catalogOf({
    "migrations/helpers.js": `export async function addIndexes(collection, indexes) {
  await Promise.all(
    indexes.map((index) => {
      index.background = true;
      return collection.createIndex(index.key, index);
    }),
  );
}`,
    "migrations/1.js": `import { addIndexes } from "./helpers.js";
export const up = async (db) => addIndexes(db.collection("users"), [{ key: { email: 1 }, name: "email", unique: true }]);`,
  });
  const background = { file: "migrations/helpers.js", line: 4 };
  expect(operations).toMatchObject([
    {
      at: { file: "migrations/1.js" },
      options: { background: true, unique: true },
      optionsAt: { background },
    },
  ]);
  expect(Object.keys(operations[0]?.optionsAt ?? {})).toEqual(["background"]);
});

test("a wrapper of a name of its own is read where it is called, in a file without a word of ours", () => {
  const { queries } = catalogOf({
    "dao.js": `import mongoose from "mongoose";
      mongoose.model("pens", new mongoose.Schema({ colour: String }));
      export const one = (name, conditions) => mongoose.model(name).findOne(conditions);`,
    "desk.js": `import * as dao from "./dao.js";
      export const pick = (colour) => dao.one("pens", { colour });`,
  });
  expect(
    queries.map(({ model, at, filter }) => [model, at.file, filter.all.map(({ path }) => path)]),
  ).toEqual([["pens", "desk.js", ["colour"]]]);
});

test("a parsed text is not what held the text, but what was made into it", () => {
  const found = queriesOf({
    "threads.ts": `
      import mongoose from "mongoose";
      const Thread = mongoose.model("Thread", new mongoose.Schema({ parent: String, text: String }));
      export const below = (parent: string) => Thread.find({ parent });
      interface Props { id: string; text: string }
      export const handed = ({ id }: Props) => below(JSON.parse(id));
      export const copied = ({ text }: Props) => Thread.find(JSON.parse(JSON.stringify({ text })));`,
  });
  expect(found).toEqual(["find Thread {parent:eq}", "find Thread {text:eq}"]);
});
