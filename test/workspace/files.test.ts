import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { disk, type Disk } from "../../src/workspace/disk.js";
import { listFiles, type Choice } from "../../src/workspace/files.js";
import { plant, type Tree } from "./plant.js";

const all: Choice = { include: [], exclude: [] };
const filesOf = (tree: Tree, choice = all): readonly string[] => listFiles(disk, plant(tree), choice).files;
const empty = (...files: string[]): Tree => Object.fromEntries(files.map((file) => [file, ""]));

describe("listFiles", () => {
  test("lists source files of every extension, sorted, and nothing else", () => {
    const names = ["a.ts", "b.tsx", "c.mts", "d.cts", "e.js", "f.jsx", "g.mjs", "h.cjs"];
    const others = ["types.d.ts", "types.d.mts", "vendor.min.js", "README.md", "data.json", "style.css"];
    expect(filesOf(empty(...others, ...names.reverse()))).toEqual(names.sort());
  });

  test("skips installed and compiled code", () => {
    const skipped = [
      "node_modules/x/i.js",
      "dist/a.js",
      "build/a.js",
      "out/a.js",
      "coverage/a.js",
      ".next/a.js",
    ];
    expect(filesOf(empty(...skipped, "src/a.ts"))).toEqual(["src/a.ts"]);
  });

  test("reads src/build and src/out, which are written by people", () => {
    expect(filesOf(empty("src/build/a.ts", "src/out/b.ts"))).toEqual(["src/build/a.ts", "src/out/b.ts"]);
  });

  test("reads a skipped folder that the configuration names", () => {
    const tree = empty("build/a.js", ".tools/b.js", "src/c.js");
    expect(filesOf(tree, { include: ["build", ".tools/**", "src"], exclude: [] })).toEqual([
      ".tools/b.js",
      "build/a.js",
      "src/c.js",
    ]);
  });

  test("never reads node_modules, whoever asks", () => {
    const tree = empty("node_modules/x/index.js", "a.js");
    expect(filesOf(tree, { include: ["**/*.js", "node_modules/**"], exclude: [] })).toEqual(["a.js"]);
  });

  test("skips the folder a compiler writes into, whatever it is called", () => {
    const config = `{ // written by hand
      "compilerOptions": { "outDir": "./js", "rootDir": "src", }
    }`;
    expect(filesOf({ "tsconfig.build.json": config, ...empty("js/a.js", "src/a.ts") })).toEqual(["src/a.ts"]);
  });

  test.each([
    ["compiles in place", { outDir: "./" }],
    ["compiles into a folder around it", { outDir: ".." }],
    ["emits nothing", { outDir: "lib", noEmit: true }],
  ])("keeps the sources of a compiler that %s", (_, compilerOptions) => {
    expect(filesOf({ "api/tsconfig.json": { compilerOptions }, ...empty("api/lib/a.ts") })).toEqual([
      "api/lib/a.ts",
    ]);
  });

  test("keeps an outDir that the compiler itself reads", () => {
    const config = { compilerOptions: { outDir: "lib" }, include: ["lib"] };
    expect(filesOf({ "tsconfig.json": config, ...empty("lib/a.js") })).toEqual(["lib/a.js"]);
  });

  test("applies include and exclude, folders by their plain name too", () => {
    const tree = empty("src/a.ts", "src/old/b.ts", "tools/c.ts");
    expect(filesOf(tree, { include: ["./src/"], exclude: ["src/old"] })).toEqual(["src/a.ts"]);
    expect(filesOf(tree, { include: [], exclude: ["**/b.ts"] })).toEqual(["src/a.ts", "tools/c.ts"]);
  });
});

describe("what git ignores", () => {
  test("is left out, nested .gitignore files included", () => {
    const tree = {
      ".gitignore": "generated/\n*.gen.ts\n",
      "pkg/.gitignore": "/local.ts\n!kept.gen.ts\n",
      ...empty("generated/a.ts", "b.gen.ts", "pkg/local.ts", "pkg/kept.gen.ts", "pkg/deep/local.ts"),
    };
    expect(filesOf(tree)).toEqual(["pkg/deep/local.ts", "pkg/kept.gen.ts"]);
  });

  test("counts from the repository around the root", () => {
    const repository = plant({
      ".git/HEAD": "",
      ".gitignore": "secret.ts\n",
      ...empty("api/secret.ts", "api/a.ts"),
    });
    expect(listFiles(disk, `${repository}/api`, all).files).toEqual(["a.ts"]);
  });

  test("does not count when it is the root itself", () => {
    const repository = plant({ ".git/HEAD": "", ".gitignore": "tmp/\n", ...empty("tmp/project/a.ts") });
    expect(listFiles(disk, `${repository}/tmp/project`, all).files).toEqual(["a.ts"]);
  });
});

describe("odd things on disk", () => {
  test("circular and doubled links are not walked into", () => {
    const root = plant(empty("src/a.ts"));
    symlinkSync(root, join(root, "src/self"));
    symlinkSync(join(root, "src"), join(root, "again"));
    symlinkSync(join(root, "src/a.ts"), join(root, "b.ts"));
    const { files, links, problems } = listFiles(disk, root, all);
    expect(files).toEqual(["src/a.ts"]);
    expect([...links]).toEqual(
      expect.arrayContaining([
        ["again", "src"],
        ["b.ts", "src/a.ts"],
      ]),
    );
    expect(problems).toEqual([]);
  });

  test("a link that leads nowhere or to itself is a problem when it is named like a source file", () => {
    const root = plant({});
    symlinkSync(join(root, "gone.ts"), join(root, "broken.ts"));
    symlinkSync(join(root, "loop.ts"), join(root, "loop.ts"));
    symlinkSync(join(root, "gone"), join(root, "gone-folder"));
    expect(listFiles(disk, root, all).problems).toEqual([
      { file: "broken.ts", why: "no such file" },
      { file: "loop.ts", why: "circular symbolic link" },
    ]);
  });

  test("a folder that cannot be read is a problem, its neighbours are not", () => {
    const root = plant(empty("locked/a.ts", "open/b.ts"));
    const locking: Disk = {
      ...disk,
      items(directory) {
        if (directory.endsWith("/locked")) throw Object.assign(new Error("no"), { code: "EACCES" });
        return disk.items(directory);
      },
    };
    const { files, problems } = listFiles(locking, root, all);
    expect(files).toEqual(["open/b.ts"]);
    expect(problems).toEqual([{ file: "locked", why: "folder cannot be read: permission denied" }]);
  });

  test("an empty root has no files and no problems", () => {
    const { files, problems } = listFiles(disk, plant({}), all);
    expect([...files, ...problems]).toEqual([]);
  });
});
