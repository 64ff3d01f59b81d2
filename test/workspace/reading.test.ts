import { describe, expect, test } from "vitest";
import { UserError } from "../../src/workspace/error.js";
import { Workspace } from "../../src/workspace/workspace.js";
import { plant, type Tree } from "./plant.js";

const catalogOf = (tree: Tree) => Workspace.open(plant(tree)).catalog();

const apple = `import mongoose from "mongoose";
const schema = new mongoose.Schema({ name: { type: String, index: true }, tree: String });
export const Apple = mongoose.model("Apple", schema);
`;

const indexesOf = (tree: Tree): unknown[] =>
  catalogOf(tree).collections.flatMap(({ indexes }) => indexes.map(({ keys, via }) => [keys, via]));

describe("a project becomes a catalog", () => {
  test("with the indexes its code declares", () => {
    const catalog = catalogOf({ "package.json": { name: "orchard" }, "apple.js": apple });
    expect(catalog.models.map(({ id, collection }) => [id, collection])).toEqual([
      ["apple.js#Apple", "apples"],
    ]);
    expect(catalog.models[0]!.indexes.map(({ keys }) => keys)).toEqual([[["name", 1]]]);
  });

  test("with the indexes its configuration knows of, by model, by collection and from the database", () => {
    const database = {
      version: 1,
      collections: [{ name: "apples", indexes: [{ keys: [["picked", -1]], options: { sparse: true } }] }],
    };
    const config = {
      knownIndexes: [
        { model: "Apple", keys: { tree: 1 } },
        {
          collection: "apples",
          keys: [
            ["tree", 1],
            ["name", 1],
          ],
        },
        { collection: "pears", keys: { tree: 1 } },
      ],
      databaseCatalog: "db/catalog.json",
    };
    const tree = { "apple.js": apple, "mongoose-indexes.config.json": config, "db/catalog.json": database };
    expect(indexesOf(tree).filter((index) => (index as string[])[1] === "config")).toEqual([
      [[["tree", 1]], "config"],
      [
        [
          ["tree", 1],
          ["name", 1],
        ],
        "config",
      ],
      [[["picked", -1]], "config"],
    ]);
  });

  test.each<[string, Tree, string]>([
    ["missing", {}, " cannot be read: no such file"],
    ["not JSON", { "db.json": "{" }, ":1:2: expected a name in double quotes, found the end"],
    ["something else", { "db.json": { name: "x" } }, " holds no catalog"],
  ])("not when the database catalog is %s", (_, tree, why) => {
    const root = plant({ ...tree, "mongoose-indexes.config.json": { databaseCatalog: "db.json" } });
    expect(() => Workspace.open(root).catalog()).toThrow(
      new UserError(`${root}/db.json${why}`, "the configuration names it as databaseCatalog"),
    );
  });

  test("with a gap for every file that could not be read", () => {
    const catalog = catalogOf({
      "apple.js": apple,
      "video.ts": new Uint8Array([0, 1]),
      "bundle.js": "x".repeat(3_000_000),
      "broken.js": `${apple}\nconst = ;`,
    });
    const gaps = catalog.gaps
      .filter(({ what }) => what === "module")
      .map(({ why, at }) => [at.file, at.line, why]);
    expect(gaps).toEqual(
      expect.arrayContaining([
        ["bundle.js", 1, "larger than 2 MB: generated or bundled"],
        ["video.ts", 1, "binary file"],
        ["broken.js", 5, expect.any(String)],
      ]),
    );
  });

  test("the same to the byte, however often it is read and with a text typed meanwhile", () => {
    const root = plant({
      "apple.js": apple,
      "use.js": `import { Apple } from "./apple.js";\nApple.find({ tree: 1 });\n`,
    });
    const workspace = Workspace.open(root);
    const first = JSON.stringify(workspace.catalog());
    const typed = workspace.catalogWith("apple.js", apple.replace("index: true", "unique: true"));
    expect(typed.models[0]!.indexes[0]!.options.unique).toBe(true);
    expect(JSON.stringify(workspace.catalog())).toBe(first);
    expect(JSON.stringify(Workspace.open(root).catalog())).toBe(first);
  });

  test("when files import each other in a circle", () => {
    const catalog = catalogOf({
      "apple.js": apple.replace("\n", `\nimport { findApples } from "./use.js";\n`),
      "use.js": `import { Apple } from "./apple.js";\nexport const findApples = () => Apple.find({ tree: "old" });\n`,
    });
    expect(catalog.queries.map(({ at, filter }) => [at.file, filter.all[0]?.path])).toEqual([
      ["use.js", "tree"],
    ]);
  });

  test("an empty project an empty one", () => {
    expect(catalogOf({})).toMatchObject({ models: [], collections: [], queries: [], gaps: [] });
  });
});
