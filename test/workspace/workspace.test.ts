import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Catalog } from "../../src/catalog/types.js";
import { UserError } from "../../src/workspace/error.js";
import type { Snapshot } from "../../src/workspace/snapshot.js";
import { Workspace, type OpenOptions } from "../../src/workspace/workspace.js";
import { plant, write, type Tree } from "./plant.js";

/** A catalog whose gaps are the texts of the project's modules: enough to tell two apart. */
const readTexts = ({ roots, module }: Snapshot): Catalog =>
  ({
    gaps: roots.map((file) => ({ why: JSON.stringify(module(file)?.body), at: { file } })),
  }) as unknown as Catalog;

const open = (tree: Tree, options: OpenOptions = {}) => {
  const root = plant(tree);
  let reads = 0;
  let time = 0;
  const workspace = Workspace.open(root, {
    read: (snapshot) => (reads++, readTexts(snapshot)),
    clock: () => time,
    ...options,
  });
  return {
    root,
    workspace,
    reads: () => reads,
    wait: () => (time += 10_000),
    save: (file: string, text: string) => write(join(root, file), text),
  };
};

const files = ({ gaps }: Catalog): string[] => gaps.map((gap) => gap.at.file);
const apple = `import mongoose from "mongoose";\nexport const Apple = mongoose.model("Apple", schema);\n`;
const ripe = `import { Apple } from "./apple.js";\nexport const ripe = () => Apple.find({ ripe: true });\n`;
const view = `export const view = () => "apples";\n`;
const orchard = { "apple.ts": apple, "ripe.ts": ripe, "view.ts": view };

describe("Workspace.open", () => {
  test("refuses a root that is missing, or a file, in one line", () => {
    const root = plant({ "a.ts": "" });
    expect(() => Workspace.open(`${root}/gone`)).toThrow(new UserError(`${root}/gone does not exist`));
    expect(() => Workspace.open(`${root}/a.ts`)).toThrow(new UserError(`${root}/a.ts is not a folder`));
  });

  test("takes an empty root for an empty project", () => {
    const { workspace } = open({});
    expect([workspace.files, workspace.roots, workspace.gaps]).toEqual([[], [], []]);
  });

  test("reads the root's configuration, or the file it is told", () => {
    const root = plant({
      "mongoose-indexes.config.json": { exclude: ["old"] },
      "strict.json": { set: "strict" },
      "old/a.ts": "",
      "b.ts": "",
    });
    expect(Workspace.open(root).files).toEqual(["b.ts"]);
    expect(Workspace.open(root, { config: `${root}/strict.json` }).config.set).toBe("strict");
  });

  test("names one file by one path, through links and before it is there", () => {
    const { workspace, root } = open({ "src/a.ts": "" });
    symlinkSync(join(root, "src"), join(root, "again"));
    expect(workspace.relative(`${root}/again/a.ts`)).toBe("src/a.ts");
    expect(workspace.relative(`${root}/again/new.ts`)).toBe("src/new.ts");
    expect(workspace.relative(`${root}x/a.ts`)).toBeNull();
    expect(workspace.relative("/")).toBeNull();
  });
});

describe("catalog", () => {
  test("is read once, and told again until a file changes", () => {
    const { workspace, reads, save, wait } = open(orchard);
    const first = workspace.catalog();
    expect(files(first)).toEqual(["apple.ts", "ripe.ts"]);
    wait();
    expect(workspace.catalog()).toBe(first);
    save("apple.ts", `${apple}Apple.collection("x");\n`);
    wait();
    expect(workspace.catalog()).not.toBe(first);
    expect(reads()).toBe(2);
  });

  test("keeps the modules of files that did not change", () => {
    const { workspace, save, wait } = open(orchard);
    const before = workspace.module("ripe.ts");
    workspace.catalog();
    save("apple.ts", `${apple}// more\n`);
    wait();
    workspace.catalog();
    expect(workspace.module("ripe.ts")).toBe(before);
  });

  test("sees files come and go", () => {
    const { workspace, root, save, wait } = open(orchard);
    workspace.catalog();
    save("pear.ts", apple);
    wait();
    expect(files(workspace.catalog())).toEqual(["apple.ts", "pear.ts", "ripe.ts"]);
    rmSync(join(root, "apple.ts"));
    wait();
    expect(files(workspace.catalog())).toEqual(["pear.ts", "ripe.ts"]);
  });

  test("tells how far it is", () => {
    const told: [string, number?][] = [];
    const { workspace } = open(orchard, {
      onProgress: (what, done) => told.push(done ? [what, done] : [what]),
    });
    workspace.catalog();
    expect(told).toEqual([["listing files"], ["reading files", 1], ["reading files", 2]]);
  });
});

