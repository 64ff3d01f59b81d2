import { readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { UserError } from "../workspace/error.js";
import { exactly } from "../workspace/glob.js";
import type { Io } from "./io.js";

const isGlob = (name: string): boolean => /[*?[\]{}]/.test(name);

/** The files that names and globs mean, each once, sorted; a shell that knows globs needs none of this. */
export function filesNamed(names: readonly string[], { cwd }: Io): string[] {
  const found = names.flatMap((name) => {
    if (!isGlob(name) || isFile(resolve(cwd, name))) return [name.replace(/^\.\//, "")];
    const matching = filesMatching(name.replace(/^\.\//, ""), cwd);
    if (matching.length === 0) throw new UserError(`no file matches ${name}`);
    return matching;
  });
  return [...new Set(found)].sort();
}

/** Looks only beneath the part of a glob that is plain. */
function filesMatching(glob: string, cwd: string): string[] {
  const parts = glob.split("/");
  const plain = parts.slice(0, parts.findIndex(isGlob)).join("/");
  const matches = exactly([glob]);
  const deepest = glob.includes("**") ? Infinity : parts.length;
  const found: string[] = [];
  const walk = (folder: string, depth: number): void => {
    for (const item of itemsOf(resolve(cwd, folder))) {
      const path = folder === "" ? item.name : join(folder, item.name).replaceAll("\\", "/");
      if (item.isFile() && matches(path)) found.push(path);
      if (item.isDirectory() && depth < deepest && item.name !== "node_modules" && item.name !== ".git")
        walk(path, depth + 1);
    }
  };
  walk(plain, plain === "" ? 1 : plain.split("/").length + 1);
  return found;
}

const itemsOf = (folder: string) => {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
};

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;
