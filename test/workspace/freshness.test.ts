import { rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { disk, type Disk } from "../../src/workspace/disk.js";
import { createFreshness, type Change } from "../../src/workspace/freshness.js";
import { layOut } from "../../src/workspace/snapshot.js";
import { createSources } from "../../src/workspace/sources.js";
import { plant, write, type Tree } from "./plant.js";

const pace = { slice: 5, rest: 1000 };

/** A project under watch, with a clock that ticks one millisecond a question. */
const watch = (tree: Tree) => {
  const root = plant(tree);
  let time = 0;
  let asked = 0;
  const counting: Disk = { ...disk, stat: (path) => (asked++, disk.stat(path)) };
  const { listing, trace } = layOut(counting, root, { include: [], exclude: [], migrations: [] });
  const sources = createSources(counting, root);
  for (const file of listing.files) sources.get(file);
  const look = createFreshness(counting, trace, sources, () => time++, pace);
  return {
    path: (file: string) => join(root, file),
    wait: (milliseconds: number) => (time += milliseconds),
    look,
    /** Looks until a round ends or something is found. */
    round(): Change {
      time += pace.rest;
      for (let looks = 0; looks < 1000; looks++) {
        const before = asked;
        const found = look();
        if (found !== "none" || asked === before) return found;
      }
      throw new Error("a round without end");
    },
    asked: (act: () => void): number => {
      const before = asked;
      act();
      return asked - before;
    },
  };
};

const touch = (path: string): void => {
  const later = new Date(Date.now() + 60_000);
  utimesSync(path, later, later);
};

describe("freshness", () => {
  test("finds nothing when nothing happened, or a file was only touched", () => {
    const project = watch({ "src/a.ts": "a", "package.json": {} });
    expect(project.round()).toBe("none");
    touch(project.path("src/a.ts"));
    touch(project.path("src"));
    expect(project.round()).toBe("none");
  });

  test("finds another text", () => {
    const project = watch({ "src/a.ts": "a" });
    write(project.path("src/a.ts"), "other");
    expect(project.round()).toBe("texts");
    expect(project.round()).toBe("none");
  });

  test.each<[string, (path: (file: string) => string) => void]>([
    ["a new file", (path) => write(path("src/b.ts"), "b")],
    ["a new folder", (path) => write(path("src/deep/b.ts"), "b")],
    ["another package.json", (path) => write(path("package.json"), { name: "renamed" })],
    [
      "another tsconfig.json",
      (path) => write(path("src/tsconfig.json"), { compilerOptions: { baseUrl: "." } }),
    ],
    ["a new .gitignore", (path) => write(path("src/.gitignore"), "*")],
    ["another .gitignore", (path) => write(path(".gitignore"), "src")],
    ["another pnpm-workspace.yaml", (path) => write(path("pnpm-workspace.yaml"), "packages: [src]")],
  ])("finds %s", (_, change) => {
    const project = watch({
      ".gitignore": "",
      "src/a.ts": "a",
      "src/tsconfig.json": { compilerOptions: { outDir: "out" } },
      "package.json": {},
      "pnpm-workspace.yaml": "",
    });
    change(project.path);
    expect(project.round()).toBe("layout");
  });

  test("finds that a file went", () => {
    const project = watch({ "src/a.ts": "a", "src/b.ts": "b" });
    rmSync(project.path("src/b.ts"));
    expect(project.round()).toBe("layout");
  });

  test("is not disturbed by a file that is none of ours", () => {
    const project = watch({ "src/a.ts": "a" });
    write(project.path("src/notes.txt"), "b");
    expect(project.round()).toBe("none");
  });

  test("rests between rounds, and asks the disk nothing then", () => {
    const project = watch({ "src/a.ts": "a" });
    project.round();
    expect(project.asked(() => project.look())).toBe(0);
    project.wait(pace.rest);
    expect(project.asked(() => project.look())).toBeGreaterThan(0);
  });

  test("rests the longer the longer it looked", () => {
    const tree = Object.fromEntries([...Array(400).keys()].map((number) => [`src/f${number}.ts`, "a"]));
    const project = watch(tree);
    project.round();
    project.wait(pace.rest);
    expect(project.asked(() => project.look())).toBe(0);
    project.wait(10 * pace.rest);
    expect(project.asked(() => project.look())).toBeGreaterThan(0);
  });

  test("takes a large project in slices, and comes round to its last file", () => {
    const tree = Object.fromEntries([...Array(400).keys()].map((number) => [`src/f${number}.ts`, "a"]));
    const project = watch(tree);
    project.wait(pace.rest);
    const first = project.asked(() => project.look());
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(200);
    write(project.path("src/f99.ts"), "other");
    expect(project.round()).toBe("texts");
  });
});
