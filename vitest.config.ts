import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// The integration tests need a MongoDB server; without one there is nothing to register, and nothing to skip.
const server = process.env["MONGODB_URI"] !== undefined;
if (!server) process.stderr.write("MONGODB_URI is not set: the integration tests are left out.\n");

const include = ["test/**/*.test.ts", "fixtures/*/test/**/*.test.ts"];
const exclude = ["test/browser/**", "**/node_modules/**", ...(server ? [] : ["test/integration/**"])];
// What registers with the default Mongoose, runs decorators (NestJS's write to `String`) or mocks a module
// would leave that to who comes after.
const alone = [
  "test/analyze.test.ts",
  "test/catalog/memory.test.ts",
  "fixtures/*/test/**/*.test.ts",
  "test/cli/compare.test.ts",
  "test/dialects/{nestjs,nestjs-modules,typegoose}.test.ts",
  "test/fixtures/oracle.test.ts",
  "test/runtime/*.test.ts",
  "test/workspace/cache/cache.test.ts",
];

export default defineConfig({
  resolve: {
    // Fixtures import the package by its name; here that means the sources, so no build is needed.
    alias: [
      // `require` does not see the sources as vitest does: what is loaded late elsewhere is loaded early here.
      { find: /^\.\/engine\.js$/, replacement: source("./test/support/engine.ts") },
      { find: "eslint-plugin-mongoose-indexes/catalog", replacement: source("./src/runtime/index.ts") },
      { find: "eslint-plugin-mongoose-indexes/analyzer", replacement: source("./src/analyze.ts") },
      { find: "eslint-plugin-mongoose-indexes/planner", replacement: source("./src/planner/index.ts") },
      { find: /^eslint-plugin-mongoose-indexes$/, replacement: source("./src/eslint/plugin.ts") },
    ],
  },
  test: {
    testTimeout: 20_000,
    hookTimeout: 120_000,
    pool: "threads",
    maxWorkers: "100%",
    projects: [
      // ts-morph and Mongoose load once a worker: half the time of a run.
      { extends: true, test: { name: "shared", include, exclude: [...exclude, ...alone], isolate: false } },
      { extends: true, test: { name: "alone", include: alone, exclude } },
    ],
  },
});
