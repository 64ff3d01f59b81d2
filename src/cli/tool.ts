import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Tool } from "../report/types.js";

/** This package as its package.json names it. */
export function tool(): Tool {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Tool;
  return { name, version, homepage: `https://www.npmjs.com/package/${name}` };
}
