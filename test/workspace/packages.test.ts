import { describe, expect, test } from "vitest";
import { disk } from "../../src/workspace/disk.js";
import { listFiles } from "../../src/workspace/files.js";
import { majorOf } from "../../src/workspace/major.js";
import { readPackages, type Packages } from "../../src/workspace/packages.js";
import { plant, type Tree } from "./plant.js";

const packagesAt = (root: string): Packages =>
  readPackages(disk, root, listFiles(disk, root, { include: [], exclude: [] }).manifests);
const packagesOf = (tree: Tree): Packages => packagesAt(plant(tree));

const named = (name: string, dependencies: object = {}): object => ({ name, dependencies });

describe("the package of a file", () => {
  const packages = packagesOf({
    "package.json": named("orchard"),
    "api/package.json": named("@orchard/api"),
    "api/esm/package.json": { type: "module" },
    "tools/package.json": { dependencies: { chalk: "5" } },
  });

  test.each([
    ["src/a.ts", "orchard", ""],
    ["api/src/deep/a.ts", "@orchard/api", "api"],
    ["api/esm/a.js", "@orchard/api", "api"],
    ["tools/a.ts", "tools", "tools"],
  ])("%s", (file, name, directory) => {
    expect(packages.info(file)).toMatchObject({ name, directory });
  });

  test("is the root when nothing says otherwise", () => {
    expect(packagesOf({ "a.ts": "" }).info("a.ts")).toEqual({
      name: ".",
      directory: "",
      mongooseMajor: null,
      dependsOn: [],
    });
  });

  test("is the one around the root when the root has none", () => {
    const root = plant({
      ".git/HEAD": "",
      "package.json": named("orchard", { mongoose: "^7.0.0" }),
      "src/a.ts": "",
    });
    expect(packagesAt(`${root}/src`).info("a.ts")).toMatchObject({ name: "orchard", mongooseMajor: 7 });
  });
});

test("a package that uses another mapper for MongoDB is told", () => {
  const packages = packagesOf({
    "package.json": JSON.stringify({ workspaces: ["a", "b"] }),
    "a/package.json": named("a", { mongoose: "^8.0.0", "@mikro-orm/mongodb": "^6.0.0" }),
    "b/package.json": named("b", { mongoose: "^8.0.0", "@mikro-orm/postgresql": "^6.0.0" }),
  });
  expect(packages.info("a/x.ts").otherMapper).toBe("@mikro-orm/mongodb");
  expect(packages.info("b/x.ts")).not.toHaveProperty("otherMapper");
});

describe("dependsOn", () => {
  const tree: Tree = {
    "apps/api/package.json": named("@orchard/api", { "@orchard/models": "workspace:*", express: "5" }),
    "libs/models/package.json": named("@orchard/models", { "@orchard/base": "workspace:*" }),
    "libs/base/package.json": named("@orchard/base", { "@orchard/models": "workspace:*" }),
  };

  test.each([
    ["npm and yarn", { "package.json": { workspaces: ["apps/*", "libs/*"] } }],
    ["yarn's long form", { "package.json": { workspaces: { packages: ["apps/*", "libs/*"] } } }],
    ["pnpm", { "pnpm-workspace.yaml": "packages:\n  - apps/*\n  - './libs/*'\n" }],
    ["lerna", { "lerna.json": { packages: ["apps/*", "libs/*"] } }],
  ])("is transitive, cycles included, in a workspace of %s", (_, top) => {
    const packages = packagesOf({ ...tree, ...top });
    expect(packages.info("apps/api/a.ts").dependsOn).toEqual(["@orchard/base", "@orchard/models"]);
    expect(packages.info("libs/base/a.ts").dependsOn).toEqual(["@orchard/models"]);
  });

  test("a member of the workspace is meant rather than a fixture of the same name", () => {
    const packages = packagesOf({
      "package.json": { workspaces: ["libs/**", "!libs/old"] },
      "a/fixture/package.json": named("@orchard/base"),
      "libs/old/package.json": named("@orchard/base"),
      "libs/base/package.json": named("@orchard/base"),
    });
    expect(packages.named("@orchard/base", null)?.directory).toBe("libs/base");
  });

  test("a published name is not taken for a folder that happens to bear it", () => {
    const packages = packagesOf({
      "package.json": named("orchard", { express: "^5.0.0", pears: "file:./pears" }),
      "examples/express/package.json": named("express"),
      "pears/package.json": named("pears"),
    });
    const orchard = packages.of("a.ts");
    expect(packages.named("express", orchard)).toBeNull();
    expect(packages.named("pears", orchard)?.directory).toBe("pears");
  });
});

