import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { disk } from "../../src/workspace/disk.js";
import { rootFinder } from "../../src/workspace/root.js";
import { plant } from "./plant.js";

const from = (root: string, path: string): string => rootFinder()(join(root, path)).slice(root.length + 1);

describe("rootFinder", () => {
  test("prefers a configuration of ours to a workspace around it", () => {
    const root = plant({
      "package.json": { workspaces: ["packages/*"] },
      "packages/orchard/mongoose-indexes.config.json": {},
      "packages/orchard/package.json": {},
      "packages/orchard/src/apple.ts": "",
    });
    expect(from(root, "packages/orchard/src/apple.ts")).toBe("packages/orchard");
  });

  test("takes the key in package.json for a configuration", () => {
    const root = plant({
      "pnpm-workspace.yaml": "packages: ['packages/*']",
      "packages/orchard/package.json": { mongooseIndexes: {} },
      "packages/orchard/apple.ts": "",
    });
    expect(from(root, "packages/orchard/apple.ts")).toBe("packages/orchard");
  });

  test.each([
    ["pnpm", { "pnpm-workspace.yaml": "packages: ['packages/*']" }],
    ["npm and yarn", { "package.json": { workspaces: ["packages/*"] } }],
    ["lerna", { "lerna.json": {} }],
  ])("prefers a workspace of %s to the nearest package", (_, mark) => {
    const root = plant({ ...mark, "packages/orchard/package.json": {}, "packages/orchard/src/apple.ts": "" });
    expect(from(root, "packages/orchard/src/apple.ts")).toBe("");
  });

  test("prefers the nearest package to the repository around unrelated ones", () => {
    const root = plant({ ".git/HEAD": "", "server/package.json": {}, "server/src/apple.ts": "" });
    expect(from(root, "server/src/apple.ts")).toBe("server");
  });

  test("falls back on the repository, then on the folder itself", () => {
    const root = plant({ ".git/HEAD": "", "src/models/apple.ts": "" });
    expect(from(root, "src/models/apple.ts")).toBe("");
    const bare = plant({ "src/apple.ts": "" });
    expect(from(bare, "src/apple.ts")).toBe("src");
  });

  test("starts at a folder as at a file, even at one that does not exist yet", () => {
    const root = plant({ "package.json": {} });
    mkdirSync(join(root, "src"));
    expect(from(root, "src")).toBe("");
    expect(from(root, "src/new.ts")).toBe("");
  });

  test("survives a package.json that is not JSON", () => {
    const root = plant({ "package.json": "{", "src/apple.ts": "" });
    expect(from(root, "src/apple.ts")).toBe("");
  });
});

test("a finder looks at each directory once", () => {
  const root = plant({ "package.json": {}, "src/a/apple.ts": "", "src/b/pear.ts": "" });
  const asked: string[] = [];
  const rootOf = rootFinder({ ...disk, stat: (path) => (asked.push(path), disk.stat(path)) });
  for (const file of ["src/a/apple.ts", "src/b/pear.ts", "src/a/apple.ts"])
    expect(rootOf(join(root, file))).toBe(root);
  const marks = asked.filter((path) => /(?:json|yaml|git)$/.test(path));
  expect(marks).toContain(join(root, "src/a/package.json"));
  expect(new Set(marks).size).toBe(marks.length);
});
