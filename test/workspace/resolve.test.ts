import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { disk } from "../../src/workspace/disk.js";
import { listFiles } from "../../src/workspace/files.js";
import { readPackages } from "../../src/workspace/packages.js";
import { createResolver } from "../../src/workspace/resolve.js";
import { plant, type Tree } from "./plant.js";

/** Where an import leads: a file, `<package>`, or null. */
const resolverAt = (root: string): ((from: string, specifier: string) => string | null) => {
  const listing = listFiles(disk, root, { include: [], exclude: [] });
  const resolve = createResolver(disk, root, listing, readPackages(disk, root, listing.manifests));
  return (from, specifier) => {
    const found = resolve(from, specifier);
    if (found.to === "nowhere") return null;
    return found.to === "file" ? found.file : `<${found.name}>`;
  };
};
const resolver = (tree: Tree) => resolverAt(plant(tree));
const empty = (...files: string[]): Tree => Object.fromEntries(files.map((file) => [file, ""]));

describe("relative imports", () => {
  const resolve = resolver({
    ...empty(
      "src/apple.ts",
      "src/pear.js",
      "src/view.tsx",
      "src/user.model.ts",
      "src/both.ts",
      "src/both.js",
    ),
    ...empty("src/fig/index.ts", "src/plum.mts", "src/quince.cts", "index.js", "data.json", "src/types.d.ts"),
    "src/kept/package.json": { main: "lib/start.js" },
    ...empty("src/kept/lib/start.js", "src/kept/index.js"),
  });

  test.each([
    ["./apple", "src/apple.ts"],
    ["./apple.js", "src/apple.ts"],
    ["./apple.ts", "src/apple.ts"],
    ["./pear", "src/pear.js"],
    ["./view.jsx", "src/view.tsx"],
    ["./user.model", "src/user.model.ts"],
    ["./plum.mjs", "src/plum.mts"],
    ["./quince.cjs", "src/quince.cts"],
    ["./fig", "src/fig/index.ts"],
    ["./fig/", "src/fig/index.ts"],
    ["./fig/index.js", "src/fig/index.ts"],
    ["./Fig", "src/fig/index.ts"],
    ["./User.Model", "src/user.model.ts"],
    ["./FIG/index.js", "src/fig/index.ts"],
    ["..", "index.js"],
    ["../", "index.js"],
    ["./kept", "src/kept/lib/start.js"],
    ["./apple?raw", "src/apple.ts"],
    ["./missing", null],
    ["../data.json", null],
    ["./types", null],
    ["../../outside", null],
  ])("%s", (specifier, file) => expect(resolve("src/a.ts", specifier)).toBe(file));

  test("a source is meant rather than the compiled copy beside it", () => {
    expect(resolve("src/a.ts", "./both.js")).toBe("src/both.ts");
    expect(resolve("src/a.ts", "./both")).toBe("src/both.ts");
  });

  test("a source is meant where a script imports the compiled copy elsewhere", () => {
    const resolve = resolver(empty("api/src/models/apple.ts", "api/main.ts", "api/scripts/a.js"));
    expect(resolve("api/scripts/a.js", "../dist/models/apple")).toBe("api/src/models/apple.ts");
    expect(resolve("api/scripts/a.js", "../build/main.js")).toBe("api/main.ts");
    expect(resolve("api/scripts/a.js", "../dist/gone.js")).toBeNull();
  });

  test("through a symbolic link to where it leads", () => {
    const root = plant(empty("shared/models/apple.ts", "api/a.ts"));
    symlinkSync(join(root, "shared"), join(root, "api/shared"));
    expect(resolverAt(root)("api/a.ts", "./shared/models/apple")).toBe("shared/models/apple.ts");
  });
});

describe("packages outside the project", () => {
  const resolve = resolver({ "package.json": {}, ...empty("node_modules/mongoose/index.js", "a.ts") });

  test.each([
    ["mongoose", "<mongoose>"],
    ["mongoose/lib/schema.js", "<mongoose>"],
    ["@nestjs/mongoose", "<@nestjs/mongoose>"],
    ["@nestjs/common/utils", "<@nestjs/common>"],
    ["node:fs", "<fs>"],
    ["fs/promises", "<fs/promises>"],
    ["", null],
  ])("%s", (specifier, found) => expect(resolve("a.ts", specifier)).toBe(found));
});