describe("the version of Mongoose", () => {
  test.each([
    ["^8.1.0", 8],
    ["~7.6", 7],
    ["6.x", 6],
    [">=6 <9", 6],
    ["^7.0.0 || ^8.0.0", 8],
    ["npm:@fork/mongoose@^5.13.0", 5],
    ["latest", null],
    ["", null],
  ])("%s", (range, major) => expect(majorOf(range)).toBe(major));

  test("is the package's own, else that of a package around it, else that of one it depends on", () => {
    const packages = packagesOf({
      "package.json": { workspaces: ["*"], name: "orchard" },
      "a/package.json": named("a", { mongoose: "^8.0.0" }),
      "b/package.json": named("b", { a: "*" }),
      "c/package.json": named("c"),
    });
    const majors = ["a/x.ts", "b/x.ts", "c/x.ts"].map((file) => packages.info(file).mongooseMajor);
    expect(majors).toEqual([8, 8, null]);
  });

  test.each([
    ["catalog:", "packages: ['*']\ncatalog:\n  mongoose: ^9.0.0\n"],
    ["catalog:db", "packages: ['*']\ncatalogs:\n  db:\n    mongoose: ^9.0.0\n"],
  ])("is looked up in pnpm's %s", (range, workspace) => {
    const packages = packagesOf({
      "pnpm-workspace.yaml": workspace,
      "api/package.json": named("api", { mongoose: range }),
    });
    expect(packages.info("api/a.ts").mongooseMajor).toBe(9);
  });
});

describe("considered", () => {
  test("a package that names a library of ours, one that depends on it, and one within it", () => {
    const packages = packagesOf({
      "package.json": { workspaces: ["*", "models/plugins"] },
      "models/package.json": named("models", { mongoose: "^8.0.0" }),
      "models/plugins/package.json": named("plugins"),
      "api/package.json": named("api", { models: "*" }),
      "web/package.json": named("web", { react: "19" }),
    });
    const considered = ["models/a.ts", "models/plugins/a.ts", "api/a.ts", "web/a.ts"].filter(
      packages.considered,
    );
    expect(considered).toEqual(["models/a.ts", "models/plugins/a.ts", "api/a.ts"]);
  });

  test("a plugin that is put into a program beside what knows MongoDB", () => {
    const packages = packagesOf({
      "package.json": { workspaces: ["*"] },
      "core/package.json": named("core", { mongodb: "^6.0.0" }),
      "orders/package.json": named("orders", { tools: "*" }),
      "tools/package.json": named("tools"),
      "buttons/package.json": named("buttons", { react: "^19.0.0" }),
      "shop/package.json": named("shop", { core: "*", orders: "*", buttons: "*" }),
      "site/package.json": named("site", { widgets: "*" }),
      "widgets/package.json": named("widgets"),
    });
    const files = ["core", "orders", "tools", "buttons", "shop", "site", "widgets"].map(
      (name) => `${name}/a.js`,
    );
    expect(files.filter(packages.considered)).toEqual([
      "core/a.js",
      "orders/a.js",
      "tools/a.js",
      "shop/a.js",
    ]);
  });

  test("all of them when the root names one, or none does", () => {
    const web = { "web/package.json": named("web", { react: "19" }) };
    expect(
      packagesOf({ ...web, "package.json": named("top", { mongodb: "6" }) }).considered("web/a.ts"),
    ).toBe(true);
    expect(packagesOf({ ...web, "package.json": named("top") }).considered("web/a.ts")).toBe(true);
  });

  test("the root's own files, where what its members install is at hand", () => {
    const host = (member: Record<string, string>) =>
      packagesOf({
        "package.json": { name: "top", workspaces: ["*"] },
        "data/package.json": named("data", member),
        "web/package.json": named("web", { mongodb: "6" }),
        "packages/other/package.json": named("other"),
      });
    const considered = ["scripts/seed.js", "packages/other/a.js"].filter(host({ mongoose: "8" }).considered);
    expect(considered).toEqual(["scripts/seed.js"]);
  });

  test("a file outside of any package", () => {
    const packages = packagesOf({
      "server/package.json": named("server", { mongoose: "8" }),
      "shared/a.ts": "",
    });
    expect(packages.considered("shared/a.ts")).toBe(true);
  });
});

test("a package.json that is not JSON, or not an object, is passed over", () => {
  const packages = packagesOf({
    "package.json": "{ name",
    "api/package.json": "[]",
    "web/package.json": named("web"),
  });
  expect(packages.list.map((manifest) => manifest.name)).toEqual(["web"]);
});
