// Builds dist beside the old one and swaps it in whole, so that nobody ever sees half a build. What is published is a few
// large files: to load two hundred small ones takes longer than all a run does that finds nothing changed.
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const fresh = join(root, `node_modules/.build-${process.pid}`);
const old = `${fresh}.old`;
const { bin, exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");

/** `./dist/src/cli/main.js` → `src/cli/main`. */
const entryOf = (path) => path.replace(/^(\.\/)?dist\//, "").replace(/\.js$/, "");
const programs = Object.values(bin).map(entryOf);
const modules = Object.values(exports).flatMap((target) => target.default ?? []);
const schemas = Object.values(exports).filter((target) => /^\.\/dist\/.*\.json$/.test(target));
/** Here lies what several entries share, and beside it what that loads late, by a relative path. */
const shared = "lib";

const { status } = spawnSync(
  process.execPath,
  [tsc, "-p", root, "--outDir", fresh, "--emitDeclarationOnly"],
  { stdio: "inherit" },
);
const inputs = {
  ...Object.fromEntries([...programs, ...modules.map(entryOf)].map((path) => [path, path])),
  [`${shared}/reading`]: "src/workspace/reading",
  [`${shared}/rereading`]: "src/workspace/rereading",
  // What the bench measures a floor with.
  "src/syntax/gate": "src/syntax/gate",
};
const bundle = await rolldown({
  input: Object.fromEntries(Object.entries(inputs).map(([name, path]) => [name, join(root, `${path}.ts`)])),
  platform: "node",
  // All packages but the one with the helpers of compiled code.
  external: /^(?!@oxc-project\/)[^./\0]/,
  resolve: { extensionAlias: { ".js": [".ts", ".js"] } },
  transform: { target: "node20.19" },
});
await bundle.write({ dir: fresh, entryFileNames: "[name].js", chunkFileNames: `${shared}/[name]-[hash].js` });
for (const path of schemas.map((target) => target.replace("./dist/", "")))
  cpSync(join(root, path), join(fresh, path));
cpSync(join(root, "src/workspace/config.schema.json"), join(fresh, shared, "config.schema.json"));
for (const path of programs) chmodSync(join(fresh, `${path}.js`), 0o755);

if (existsSync(join(root, "dist"))) renameSync(join(root, "dist"), old);
renameSync(fresh, join(root, "dist"));
rmSync(old, { recursive: true, force: true });
process.exit(status ?? 1);
