import { join } from "node:path/posix";
import { slashed, whyNot, type Disk, type Item } from "./disk.js";
import { matcher, type Matcher } from "./glob.js";
import { ignoresAt, type Ignores } from "./ignores.js";
import { parent } from "./path.js";
import { outDirOf } from "./tsconfig.js";

/** Something that should have been read and could not be. */
export interface Problem {
  readonly file: string;
  readonly why: string;
}

/** What lies beneath a root. Paths relative to it, with `/`; the root itself is "". */
export interface Listing {
  /** Source files, sorted. */
  readonly files: readonly string[];
  /** Every directory looked into, with what was of interest there: it changes when a file comes or goes. */
  readonly directories: ReadonlyMap<string, string>;
  /** Directories with a package.json. */
  readonly manifests: readonly string[];
  /** tsconfig*.json and jsconfig.json files. */
  readonly configs: readonly string[];
  /** Symbolic links to other places in the project, and where they lead. */
  readonly links: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

export interface Choice {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

const source = /\.[cm]?[jt]sx?$/;
const notSource = /\.d\.[cm]?ts$|\.min\.[cm]?js$/;
const isConfig = /^(?:package|[jt]sconfig.*|lerna)\.json$|^pnpm-workspace\.yaml$|^\.gitignore$/;
const neverSource = new Set(["node_modules", "bower_components", "jspm_packages"]);
const compiled = new Set(["dist", "coverage"]);
/** Ordinary names for source folders further in: `src/build/`. */
const compiledOutsideSource = new Set(["build", "out"]);

/** Does the configuration want this path read? */
export function wants({ include, exclude }: Choice): Matcher {
  const [included, excluded] = [matcher(include), matcher(exclude)];
  return (path) => !excluded(path) && (include.length === 0 || included(path));
}

/** A source file by its name: no declarations, nothing minified. */
export function isSource(name: string): boolean {
  return source.test(name) && !notSource.test(name);
}

/** What of a directory's content could change a listing. */
export function fingerprint(items: readonly Item[]): string {
  const telling = items.filter(({ name, kind }) => kind !== "file" || isSource(name) || isConfig.test(name));
  return telling.map(({ name, kind }) => `${kind} ${name}`).join("\n");
}

/** Lists the source files beneath a root: what git ignores, compiled copies and installed packages are left out. */
export function listFiles(disk: Disk, root: string, choice: Choice): Listing {
  const files: string[] = [];
  const directories = new Map<string, string>();
  const manifests: string[] = [];
  const configs: string[] = [];
  const links = new Map<string, string>();
  const problems: Problem[] = [];
  const excluded = matcher(choice.exclude);
  const wanted = wants(choice);
  const asked = new Set(choice.include.flatMap((glob) => glob.split("/")));

  const skipped = (name: string, inSource: boolean): boolean => {
    if (neverSource.has(name) || name === ".git") return true;
    if (asked.has(name)) return false;
    return name.startsWith(".") || compiled.has(name) || (!inSource && compiledOutsideSource.has(name));
  };
  const follow = (path: string, name: string): void => {
    try {
      const target = slashed(disk.real(join(root, path)));
      if (target.startsWith(`${root}/`)) links.set(path, target.slice(root.length + 1));
    } catch (error) {
      if (isSource(name)) problems.push({ file: path, why: whyNot(error) });
    }
  };
  const walk = (directory: string, outer: Ignores, inSource: boolean): void => {
    const absolute = directory === "" ? root : `${root}/${directory}`;
    let items;
    try {
      items = disk.items(absolute);
    } catch (error) {
      problems.push({ file: directory || ".", why: `folder cannot be read: ${whyNot(error)}` });
      return;
    }
    directories.set(directory, fingerprint(items));
    const ignores =
      directory !== "" && items.some((item) => item.name === ".gitignore") ? outer.within(absolute) : outer;
    for (const { name, kind } of items) {
      const path = directory === "" ? name : `${directory}/${name}`;
      if (kind === "directory") {
        if (skipped(name, inSource) || excluded(path) || ignores.ignored(`${root}/${path}/`)) continue;
        walk(path, ignores, inSource || name === "src");
      } else if (kind === "link") {
        if (!skipped(name, inSource)) follow(path, name);
      } else if (kind === "file") {
        if (name === "package.json") manifests.push(directory);
        else if (/^[jt]sconfig.*\.json$/.test(name)) configs.push(path);
        else if (isSource(name) && wanted(path) && !ignores.ignored(`${root}/${path}`)) {
          files.push(path);
        }
      }
    }
  };
  walk("", ignoresAt(disk, root), false);

  const isCompiled = beneath(new Set(configs.flatMap((config) => outDirOf(disk, root, config) ?? [])));
  return {
    files: files.filter((file) => !isCompiled(parent(file))).sort(),
    directories,
    manifests: manifests.sort(),
    configs: configs.sort(),
    links,
    problems,
  };
}

/** Is a directory one of these, or within one? Each directory is asked once. */
const beneath = (directories: ReadonlySet<string>): ((directory: string) => boolean) => {
  const memo = new Map<string, boolean>([["", false]]);
  const within = (directory: string): boolean => {
    const known = memo.get(directory);
    if (known !== undefined) return known;
    const found = directories.has(directory) || within(parent(directory));
    memo.set(directory, found);
    return found;
  };
  return within;
};