describe("catalogWith", () => {
  const more = `${apple}Apple.schema.index({ name: 1 });\n`;

  test("is the saved catalog when the text is the saved one", () => {
    const { workspace, reads } = open({ ...orchard, "bom.ts": `\uFEFF${apple}` });
    const saved = workspace.catalog();
    expect(workspace.catalogWith("apple.ts", apple)).toBe(saved);
    expect(workspace.catalogWith("bom.ts", apple)).toBe(saved);
    expect(reads()).toBe(1);
  });

  test("is everything saved plus this text, for one lint", () => {
    const { workspace } = open(orchard);
    const saved = workspace.catalog();
    const unsaved = workspace.catalogWith("apple.ts", more);
    expect(files(unsaved)).toEqual(["apple.ts", "ripe.ts"]);
    expect(unsaved.gaps[0]).not.toEqual(saved.gaps[0]);
    expect(unsaved.gaps[1]).toEqual(saved.gaps[1]);
    expect(workspace.catalog()).toBe(saved);
    expect(workspace.catalogWith("ripe.ts", ripe)).toBe(saved);
  });

  test("is read once for all rules of a lint", () => {
    const { workspace, reads } = open(orchard);
    expect(workspace.catalogWith("apple.ts", more)).toBe(workspace.catalogWith("apple.ts", more));
    expect(reads()).toBe(1);
  });

  test("becomes the saved catalog when the file is saved", () => {
    const { workspace, reads, save } = open(orchard);
    workspace.catalog();
    const unsaved = workspace.catalogWith("apple.ts", more);
    save("apple.ts", more);
    expect(workspace.catalogWith("apple.ts", more)).toBe(unsaved);
    expect(workspace.catalog()).toBe(unsaved);
    expect(reads()).toBe(2);
  });

  test("does not become it when another file was saved meanwhile", () => {
    const { workspace, save, wait } = open(orchard);
    workspace.catalog();
    const unsaved = workspace.catalogWith("apple.ts", more);
    save("ripe.ts", `${ripe}// more\n`);
    save("apple.ts", more);
    wait();
    const after = workspace.catalogWith("apple.ts", more);
    expect(after).not.toBe(unsaved);
    expect(files(after)).toEqual(["apple.ts", "ripe.ts"]);
  });

  test("sees at once what was saved of the file itself", () => {
    const { workspace, save } = open(orchard);
    workspace.catalog();
    save("view.ts", apple);
    expect(files(workspace.catalogWith("view.ts", apple))).toEqual(["apple.ts", "ripe.ts", "view.ts"]);
  });

  test("counts a file in or out as its unsaved text says", () => {
    const { workspace } = open(orchard);
    expect(files(workspace.catalogWith("view.ts", apple))).toEqual(["apple.ts", "ripe.ts", "view.ts"]);
    expect(files(workspace.catalogWith("ripe.ts", view))).toEqual(["apple.ts"]);
  });

  test("counts a file in that was never saved, and what imports it", () => {
    const { workspace } = open({ "user.ts": `import { Pear } from "./pear.js";\nlist(Pear);\n` });
    expect(files(workspace.catalog())).toEqual([]);
    expect(files(workspace.catalogWith("pear.ts", apple))).toEqual(["pear.ts", "user.ts"]);
  });

  test("leaves out files that are ignored, excluded or no source", () => {
    const { workspace } = open({
      ".gitignore": "generated.ts\n",
      "generated.ts": "",
      "mongoose-indexes.config.json": { exclude: ["old"] },
      "old/a.ts": "",
    });
    const saved = workspace.catalog();
    for (const file of ["generated.ts", "old/a.ts", "old/new.ts", "notes.md"]) {
      expect(workspace.catalogWith(file, apple)).toBe(saved);
    }
  });
});
