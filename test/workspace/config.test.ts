import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { defaultConfig, readConfig, readConfigFile } from "../../src/workspace/config.js";
import { UserError } from "../../src/workspace/error.js";
import { plant, type Tree } from "./plant.js";

const name = "mongoose-indexes.config.json";
const schema = JSON.parse(
  readFileSync(new URL("../../src/workspace/config.schema.json", import.meta.url), "utf8"),
) as { properties: object };
const isValid = new Ajv().compile(schema);

/** What reading a configuration complains of, without the folder. */
const complaintOf = (tree: Tree): string => {
  const root = plant(tree);
  try {
    readConfig(root);
  } catch (error) {
    if (error instanceof UserError) return error.message.replace(`${root}/`, "");
    throw error;
  }
  return "nothing";
};

const full = {
  $schema: "./node_modules/eslint-plugin-mongoose-indexes/dist/src/workspace/config.schema.json",
  include: ["src"],
  exclude: ["src/legacy"],
  migrations: ["db/changes/*.ts"],
  coldFiles: ["tools/**"],
  smallCollections: ["Country"],
  hotModels: ["Apple"],
  tenantFields: ["orchardId"],
  softDeleteFields: ["deleted"],
  knownIndexes: [{ collection: "apples", keys: { name: 1 }, options: { unique: true } }],
  databaseCatalog: "db/catalog.json",
  expectations: [
    { model: "Apple", keys: { name: 1, ripe: -1 }, unique: true, why: "search" },
    { model: "Basket", keys: [["expiresAt", 1]], ttl: 0, partial: { open: true } },
  ],
  serverVersion: "7.0",
  certainty: "assumed",
  set: "strict",
  rules: { "no-redundant-index": "warn", "max-indexes": ["error", { max: 5 }] },
};

describe("a configuration", () => {
  test("has defaults for everything", () => {
    expect(readConfig(plant({}))).toEqual(defaultConfig);
    expect(defaultConfig).toMatchObject({
      file: null,
      set: "recommended",
      levels: {},
      coldFiles: null,
      databaseCatalog: null,
    });
    expect(defaultConfig.facts).toEqual({
      serverVersion: null,
      smallCollections: [],
      hotModels: [],
      expectations: [],
      certainty: "proven",
    });
  });

  test("is read whole", () => {
    const root = plant({ [name]: full });
    const { facts, levels, ...config } = readConfig(root);
    const { smallCollections, hotModels, expectations, serverVersion, certainty } = full;
    expect(config).toEqual({
      file: `${root}/${name}`,
      include: full.include,
      coldFiles: full.coldFiles,
      exclude: full.exclude,
      migrations: full.migrations,
      tenantFields: full.tenantFields,
      softDeleteFields: full.softDeleteFields,
      knownIndexes: full.knownIndexes,
      databaseCatalog: `${root}/db/catalog.json`,
      set: "strict",
    });
    expect(facts).toMatchObject({ smallCollections, hotModels, expectations, serverVersion, certainty });
    expect(facts.cold?.("tools/a.ts")).toBe(true);
    expect(facts.cold?.("test/a.ts")).toBe(false);
    expect(levels).toEqual(full.rules);
  });

  test("may stand in package.json, or in a file that is named", () => {
    const root = plant({
      "package.json": { mongooseIndexes: { set: "all" } },
      "other.json": { set: "strict" },
    });
    expect(readConfig(root)).toMatchObject({ set: "all", file: `${root}/package.json` });
    expect(readConfigFile(`${root}/other.json`).set).toBe("strict");
  });

  test("may start with a byte order mark", () => {
    expect(readConfig(plant({ [name]: '\uFEFF{"set":"all"}' })).set).toBe("all");
  });

  test("is described by a JSON Schema that a standard validator reads as we do", () => {
    expect(isValid(full)).toBe(true);
    expect(Object.keys(schema.properties).sort()).toEqual(Object.keys(full).sort());
  });
});

describe("a wrong configuration is told in one line", () => {
  test.each<[string, object, string]>([
    ["an unknown key", { exlude: [] }, `unknown key "exlude", did you mean "exclude"?`],
    ["one in other letters", { hotmodels: [] }, `unknown key "hotmodels", did you mean "hotModels"?`],
    ["one like no other", { banana: 1 }, `unknown key "banana"`],
    [
      "one further in",
      { expectations: [{ model: "A", keys: { a: 1 }, uniqe: true }] },
      `unknown key "expectations[0].uniqe", did you mean "unique"?`,
    ],
    ["a text for a list", { include: "src" }, `"include" must be an array`],
    ["a number in a list of texts", { hotModels: ["A", 1] }, `"hotModels[1]" must be a string`],
    ["a set there is not", { set: "strictest" }, `"set" must be "recommended" or "strict" or "all"`],
    [
      "a level there is not",
      { rules: { "max-indexes": "fatal" } },
      `"rules.max-indexes" must be "off", "info", "warn" or "error", or an array of one of these and options`,
    ],
    ["a version in words", { serverVersion: "latest" }, `"serverVersion" must be a version such as "7.0"`],
    ["a missing key", { expectations: [{ model: "A" }] }, `"expectations[0]" has no "keys"`],
    [
      "no keys",
      { knownIndexes: [{ keys: {} }] },
      `"knownIndexes[0].keys" must be keys such as {"owner": 1, "createdAt": -1}`,
    ],
    ["a list", [], "it must be an object"],
  ])("%s", (_, config, complaint) => {
    expect(complaintOf({ [name]: config })).toBe(`${name}: ${complaint}`);
    expect(isValid(config)).toBe(false);
  });

  test.each([
    ["a missing comma", '{\n  "set": "all"\n  "include": []\n}', `:3:3: expected "," or "}", found """`],
    ["a word", '{ "set": all }', ':1:10: expected a value, found "a"'],
    ["an end too soon", '{ "include": [', ":1:15: expected a value, found the end"],
    ["text after the end", "{} {}", ':1:4: expected the end, found "{"'],
    ["a trailing comma", '{ "include": [], }', ": comments and trailing commas are not allowed in JSON"],
  ])("%s", (_, text, complaint) => {
    expect(complaintOf({ [name]: text })).toBe(name + complaint);
  });

  test("in package.json, by the key", () => {
    expect(complaintOf({ "package.json": { mongooseIndexes: { sets: "all" } } })).toBe(
      `package.json (mongooseIndexes): unknown key "sets", did you mean "set"?`,
    );
  });

  test("a package.json that is not JSON is none of our business, unless our key is in it", () => {
    expect(complaintOf({ "package.json": "{" })).toBe("nothing");
    expect(complaintOf({ "package.json": '{ "mongooseIndexes": ' })).toBe(
      "package.json:1:22: expected a value, found the end",
    );
  });

  test("when the named file is not there", () => {
    const root = plant({});
    expect(() => readConfigFile(`${root}/gone.json`)).toThrow(
      new UserError(`${root}/gone.json cannot be read: no such file`),
    );
  });
});
