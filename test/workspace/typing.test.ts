import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import type { Catalog } from "../../src/catalog/types.js";
import { Workspace } from "../../src/workspace/workspace.js";
import { plant, write, type Tree } from "./plant.js";

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
  ["a comment in a filter", filter, after(filter, "/* typed */")],
  ["a broken line", filter, after(filter, "\n\n   ")],
  ["a comment of expiry", definition, after(definition, "// expires after an hour\n")],
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

  describe("once it is saved and another is looked at", () => {
    const more = service.replace("{ b }", "{ a: 1, b }");
    /** A project whose every file takes ten milliseconds to read, saved with another text. */
    function edited(files: Tree, text: string) {
      const root = plant(files);
      let now = 0;
      let reads = 0;
      const workspace = Workspace.open(root, {
        clock: () => now,
        onProgress: (what) => {
          if (what === "reading files") [now, reads] = [now + 10, reads + 1];
        },
      });
      const look = (file: string): Catalog => workspace.catalogWith(file, workspace.text(file) ?? "");
      look("services/m.js");
      const isRead = reads;
      workspace.catalogWith("services/m.js", text);
      write(join(root, "services/m.js"), text);
      look("services/m.js");
      return {
        look,
        workspace,
        isReadAgain: () => reads > isRead,
        wait: (ms: number) => void (now += ms),
      };
    }

    test("is what was read of it as it was typed, until there is time", () => {
      const { look, isReadAgain, wait } = edited(library, more);
      expect(filters(look("services/other.js"))).toEqual([["a"], ["a", "b"]]);
      expect(isReadAgain()).toBe(false);
      wait(2000);
      expect(filters(look("models/m1.js"))).toEqual([["a"], ["a", "b"]]);
      expect(isReadAgain()).toBe(true);
    });

    test("stands beside what is typed next", () => {
      const { workspace, look, isReadAgain } = edited(library, more);
      look("services/other.js");
      const both = workspace.catalogWith("services/other.js", service.replace("{ b }", "{ b, c: 1 }"));
      expect(filters(both)).toEqual([["a"], ["a", "b"]]);
      expect(filters(both, "services/other.js")).toEqual([["a"], ["b", "c"]]);
      expect(isReadAgain()).toBe(false);
    });

    test("is typed on from what it was before it was saved", () => {
      const renamed = service.replace("{ b }", "{ c }");
      const { workspace } = edited(library, renamed);
      const longer = `"use strict";\n${renamed}`;
      expect(filters(workspace.catalogWith("services/m.js", longer))).toEqual([["a"], ["c"]]);
      expect(filters(workspace.catalogWith("services/m.js", renamed))).toEqual([["a"], ["c"]]);
    });

    test("is typed on from where it stands by then", () => {
      const headed = (words: string): string => `// ${words}\n${service}`;
      const { workspace, look, isReadAgain } = edited(
        { ...library, "services/m.js": headed("pens") },
        headed("pens, and whatever else is drawn with"),
      );
      look("services/other.js");
      const typed = headed("pens, and whatever else is drawn with").replace("exports.byB", "\n\nexports.byB");
      const fresh = Workspace.open(plant({ ...library, "services/m.js": typed })).catalog();
      const lines = ({ queries }: Catalog) => queries.map(({ at }) => at);
      expect(lines(workspace.catalogWith("services/m.js", typed))).toEqual(lines(fresh));
      expect(isReadAgain()).toBe(false);
    });

    test("is read whole for who asks what the saved files say", () => {
      const { workspace, look, isReadAgain } = edited(library, more);
      look("services/other.js");
      expect(filters(workspace.catalog())).toEqual([["a"], ["a", "b"]]);
      expect(isReadAgain()).toBe(true);
    });

    test("is read whole when others do something through what was edited", () => {
      const wrapper = (call: string) => `${service}exports.findBy = (filter) => ${call};\n`;
      const other = `const { findBy } = require("./m");\nexports.mine = (a) => findBy({ a });\n`;
      const files = {
        ...library,
        "services/m.js": wrapper("M.find(filter)"),
        "services/other.js": other,
      };
      const besides = edited(files, wrapper("M.find(filter)").replace("{ b }", "{ a: 1, b }"));
      expect(filters(besides.look("services/other.js"))).toEqual([["a"], ["a", "b"]]);
      expect(besides.isReadAgain()).toBe(false);
      const { look } = edited(files, wrapper("M.find(filter).sort({ b: 1 })"));
      const sorts = ({ queries }: Catalog) =>
        queries.filter(({ at }) => at.file === "services/other.js").map(({ sort }) => sort);
      expect(sorts(look("services/m.js"))).toEqual([null]);
      expect(sorts(look("services/other.js"))).toEqual([[["b", 1]]]);
    });
  });
});
