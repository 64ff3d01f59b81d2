import { describe, expect, test } from "vitest";
import { disk } from "../../src/workspace/disk.js";
import { layOut, takeSnapshot, type Snapshot } from "../../src/workspace/snapshot.js";
import { createSources } from "../../src/workspace/sources.js";
import { plant, type Tree } from "./plant.js";

const snapshotOf = (tree: Tree, migrations: readonly string[] = []): Snapshot => {
  const root = plant(tree);
  const sources = createSources(disk, root);
  return takeSnapshot(layOut(disk, root, { include: [], exclude: [], migrations }), (file) =>
    sources.get(file),
  );
};

const model = `export const Apple = mongoose.model("Apple", schema);`;

describe("roots", () => {
  const rootsOf = (tree: Tree): readonly string[] => snapshotOf({ "models/apple.js": model, ...tree }).roots;

  test("hold what Egg's loader hands the others", () => {
    const controller = (from: string) =>
      `const { Controller } = require("${from}");
      module.exports = class extends Controller { list() { return this.service.apple.list(); } };`;
    const tree = { "app/controller/a.js": controller("egg"), "app/controller/b.js": controller("hen") };
    expect(rootsOf(tree)).toEqual(["app/controller/a.js", "models/apple.js"]);
  });

  test("are files that mention something of ours", () => {
    expect(rootsOf({ "web/view.js": "render();" })).toEqual(["models/apple.js"]);
  });

  test("and a registry that only imports one and hands it on", () => {
    const registry = `import { Apple } from "../models/apple"; export default [Apple].map(makeProvider);`;
    expect(rootsOf({ "providers/index.js": registry })).toContain("providers/index.js");
  });

  test("and a service that hands a filter to something that came through barrels", () => {
    const tree = {
      "models/index.js": `export * from "./apple";`,
      "index.js": `module.exports = { models: require("./models") };`,
      "service.js": `import { models } from "./index"; export const ripe = (filter) => models.Apple.find(filter);`,
      "view.js": `import { models } from "./index"; models.names.find((name) => name === "Apple");`,
    };
    expect(rootsOf(tree)).toEqual(["models/apple.js", "service.js"]);
  });

  test("and a service that is handed what implements an abstract class", () => {
    const tree = {
      "core/index.ts": 'export * from "./store"; export * from "./fruit";',
      "core/store.ts": "export abstract class Store<T> { abstract all(): Promise<T[]>; }",
      "core/fruit.ts": "export class Fruit {}",
      "mongo/store.ts": `
        import { Store } from "../core";
        import { Apple } from "../models/apple";
        export class MongoStore implements Store<unknown> { all() { return Apple.find({}); } }`,
      "service.ts": `
        import { Store } from "./core";
        export class Service { constructor(store: Store<unknown>) {} list() { return this.store.all(); } }`,
      "other.ts": 'import { Fruit } from "./core/fruit"; export const fruit = new Fruit();',
    };
    expect(rootsOf(tree)).toEqual(["models/apple.js", "mongo/store.ts", "service.ts"]);
  });
  test("not a barrel, nor a service that queries something else", () => {
    const tree = {
      "models/index.js": `export * from "./apple";`,
      "other.js": `import { pears } from "./pears"; pears.find(filter);`,
      "pears.js": `export const pears = [];`,
    };
    expect(rootsOf(tree)).toEqual(["models/apple.js"]);
  });

  test("a test of them only when it seems to query something", () => {
    const tree = {
      "test/ripe.test.js": "const { ripe } = require('../models/apple'); it('is ripe', () => ripe(1));",
      "test/found.test.js":
        "const { Apple } = require('../models/apple'); it('is found', () => Apple.find(all));",
    };
    expect(rootsOf(tree)).toEqual(["models/apple.js", "test/found.test.js"]);
  });

  test("barrels in a circle end", () => {
    const tree = {
      "a.js": `export * from "./b"; export * from "./models/apple";`,
      "b.js": `export * from "./a";`,
      "c.js": `import { Apple } from "./b"; Apple.count(filter);`,
    };
    expect(rootsOf(tree)).toEqual(["c.js", "models/apple.js"]);
  });

  test("nothing in a package that has nothing to do with us", () => {
    const { gated, roots } = snapshotOf({
      "api/package.json": { name: "api", dependencies: { mongoose: "9" } },
      "web/package.json": { name: "web", dependencies: { react: "19" } },
      "api/a.js": model,
      "web/b.js": model,
    });
    expect([gated, roots]).toEqual([["api/a.js"], ["api/a.js"]]);
  });
});

describe("modules", () => {
  test("are those of listed files only", () => {
    const snapshot = snapshotOf({
      "a.ts": "export const a = 1;",
      "node_modules/x/i.js": "",
      ".gitignore": "b.ts",
      "b.ts": "",
    });
    expect(snapshot.module("a.ts")?.file).toBe("a.ts");
    expect(snapshot.module("b.ts")).toBeNull();
    expect(snapshot.module("node_modules/x/i.js")).toBeNull();
    expect(snapshot.module("../outside.ts")).toBeNull();
  });
});

describe("gaps", () => {
  test("name what could not be read, and why", () => {
    const { gaps } = snapshotOf({
      "video.ts": new Uint8Array([0, 1, 2]),
      "bundle.js": "x".repeat(3_000_000),
      "a.ts": model,
    });
    expect(gaps.map(({ what, why, at }) => `${what} ${at.file}: ${why}`)).toEqual([
      "module bundle.js: larger than 2 MB: generated or bundled",
      "module video.ts: binary file",
    ]);
  });
});

describe("isMigration", () => {
  const { isMigration } = snapshotOf({}, ["db/changes/*.ts"]);

  test.each([
    "migrations/20250101-add.ts",
    "src/migration/a.js",
    "apps/api/migrate/a.js",
    "src/db-migrations/a.js",
    "src/20250101.migration.ts",
    "db/changes/1.ts",
  ])("%s is one", (file) => expect(isMigration(file)).toBe(true));

  test.each(["src/migrations.ts", "src/services/migrate-user.ts", "src/immigration/a.ts", "db/a.ts"])(
    "%s is none",
    (file) => expect(isMigration(file)).toBe(false),
  );
});
