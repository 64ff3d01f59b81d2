import { createRequire } from "node:module";
import { dirname, join } from "node:path/posix";
import type * as Yaml from "yaml";
import type { Disk } from "./disk.js";
import { exactly, matcher } from "./glob.js";
import { fields, strings, type Fields } from "./json.js";

/** A package.json. `directory` is relative to the root, "" for the root's own. */
export interface Manifest {
  readonly directory: string;
  readonly name: string | null;
  readonly json: Fields;
  /** Every dependency of any kind: name → range. */
  readonly dependencies: ReadonlyMap<string, string>;
}

const kinds = ["peerDependencies", "optionalDependencies", "devDependencies", "dependencies"];

const manifest = (directory: string, json: Fields): Manifest => {
  const declared = kinds.flatMap((kind) => Object.entries(fields(json[kind])));
  const name = json["name"];
  return {
    directory,
    name: typeof name === "string" && name !== "" ? name : null,
    json,
    dependencies: new Map(
      declared.filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    ),
  };
};

/** Reads the package.json of a directory (absolute); null when there is none that can be read. */
export function readManifest(disk: Disk, absolute: string, directory: string): Manifest | null {
  try {
    const json: unknown = JSON.parse(disk.read(join(absolute, "package.json")).replace(/^\uFEFF/, ""));
    return manifest(directory, fields(json));
  } catch {
    return null;
  }
}

const nodePath = /\bNODE_PATH=(?:"([^"]*)"|'([^']*)'|(\S+))/g;

/** The folders of the package (relative to it) in which its scripts have Node look for modules. */
export function nodePathsOf({ json }: Manifest): readonly string[] {
  const scripts = strings(Object.values(fields(json["scripts"])));
  const said = scripts.flatMap((script) =>
    [...script.matchAll(nodePath)].flatMap(([, ...quoted]) => quoted.join("").split(/[:;]/)),
  );
  const own = said.map((path) => path.replace(/^(?:\$PWD|\$\{PWD\}|\$\(pwd\)|%cd%)(?=\/|$)/i, "."));
  return [...new Set(own.filter((path) => /^(?![/$%~])./.test(path)))];
}

/** The package.json that governs a root without one of its own: the nearest above, up to its git repository. */
export function manifestAbove(disk: Disk, root: string): Manifest | null {
  for (let directory = root; disk.stat(join(directory, ".git")) === null;) {
    const parent = dirname(directory);
    if (parent === directory) return null;
    directory = parent;
    const found = readManifest(disk, directory, "");
    if (found) return found;
  }
  return null;
}

/** What pnpm-workspace.yaml says; an empty object when there is none. */
export function readPnpmWorkspace(disk: Disk, absolute: string): Fields {
  const file = join(absolute, "pnpm-workspace.yaml");
  if (disk.stat(file) === null) return {};
  try {
    const { parse } = createRequire(import.meta.url)("yaml") as typeof Yaml;
    return fields(parse(disk.read(file)));
  } catch {
    return {};
  }
}

/** Globs of the workspace packages that a directory declares, in whichever of the three ways. */
export function workspaceGlobs(disk: Disk, absolute: string, json: Fields): readonly string[] {
  const declared = json["workspaces"];
  const own = Array.isArray(declared) ? strings(declared) : strings(fields(declared)["packages"]);
  const lerna = join(absolute, "lerna.json");
  const ofLerna = disk.stat(lerna) === null ? [] : lernaGlobs(disk, lerna);
  return [...own, ...strings(readPnpmWorkspace(disk, absolute)["packages"]), ...ofLerna];
}

const lernaGlobs = (disk: Disk, file: string): readonly string[] => {
  try {
    const json = fields(JSON.parse(disk.read(file)));
    return "packages" in json || "useWorkspaces" in json ? strings(json["packages"]) : ["packages/*"];
  } catch {
    return [];
  }
};

/** Is a directory (relative to the one that declares the globs) a workspace package? */
export function isMember(globs: readonly string[]): (directory: string) => boolean {
  const yes = globs.filter((glob) => !glob.startsWith("!"));
  const not = globs.filter((glob) => glob.startsWith("!")).map((glob) => glob.slice(1));
  const plain = (list: readonly string[]): string[] =>
    list.map((glob) => glob.replace(/^\.\//, "").replace(/\/+$/, ""));
  const [included, excluded] = [exactly(plain(yes)), matcher(plain(not))];
  return (directory) => included(directory) && !excluded(directory);
}
