import { join } from "node:path/posix";
import { parent } from "./path.js";

const added = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"];
/** What a compiled extension may have been written as. */
const written: { readonly [extension: string]: readonly string[] } = {
  ".js": [".ts", ".tsx", ".js", ".jsx"],
  ".jsx": [".tsx", ".jsx"],
  ".mjs": [".mts", ".mjs"],
  ".cjs": [".cts", ".cjs"],
};
const extension = /\.[cm]?jsx?$/;

/** Finds the source file that a path without certainty about its extension means; null when there is none. */
export type Lookup = (path: string) => string | null;

export interface Known {
  readonly files: ReadonlySet<string>;
  /** Symbolic links, by path: where they lead. */
  readonly links: ReadonlyMap<string, string>;
  /** The entry file a directory's package.json names, if any. */
  entryOf(directory: string): string | null;
}

/** Looks paths up among the files of a project, as Node and TypeScript do, without touching the disk. */
export function createLookup(known: Known): Lookup {
  const file = (path: string): string | null => {
    const compiled = extension.exec(path)?.[0];
    if (compiled !== undefined) {
      const stem = path.slice(0, -compiled.length);
      const found = written[compiled]?.find((each) => known.files.has(stem + each));
      if (found !== undefined) return stem + found;
    }
    if (known.files.has(path)) return path;
    const found = added.find((each) => known.files.has(path + each));
    return found === undefined ? null : path + found;
  };
  const straight = (path: string): string | null =>
    file(path) ?? known.entryOf(path) ?? file(path === "" ? "index" : `${path}/index`);
  return (path) => {
    const clean = join(path).replace(/\/$/, "").replace(/^\.$/, "");
    if (clean.startsWith("..")) return null;
    return straight(clean) ?? (known.links.size > 0 ? linked(known, clean, straight) : null);
  };
}

const linked = (known: Known, path: string, straight: Lookup): string | null => {
  for (let prefix = path; prefix !== ""; prefix = parent(prefix)) {
    const target = known.links.get(prefix);
    if (target !== undefined) return straight(target + path.slice(prefix.length));
  }
  return null;
};
