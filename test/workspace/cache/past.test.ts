import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { Workspace } from "../../../src/workspace/workspace.js";
import { plant, write } from "../plant.js";

const places: string[] = [];
afterAll(() => places.forEach((place) => rmSync(place, { recursive: true, force: true })));

interface Visit {
  readonly catalog: string;
  /** Was the project read, or what an earlier run read carried over? */
  readonly read: boolean;
}

/** What another process would get. */
function visit(root: string, cache: string | false): Visit {
  const told: string[] = [];
  const workspace = Workspace.open(root, { cache, onProgress: (what) => told.push(what) });
  return { catalog: JSON.stringify(workspace.catalog()), read: told.includes("reading files") };
}

const orchard = {
  "package.json": { name: "orchard", dependencies: { mongoose: "^8.0.0" } },
  "src/apple.ts": `import mongoose from "mongoose";
const schema = new mongoose.Schema({
  tree: String,
  picked: { type: Date },
});
schema.index({ tree: 1 });
export const Apple = mongoose.model("Apple", schema);
`,
  "src/ripe.ts": `import { Apple } from "./apple.js";
import { colourOf } from "./colours.js";
export const ripe = () => Apple.find({ picked: colourOf("red") });
`,
  "src/colours.ts": `export const colourOf = (name: string) => ({ $lt: name });
export function mix(a: string, b: string) {
  return a + b;
}
`,
  "src/view.ts": `export const view = () => "apples";\n`,
};

type Edit = (text: string) => string;
const insert =
  (before: string, text: string): Edit =>
  (source) =>
    source.replace(before, text + before);

const stands: readonly [what: string, file: string, edit: Edit][] = [
  ["a comment at the end", "src/apple.ts", (text) => `${text}// the end\n`],
  ["a comment above a model", "src/apple.ts", insert("export const Apple", "// red ones\n")],
  [
    "an index that is broken into lines",
    "src/apple.ts",
    (text) => text.replace("{ tree: 1 }", "{\n  tree: 1,\n}"),
  ],
  ["a line above a query", "src/ripe.ts", insert("export const ripe", "\n\n")],
  ["a comment that speaks of expiry", "src/apple.ts", insert("  picked", "  // expires after an hour\n")],
  [
    "the body of a function that never runs",
    "src/colours.ts",
    (text) => text.replace("a + b", "[b, a].join()"),
  ],
  ["a file that was never read", "src/view.ts", (text) => text.replace("apples", "pears")],
];

const changes: readonly [what: string, file: string, edit: Edit][] = [
  ["a field", "src/apple.ts", insert("  picked", "  weight: Number,\n")],
  ["a filter", "src/ripe.ts", (text) => text.replace("picked:", "tree:")],
  ["what a query is told by another file", "src/colours.ts", (text) => text.replace("$lt", "$gt")],
  [
    "a query in a function that never runs",
    "src/colours.ts",
    (text) => text.replace("a + b", "a.find({ b })"),
  ],
  [
    "a file that was never read and imports a model now",
    "src/view.ts",
    (text) => `import "./apple.js";\n${text}`,
  ],
  ["a file that cannot be parsed", "src/ripe.ts", (text) => `${text}const = ;\n`],
];

describe("a run after an edit", () => {
  test.each(stands)("carries over what was read: %s", (_, file, edit) => {
    const [root, cache] = [plant(orchard), plant({})];
    visit(root, cache);
    write(join(root, file), edit(readFileSync(join(root, file), "utf8")));
    const now = visit(root, cache);
    expect(now).toEqual({ catalog: visit(root, false).catalog, read: false });
    expect(visit(root, cache)).toEqual(now);
  });

  test.each(changes)("reads anew: %s", (_, file, edit) => {
    const [root, cache] = [plant(orchard), plant({})];
    visit(root, cache);
    write(join(root, file), edit(readFileSync(join(root, file), "utf8")));
    expect(visit(root, cache)).toEqual({ catalog: visit(root, false).catalog, read: true });
  });

  test("carries over what was carried over, of several files", () => {
    const [root, cache] = [plant(orchard), plant({})];
    visit(root, cache);
    const longer = (file: string): void =>
      write(join(root, file), `// a line more\n${readFileSync(join(root, file), "utf8")}`);
    for (const file of ["src/ripe.ts", "src/colours.ts", "src/view.ts", "src/ripe.ts"]) {
      longer(file);
      longer("src/colours.ts");
      expect(visit(root, cache)).toEqual({ catalog: visit(root, false).catalog, read: false });
    }
    write(join(root, "src/ripe.ts"), `${readFileSync(join(root, "src/ripe.ts"), "utf8")}Apple.find();\n`);
    expect(visit(root, cache)).toEqual({ catalog: visit(root, false).catalog, read: true });
  });

  test("carries over what was read when one file that was never read changes again and again", () => {
    const [root, cache] = [plant(orchard), plant({})];
    visit(root, cache);
    for (const fruit of ["pears", "plums", "figs"]) {
      write(join(root, "src/view.ts"), orchard["src/view.ts"].replace("apples", fruit));
      expect(visit(root, cache).read).toBe(false);
    }
  });

  test("of a process that saw the files before it", () => {
    const [root, cache] = [plant(orchard), plant({})];
    let time = 0;
    const told: string[] = [];
    const workspace = Workspace.open(root, {
      cache,
      clock: () => time,
      onProgress: (what) => told.push(what),
    });
    workspace.catalog();
    write(join(root, "src/ripe.ts"), `\n${orchard["src/ripe.ts"]}`);
    [told.length, time] = [0, 10_000];
    expect(JSON.stringify(workspace.catalog())).toBe(visit(root, false).catalog);
    expect(told).not.toContain("reading files");
  });
});

/** A copy of a fixture, to be edited. */
function copyOf(fixture: string): string {
  const place = mkdtempSync(join(tmpdir(), "past-"));
  places.push(place);
  const from = fileURLToPath(new URL(`../../../fixtures/${fixture}`, import.meta.url));
  cpSync(from, place, { recursive: true, filter: (path) => !/[\\/]node_modules(?:[\\/]|$)/.test(path) });
  return place;
}

/** What may be typed anywhere, be it code there or not. */
const anywhere: readonly ((lines: readonly string[], at: number) => readonly string[])[] = [
  (lines, at) => lines.toSpliced(at, 0, "  // a comment"),
  (lines, at) => lines.toSpliced(at, 0, ""),
  (lines, at) => lines.toSpliced(at, 0, "console.log(1);"),
  (lines, at) => lines.toSpliced(at, 1),
  (lines, at) => lines.with(at, lines[at]!.replace(/\b[a-z]\w{3,}\b/, "another")),
];

describe.each(["creator-marketplace", "zoo-discriminators", "shop-monorepo"])("in %s", (fixture) => {
  test("every line may change: what is carried over is what would be read", () => {
    const [root, cache] = [copyOf(fixture), plant({})];
    const { files } = Workspace.open(root);
    visit(root, cache);
    let carried = 0;
    for (const [turn, file] of files.entries()) {
      const text = readFileSync(join(root, file), "utf8");
      const lines = text.split("\n");
      const edit = anywhere[turn % anywhere.length]!;
      writeFileSync(join(root, file), edit(lines, (turn * 7) % lines.length).join("\n"));
      const now = visit(root, cache);
      if (!now.read) {
        carried++;
        expect(now.catalog).toBe(visit(root, false).catalog);
      }
      writeFileSync(join(root, file), text);
      visit(root, cache);
    }
    expect(carried).toBeGreaterThan(files.length / 5);
  });
});
