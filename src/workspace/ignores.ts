import { dirname, join, relative } from "node:path/posix";
import { createRequire } from "node:module";
import type Ignore from "ignore";
import type { Disk } from "./disk.js";

const require = createRequire(import.meta.url);

/** What git ignores beneath a directory: the innermost .gitignore with an opinion decides. */
export interface Ignores {
  /** `path` is absolute; a directory's has a trailing slash. */
  ignored(path: string): boolean;
  /** With the .gitignore of a directory further in, if it has one. */
  within(directory: string): Ignores;
}

const read = (disk: Disk, directory: string): ReturnType<typeof Ignore> | null => {
  try {
    const ignore = require("ignore") as typeof Ignore;
    return ignore().add(disk.read(join(directory, ".gitignore")));
  } catch {
    return null;
  }
};

const chain = (disk: Disk, directory: string, outer: Ignores | null): Ignores => {
  const own = read(disk, directory);
  const self: Ignores = {
    ignored(path) {
      const verdict = own?.test(path.slice(directory.length + 1));
      if (verdict?.ignored) return true;
      return verdict?.unignored ? false : (outer?.ignored(path) ?? false);
    },
    within: (inner) => chain(disk, inner, self),
  };
  return own || !outer ? self : outer;
};

/** The ignores in force at a root: its own and those of the git repository around it, unless they ignore the root itself. */
export function ignoresAt(disk: Disk, root: string): Ignores {
  const above: string[] = [];
  for (let directory = root; disk.stat(join(directory, ".git")) === null; directory = dirname(directory)) {
    const parent = dirname(directory);
    if (parent === directory) return chain(disk, root, null);
    above.unshift(parent);
  }
  const outer = above.reduce<Ignores | null>((found, directory) => chain(disk, directory, found), null);
  const hidden = relative(above[0] ?? root, root) !== "" && outer?.ignored(`${root}/`);
  return chain(disk, root, hidden ? null : outer);
}
