import { mkdirSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { defaultLocation, projectFolder } from "../../../src/workspace/cache/location.js";
import { plant } from "../plant.js";

describe("the default location", () => {
  test("is beside what is installed for the project, or for the repository around it", () => {
    const root = plant({ "node_modules/x/index.js": "", "packages/api/index.js": "" });
    const own = join(root, "node_modules/.cache/eslint-plugin-mongoose-indexes");
    expect(defaultLocation(root)).toBe(own);
    expect(defaultLocation(join(root, "packages/api"))).toBe(own);
    mkdirSync(join(root, "packages/api/node_modules"));
    expect(defaultLocation(join(root, "packages/api"))).toBe(
      join(root, "packages/api/node_modules/.cache/eslint-plugin-mongoose-indexes"),
    );
  });

  test("is a private folder among temporary files when nothing is installed", () => {
    const location = defaultLocation(plant({ "a.js": "" }))!;
    expect(dirname(location)).toBe(tmpdir());
    expect(statSync(location).mode & 0o077).toBe(0);
  });
});

test("every project has a folder of its own, named after it", () => {
  const names = ["/a/shop", "/b/shop", "/a/shop/api"].map((root) => projectFolder("/cache", root));
  expect(new Set(names).size).toBe(3);
  expect(names[0]).toMatch(/^\/cache\/shop-[\w-]{8}$/);
});
