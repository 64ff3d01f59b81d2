import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import type { Catalog } from "../../src/catalog/types.js";
import { Workspace } from "../../src/workspace/workspace.js";
import { plant, write } from "./plant.js";

const places: string[] = [];
afterAll(() => places.forEach((place) => rmSync(place, { recursive: true, force: true })));

/** A copy of a fixture, to be edited. */
function copyOf(fixture: string): string {
  const place = mkdtempSync(join(tmpdir(), "typing-"));
  places.push(place);
  const from = fileURLToPath(new URL(`../../fixtures/${fixture}`, import.meta.url));
  cpSync(from, place, { recursive: true, filter: (path) => !/[\\/]node_modules(?:[\\/]|$)/.test(path) });
  return place;
}

const definition = /new (?:mongoose\.)?Schema(?:<[^(]*>)?\(\s*\{/;
const filter = /\.(?:find|findOne|updateOne|updateMany|deleteMany|countDocuments)\(\s*\{/;
const after = (pattern: RegExp, text: string) => (source: string) =>
  source.replace(pattern, (found) => `${found} ${text}`);

/** What somebody may type, each where it can be. */
const edits: readonly (readonly [what: string, where: RegExp, edit: (source: string) => string])[] = [
  ["a field", definition, after(definition, "typed: { type: String, index: true },")],
  ["a filter's key", filter, after(filter, "typed: 1,")],
  ["a line above", definition, (source) => `// a line\n\n${source}`],
  ["a comment at the end", filter, (source) => `${source}\n// nothing\n`],
  [
    "an index at the end",
    /const (\w+) = new (?:mongoose\.)?Schema\b/,
    (source) => {
      const [, name] = /const (\w+) = new (?:mongoose\.)?Schema\b/.exec(source) ?? [];
      return source.replace(
        /^(?:export|module\.exports)/m,
        (found) => `${name}.index({ typed: 1 });\n${found}`,
      );
    },
  ],
];

/** Everything the catalog says, in an order of no importance. */
const said = ({ models, queries, gaps, collections, operations }: Catalog): readonly string[] =>
  [models, collections, queries, operations, gaps].flat().map((each) => JSON.stringify(each));

const difference = (some: readonly string[], others: readonly string[]): readonly string[] => [
  ...some.filter((each) => !others.includes(each)).map((each) => `+ ${each}`),
  ...others.filter((each) => !some.includes(each)).map((each) => `- ${each}`),
];

describe.each(["creator-marketplace", "library-express", "zoo-discriminators", "shop-monorepo"])(
  "in %s",
  (fixture) => {
    const root = copyOf(fixture);
    const workspace = Workspace.open(root);
    const whole = workspace.catalog();
    const files = workspace.gated.filter((file) => /\.[cm]?[jt]s$/.test(file));

    test.each(edits)("%s typed says what it says when it is saved", (_, where, edit) => {
      const able = files.filter((file) => where.test(readFileSync(join(root, file), "utf8"))).slice(0, 6);
      for (const file of able) {
        const source = readFileSync(join(root, file), "utf8");
        const typed = workspace.catalogWith(file, edit(source));
        writeFileSync(join(root, file), edit(source));
        const saved = Workspace.open(root).catalog();
        writeFileSync(join(root, file), source);
        expect(difference(said(typed), said(saved)), file).toEqual([]);
        expect(workspace.catalogWith(file, source)).toBe(whole);
      }
    });
  },
);

/** Enough files for a project that is not read whole at every keystroke. */
const shelf = Object.fromEntries(
  Array.from({ length: 9 }, (_, n) => [
    `models/m${n}.js`,
    `const { Schema, model } = require("mongoose");
const schema = new Schema({ a: String, b: String });
module.exports = model("M${n}", schema);
`,
  ]),
);
const service = `const M = require("../models/m0");
exports.byA = (a) => M.find({ a });
exports.byB = (b) => M.find({ b });
`;
const library = { ...shelf, "package.json": "{}", "services/m.js": service, "services/other.js": service };
const filters = ({ queries }: Catalog, file = "services/m.js") =>
  queries.filter(({ at }) => at.file === file).map(({ filter }) => filter.all.map(({ path }) => path));

describe("a file of many", () => {
  test("is the same catalog while nothing is said that was not", () => {
    const workspace = Workspace.open(plant(library));
    const saved = workspace.catalog();
    expect(workspace.catalogWith("services/m.js", `${service}\n// more\n`)).toBe(saved);
    expect(workspace.catalogWith("services/m.js", service.replace("byB", "byBee"))).not.toBe(saved);
    expect(workspace.catalogWith("services/m.js", service)).toBe(saved);
  });

  test("keeps the objects of what it does not touch", () => {
    const workspace = Workspace.open(plant(library));
    const first = workspace.catalogWith("services/m.js", service.replace("{ b }", "{ a: 1, b }"));
    const second = workspace.catalogWith("services/m.js", service.replace("{ b }", "{ a: 2, b }"));
    expect(filters(second)).toEqual([["a"], ["a", "b"]]);
    expect(second.models.every((model, i) => model === first.models[i])).toBe(true);
    expect(second.queries.filter(({ at }) => at.file === "services/other.js")).toEqual(
      first.queries.filter(({ at }) => at.file === "services/other.js"),
    );
  });

  test("is read whole once it is saved and another is looked at", () => {
    const wrapper = (call: string) => `${service}exports.findBy = (filter) => ${call};\n`;
    const other = `const { findBy } = require("./m");\nexports.mine = (a) => findBy({ a });\n`;
    const root = plant({
      ...library,
      "services/m.js": wrapper("M.find(filter)"),
      "services/other.js": other,
    });
    const workspace = Workspace.open(root);
    const text = wrapper("M.find(filter).sort({ b: 1 })");
    const sorts = ({ queries }: Catalog) =>
      queries.filter(({ at }) => at.file === "services/other.js").map(({ sort }) => sort);
    expect(sorts(workspace.catalog())).toEqual([null]);
    expect(sorts(workspace.catalogWith("services/m.js", text))).toEqual([null]);
    write(join(root, "services/m.js"), text);
    expect(sorts(workspace.catalogWith("services/m.js", text))).toEqual([null]);
    expect(sorts(workspace.catalogWith("services/other.js", other))).toEqual([[["b", 1]]]);
  });
});