describe("tsconfig and jsconfig", () => {
  test("paths relative to baseUrl, or to the configuration without one", () => {
    const resolve = resolver({
      "api/tsconfig.json": { compilerOptions: { baseUrl: "./src", paths: { "@models/*": ["models/*"] } } },
      "web/jsconfig.json": {
        compilerOptions: { paths: { "~/*": ["./app/*"], config: ["./app/settings.js"] } },
      },
      ...empty(
        "api/src/models/apple.ts",
        "api/src/services/pear.ts",
        "web/app/fig.js",
        "web/app/settings.js",
      ),
    });
    expect(resolve("api/src/a.ts", "@models/apple")).toBe("api/src/models/apple.ts");
    expect(resolve("api/src/a.ts", "services/pear")).toBe("api/src/services/pear.ts");
    expect(resolve("web/app/a.js", "~/fig")).toBe("web/app/fig.js");
    expect(resolve("web/app/a.js", "config")).toBe("web/app/settings.js");
  });

  test("the longest pattern first, its targets in order", () => {
    const paths = { "@app/*": ["src/*"], "@app/models/*": ["gone/*", "db/*"], "@app/*/dto": ["dtos/*"] };
    const resolve = resolver({
      "tsconfig.json": { compilerOptions: { paths } },
      ...empty("src/models/apple.ts", "db/apple.ts", "dtos/pear.ts"),
    });
    expect(resolve("a.ts", "@app/models/apple")).toBe("db/apple.ts");
    expect(resolve("a.ts", "@app/pear/dto")).toBe("dtos/pear.ts");
  });

  test("inherited ones count from the file that says them; comments, a missing base and a circle do no harm", () => {
    const resolve = resolver({
      "tsconfig.base.json": `{
        // shared by all
        "extends": "./apps/api/tsconfig.json",
        "compilerOptions": { "baseUrl": ".", "paths": { "@libs/*": ["libs/*/src"], } }
      }`,
      "apps/api/tsconfig.json": { extends: ["@tsconfig/node20/tsconfig.json", "../../tsconfig.base.json"] },
      ...empty("libs/dal/src/index.ts", "apps/api/a.ts"),
    });
    expect(resolve("apps/api/a.ts", "@libs/dal")).toBe("libs/dal/src/index.ts");
  });

  test("a path into node_modules is the package of the workspace that is linked there", () => {
    const resolve = resolver({
      "package.json": { workspaces: ["packages/*"] },
      "packages/common/package.json": { name: "@orchard/common" },
      "packages/core/package.json": { name: "@orchard/core" },
      "packages/core/tsconfig.json": {
        compilerOptions: { paths: { "@fruit/*": ["../../node_modules/@orchard/common/src/*"] } },
      },
      ...empty("packages/common/src/apple.ts", "packages/core/a.ts"),
    });
    expect(resolve("packages/core/a.ts", "@fruit/apple")).toBe("packages/common/src/apple.ts");
  });

  test("a base in a package of the workspace, and ${configDir}", () => {
    const resolve = resolver({
      "package.json": { workspaces: ["*"] },
      "presets/package.json": { name: "@orchard/presets" },
      "presets/tsconfig.node.json": { compilerOptions: { paths: { "@/*": ["${configDir}/source/*"] } } },
      "api/package.json": { name: "@orchard/api" },
      "api/tsconfig.json": { extends: "@orchard/presets/tsconfig.node.json" },
      ...empty("api/source/apple.ts"),
    });
    expect(resolve("api/source/a.ts", "@/apple")).toBe("api/source/apple.ts");
  });

  test("those of other configurations in the folder: tsconfig.app.json", () => {
    const resolve = resolver({
      "tsconfig.json": { files: [], references: [{ path: "./tsconfig.app.json" }] },
      "tsconfig.app.json": { compilerOptions: { paths: { "@/*": ["./src/*"] } } },
      ...empty("src/apple.ts"),
    });
    expect(resolve("src/a.ts", "@/apple")).toBe("src/apple.ts");
  });

  test("a dependency is not looked up in baseUrl", () => {
    const resolve = resolver({
      "package.json": { dependencies: { mongoose: "^9.0.0" } },
      "tsconfig.json": { compilerOptions: { baseUrl: "./src" } },
      ...empty("src/mongoose/index.ts"),
    });
    expect(resolve("src/a.ts", "mongoose")).toBe("<mongoose>");
  });
});

