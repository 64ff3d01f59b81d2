// Builds dist beside the old one and swaps it in whole, so that nobody ever sees half a build.
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const fresh = join(root, `node_modules/.build-${process.pid}`);
const old = `${fresh}.old`;
const { bin } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");

const { status } = spawnSync(process.execPath, [tsc, "-p", root, "--outDir", fresh], { stdio: "inherit" });

for (const entry of readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.(json|css|html)$/.test(entry.name)) continue;
  const source = join(entry.parentPath, entry.name);
  const target = join(fresh, relative(root, source));
  mkdirSync(dirname(target), { recursive: true });
  cpSync(source, target);
}
for (const path of Object.values(bin)) {
  const executable = join(fresh, relative("dist", path));
  if (existsSync(executable)) chmodSync(executable, 0o755);
}

if (existsSync(join(root, "dist"))) renameSync(join(root, "dist"), old);
renameSync(fresh, join(root, "dist"));
rmSync(old, { recursive: true, force: true });
process.exit(status ?? 1);
