import { createRequire } from "node:module";
import { dirname, join } from "node:path/posix";
import type * as Published from "resolve.exports";
import type { Lookup } from "./lookup.js";
import type { Manifest } from "./manifest.js";

type Json = Parameters<typeof Published.exports>[0];
type Resolve = typeof Published.exports;

const require = createRequire(import.meta.url);
const published = (): typeof Published => require("resolve.exports") as typeof Published;

/** Conditions to try, the ones nearest to the source first. */
const conditions = [["source"], ["development"], ["types"], ["import"], ["require"], ["node"], []];
const fieldsInOrder = ["source", "types", "typings", "module", "main"];
const folders = ["src", "", "lib", "source"];

const targets = (resolve: Resolve, manifest: Manifest, subpath: string): readonly string[] =>
  conditions.flatMap((condition) => {
    try {
      return resolve(manifest.json as Json, subpath, { conditions: condition, unsafe: true }) ?? [];
    } catch {
      return [];
    }
  });

/** The source a published file was compiled from: `dist/a.d.ts` → `src/a.ts`, wherever the compiled folder is called what. */
const sourceOf = (find: Lookup, directory: string, target: string): string | null => {
  const path = join(target).replace(/\.d\.([cm]?)ts$/, ".$1js");
  const parts = path.split("/");
  const asIs = find(join(directory, path));
  if (asIs !== null) return asIs;
  for (let cut = 1; cut < parts.length; cut++) {
    const rest = parts.slice(cut).join("/");
    for (const folder of folders) {
      const found = find(join(directory, folder, rest));
      if (found !== null) return found;
    }
  }
  return null;
};

const isDeclaration = /\.d\.[cm]?ts$/;
const declarations = /(^|\/)(?:types|typings|declarations|dts)\//;

/** Declarations that lie apart from what runs, `dist/types/a.d.ts`, say of `src/a.ts` first, then of `src/types/a.ts`. */
const nearestFirst = (candidates: readonly string[]): readonly string[] => {
  const runs = new Set(
    candidates.filter((path) => !isDeclaration.test(path)).map((path) => dirname(join(path))),
  );
  return candidates.flatMap((path) =>
    isDeclaration.test(path) && runs.size > 0 && !runs.has(dirname(join(path)))
      ? [path.replace(declarations, "$1"), path]
      : path,
  );
};

const firstSource = (find: Lookup, directory: string, candidates: readonly string[]): string | null => {
  for (const candidate of nearestFirst(candidates)) {
    const found = sourceOf(find, directory, candidate);
    if (found !== null) return found;
  }
  return null;
};

/** The source file a package's main entry stands for. */
export function mainEntry(find: Lookup, manifest: Manifest): string | null {
  const named = fieldsInOrder
    .map((field) => manifest.json[field])
    .filter((value) => typeof value === "string");
  return firstSource(find, manifest.directory, [
    ...targets(published().exports, manifest, "."),
    ...named,
    "./src/index",
    "./index",
  ]);
}

/** The source file of a package's subpath, "./models/user". */
export function subpathEntry(find: Lookup, manifest: Manifest, subpath: string): string | null {
  const declared = firstSource(find, manifest.directory, targets(published().exports, manifest, subpath));
  if (declared !== null) return declared;
  return sourceOf(find, manifest.directory, subpath) ?? find(join(manifest.directory, "src", subpath));
}

/** The source file of a package's own `#import`. */
export function importEntry(find: Lookup, manifest: Manifest, specifier: string): string | null {
  return firstSource(find, manifest.directory, targets(published().imports as Resolve, manifest, specifier));
}