describe("packages of the workspace", () => {
  const workspace = { "package.json": { workspaces: ["libs/*"] } };

  test.each([
    [
      "exports of compiled files",
      { exports: { ".": { types: "./dist/index.d.ts", import: "./dist/index.js" } } },
    ],
    ["main", { main: "dist/index.js" }],
    ["main in a deep folder", { main: "./dist/cjs/src/index.js" }],
    ["module", { module: "lib/index.mjs", main: "gone.js" }],
    ["types", { types: "./types/index.d.ts" }],
    ["source", { source: "src/index.ts", main: "dist/bundle.js" }],
    ["nothing at all", {}],
  ])("whose package.json names %s lead to the source", (_, fields) => {
    const resolve = resolver({
      ...workspace,
      "libs/dal/package.json": { name: "@orchard/dal", ...fields },
      ...empty("libs/dal/src/index.ts", "libs/api/a.ts"),
    });
    expect(resolve("libs/api/a.ts", "@orchard/dal")).toBe("libs/dal/src/index.ts");
  });

  test.each([
    [
      "beside what runs",
      { types: "./dist/types/index.d.ts", import: "./dist/types/index.js" },
      "types/index.ts",
    ],
    [
      "in a folder of their own",
      { types: "./dist/types/index.d.ts", import: "./dist/index.es.js" },
      "index.ts",
    ],
    [
      "in a sibling folder",
      { types: "./dist/types/index.d.ts", require: "./dist/cjs/bundle.js" },
      "index.ts",
    ],
  ])("declarations %s lead to the source", (_, exported, file) => {
    const resolve = resolver({
      ...workspace,
      "libs/dal/package.json": { name: "@orchard/dal", exports: { ".": exported } },
      ...empty("libs/dal/src/index.ts", "libs/dal/src/types/index.ts", "libs/api/a.ts"),
    });
    expect(resolve("libs/api/a.ts", "@orchard/dal")).toBe(`libs/dal/src/${file}`);
  });

  test("subpaths: exported ones, patterns, and plain folders", () => {
    const resolve = resolver({
      ...workspace,
      "libs/dal/package.json": {
        name: "@orchard/dal",
        exports: { "./models/*": "./dist/models/*.js", "./kit": { default: "./dist/testing/kit.js" } },
      },
      "libs/old/package.json": { name: "old" },
      ...empty(
        "libs/dal/src/models/apple.ts",
        "libs/dal/src/testing/kit.ts",
        "libs/old/lib/pear.js",
        "libs/old/src/fig.js",
      ),
    });
    expect(resolve("libs/a.ts", "@orchard/dal/models/apple")).toBe("libs/dal/src/models/apple.ts");
    expect(resolve("libs/a.ts", "@orchard/dal/kit")).toBe("libs/dal/src/testing/kit.ts");
    expect(resolve("libs/a.ts", "old/lib/pear")).toBe("libs/old/lib/pear.js");
    expect(resolve("libs/a.ts", "old/dist/fig.js")).toBe("libs/old/src/fig.js");
  });

  test("a package may name itself", () => {
    const resolve = resolver({
      "package.json": { name: "orchard", exports: "./src/main.js" },
      ...empty("src/main.ts"),
    });
    expect(resolve("test/a.ts", "orchard")).toBe("src/main.ts");
  });
});

