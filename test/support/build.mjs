// Builds dist beside the old one and swaps it in whole, so that nobody ever sees half a build. What is published is a few
// large files: to load two hundred small ones takes longer than all a run does that finds nothing changed.
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const fresh = join(root, `node_modules/.build-${process.pid}`);
const old = `${fresh}.old`;
const { bin, exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");

/** `./dist/src/cli/main.js` → `src/cli/main`. */
const entryOf = (path) => path.replace(/^(\.\/)?dist\//, "").replace(/\.js$/, "");
const published = [
  ...Object.values(bin),
  ...Object.values(exports).flatMap((target) => target.default ?? []),
].map(entryOf);
/** Parts of several entries lie here, and what is loaded late by a path, which is relative to them. */
const shared = "lib";
const late = ["src/workspace/reading", "src/workspace/config.schema.json"];
const entries = [
  // The bench measures against a floor with the gate of ours.
  ...[...published, "src/syntax/gate"].map((path) => [path, path]),
  ...late.filter((path) => !path.endsWith(".json")).map((path) => [`${shared}/${basename(path)}`, path]),
];

const { status } = spawnSync(
  process.execPath,
  [tsc, "-p", root, "--outDir", fresh, "--emitDeclarationOnly"],
  {
    stdio: "inherit",
  },
);
const bundle = await rolldown({
  input: Object.fromEntries(entries.map(([name, path]) => [name, join(root, `${path}.ts`)])),
  platform: "node",
  // All packages but the one with the helpers of compiled code.
  external: /^(?!@oxc-project\/)[^./\0]/,
  resolve: { extensionAlias: { ".js": [".ts", ".js"] } },
  transform: { target: "node20.19" },
});
await bundle.write({ dir: fresh, entryFileNames: "[name].js", chunkFileNames: `${shared}/[name]-[hash].js` });

const copies = Object.values(exports).filter(
  (target) => typeof target === "string" && target.includes("/dist/"),
);
for (const path of copies) {
  const file = path.replace(/^\.\/dist\//, "");
  cpSync(join(root, file), join(fresh, file));
}
for (const path of late.filter((each) => each.endsWith(".json")))
  cpSync(join(root, path), join(fresh, shared, basename(path)));
for (const path of Object.values(bin)) {
  const executable = join(fresh, `${entryOf(path)}.js`);
  if (existsSync(executable)) chmodSync(executable, 0o755);
}

if (existsSync(join(root, "dist"))) renameSync(join(root, "dist"), old);
renameSync(fresh, join(root, "dist"));
rmSync(old, { recursive: true, force: true });
process.exit(status ?? 1);