describe("aliases of a package", () => {
  test("imports, conditional and with a pattern", () => {
    const resolve = resolver({
      "package.json": { imports: { "#models/*": "./dist/models/*.js", "#db": { node: "./src/db.js" } } },
      ...empty("src/models/apple.ts", "src/db.ts"),
    });
    expect(resolve("a.ts", "#models/apple")).toBe("src/models/apple.ts");
    expect(resolve("a.ts", "#db")).toBe("src/db.ts");
    expect(resolve("a.ts", "#gone")).toBeNull();
  });

  test("the source folder by $lib, which SvelteKit writes into a compiler configuration when it first runs", () => {
    const resolve = resolver({
      "package.json": { name: "fruit", devDependencies: { "@sveltejs/kit": "2" } },
      "tsconfig.json": { extends: "./.svelte-kit/tsconfig.json" },
      ...empty("src/lib/server/apple.ts", "src/routes/[id]/+server.ts"),
    });
    expect(resolve("src/routes/[id]/+server.ts", "$lib/server/apple")).toBe("src/lib/server/apple.ts");
    expect(resolve("src/routes/[id]/+server.ts", "$app/environment")).toBe("<$app>");
  });

  test("the root by custom: ~/ @/ / and a folder's own name", () => {
    const resolve = resolver({
      "api/package.json": { name: "api" },
      ...empty("api/src/models/apple.js", "api/config/db.js", "shared/pear.js"),
    });
    expect(resolve("api/src/deep/a.js", "~/models/apple")).toBe("api/src/models/apple.js");
    expect(resolve("api/src/deep/a.js", "@/models/apple")).toBe("api/src/models/apple.js");
    expect(resolve("api/src/deep/a.js", "~~/config/db")).toBe("api/config/db.js");
    expect(resolve("api/src/deep/a.js", "/config/db")).toBe("api/config/db.js");
    expect(resolve("api/src/deep/a.js", "src/models/apple")).toBe("api/src/models/apple.js");
    expect(resolve("api/src/deep/a.js", "models/apple")).toBe("api/src/models/apple.js");
    expect(resolve("api/src/deep/a.js", "shared/pear")).toBe("shared/pear.js");
    expect(resolve("api/src/deep/a.js", "@/gone")).toBeNull();
  });

  test("a dependency is not taken for a folder of the same name", () => {
    const resolve = resolver({
      "package.json": { name: "api", dependencies: { config: "^3.0.0" } },
      ...empty("config/index.js"),
    });
    expect(resolve("a.js", "config")).toBe("<config>");
  });

  test("NODE_PATH of a script: folders of the package, what is installed first", () => {
    const resolve = resolver({
      "package.json": {
        scripts: {
          start: "cross-env NODE_PATH=./lib:$NODE_PATH node index.js",
          test: 'NODE_PATH="$PWD/kept" mocha',
          serve: "NODE_PATH=/usr/lib node .",
        },
        dependencies: { models: "1" },
        workspaces: ["inner"],
      },
      ...empty("lib/models/user.js", "lib/seed/user.js", "kept/tool.js", "a.js"),
      "inner/package.json": { name: "inner", scripts: { start: "NODE_PATH=code node ." } },
      ...empty("inner/code/apple.js", "inner/b.js"),
    });
    expect(resolve("a.js", "seed/user")).toBe("lib/seed/user.js");
    expect(resolve("lib/seed/user.js", "tool")).toBe("kept/tool.js");
    expect(resolve("a.js", "models/user")).toBe("<models>");
    expect(resolve("a.js", "apple")).toBe("<apple>");
    expect(resolve("inner/b.js", "apple")).toBe("inner/code/apple.js");
  });

  test("a path from a folder that only the running program knows: the one place that has it", () => {
    const resolve = resolver({
      "package.json": { dependencies: { lodash: "4" }, workspaces: ["inner"] },
      ...empty("server/models/base.js", "server/tools.js", "server/a.js", "server/lodash/get.js"),
      ...empty("one/shared/same.js", "two/shared/same.js"),
      "inner/package.json": { name: "inner" },
      ...empty("inner/b.js", "inner/code/kinds/apple.js"),
    });
    expect(resolve("server/a.js", "models/base.js")).toBe("server/models/base.js");
    expect(resolve("server/a.js", "models/base")).toBe("server/models/base.js");
    expect(resolve("server/a.js", "tools.js")).toBe("server/tools.js");
    expect(resolve("server/a.js", "tools")).toBe("<tools>");
    expect(resolve("server/a.js", "lodash/get")).toBe("<lodash>");
    expect(resolve("server/a.js", "shared/same")).toBe("<shared>");
    expect(resolve("inner/b.js", "kinds/apple")).toBe("inner/code/kinds/apple.js");
    expect(resolve("inner/b.js", "models/base")).toBe("<models>");
  });

  test("_moduleAliases", () => {
    const resolve = resolver({
      "package.json": { name: "api", _moduleAliases: { "@models": "src/models", "@root": "." } },
      ...empty("src/models/apple.js", "src/models/index.js"),
    });
    expect(resolve("a.js", "@models/apple")).toBe("src/models/apple.js");
    expect(resolve("a.js", "@models")).toBe("src/models/index.js");
    expect(resolve("a.js", "@root/src/models/apple")).toBe("src/models/apple.js");
  });
});
