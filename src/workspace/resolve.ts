import { isBuiltin } from "node:module";
import { join } from "node:path/posix";
import type { Disk } from "./disk.js";
import { importEntry, mainEntry, subpathEntry } from "./entries.js";
import type { Listing } from "./files.js";
import { fields } from "./json.js";
import { createLookup, type Lookup } from "./lookup.js";
import { nodePathsOf, readManifest, type Manifest } from "./manifest.js";
import type { Packages } from "./packages.js";
import { parent } from "./path.js";
import { aliased, byPrecedence, readAliases, type Aliases } from "./tsconfig.js";
import type { Resolution } from "./types.js";

export type Resolve = (from: string, specifier: string) => Resolution;

const nowhere: Resolution = { to: "nowhere" };
const compiledFolder = /(^|\/)(?:dist|build|out)\//;
const installed = /(?:^|\/)node_modules\/(@[^/]+\/[^/]+|[^/]+)\/(.*)$/;
/** More than the name of a package: a path in it, or a file. */
const isPath = /^[^@#~$/][^/]*\/|\.[cm]?[jt]sx?$/;
const named = /^(@[^/]+\/[^/]+|[^/]+)(?:\/(.*))?$/;

/** Says where imports lead, from the listing alone: never into node_modules, never to the disk. */
export function createResolver(disk: Disk, root: string, listing: Listing, packages: Packages): Resolve {
  const manifests = new Set(listing.manifests);
  const entries = new Map<string, string | null>();
  const anyCase = createCaseless(listing.files);
  const holding = createHolding(listing.files);
  const find = createLookup({
    files: new Set(listing.files),
    links: listing.links,
    entryOf(directory) {
      if (!manifests.has(directory)) return null;
      const known = entries.get(directory);
      if (known !== undefined) return known;
      entries.set(directory, null);
      const manifest = readManifest(disk, join(root, directory), directory);
      const found = manifest && mainEntry(find, manifest);
      entries.set(directory, found);
      return found;
    },
  });

  /** An alias may lead to a package of the workspace by the link that installing makes: `node_modules/@fruit/common/src/*`. */
  const findLinked = (path: string, owner: Manifest | null): string | null => {
    const [, name = "", inner = ""] = installed.exec(path) ?? [];
    const target = name === "" ? null : packages.named(name, owner);
    return target && find(join(target.directory, inner));
  };
  const published = new Map<string, string | null>();
  /** What a script imports of the compiled copy, `../dist/models/apple.js`, was written elsewhere. */
  const findSource = (path: string): string | null =>
    compiledFolder.test(path)
      ? (find(path.replace(compiledFolder, "$1src/")) ?? find(path.replace(compiledFolder, "$1")))
      : null;
  const inPackage = (name: string, subpath: string | undefined, owner: Manifest | null): string | null => {
    const target = packages.named(name, owner);
    if (!target) return null;
    const key = `${target.directory}:${subpath ?? ""}`;
    const known = published.get(key);
    if (known !== undefined) return known;
    const found = subpath ? subpathEntry(find, target, `./${subpath}`) : mainEntry(find, target);
    published.set(key, found);
    return found;
  };
  const aliasesAt = createAliases(disk, root, listing, (from, name) => {
    const [, packageName = "", subpath = "tsconfig.json"] = named.exec(name) ?? [];
    const target = packages.named(packageName, packages.of(from));
    const path = target && join(target.directory, subpath);
    return path && (listing.configs.find((config) => config === path || config === `${path}.json`) ?? null);
  });
  const byAlias = (from: string, specifier: string, isDependency: boolean): string | null => {
    for (
      let directory: string | null = parent(from);
      directory !== null;
      directory = directory === "" ? null : parent(directory)
    ) {
      for (const aliases of aliasesAt(directory)) {
        for (const path of aliased(aliases, specifier, isDependency)) {
          const found = find(path) ?? findLinked(path, packages.of(from));
          if (found !== null) return found;
        }
      }
    }
    return null;
  };
  const byCustom = (specifier: string, owner: Manifest | null): string | null => {
    for (const folder of owner ? nodePathsOf(owner) : []) {
      const found = find(join(owner?.directory ?? "", folder, specifier));
      if (found !== null) return found;
    }
    const rooted = /^(?:[~@]{0,2}\/|\$)(.*)/.exec(specifier)?.[1];
    const homes = owner && owner.directory !== "" ? [owner.directory, ""] : [""];
    for (const home of homes) {
      const found = find(join(home, rooted ?? specifier)) ?? find(join(home, "src", rooted ?? specifier));
      if (found !== null) return found;
    }
    return null;
  };
  /** From a folder that the program names when it starts (`process.env.NODE_PATH = __dirname`): the only one that has such a file. */
  const bySomeFolder = (specifier: string, owner: Manifest | null): string | null => {
    if (!isPath.test(specifier)) return null;
    const [first = ""] = specifier.split("/");
    const within = owner && owner.directory !== "" ? `${owner.directory}/` : "";
    const folders = holding(first).filter((folder) => `${folder}/`.startsWith(within));
    const found = new Set(folders.flatMap((folder) => find(join(folder, specifier)) ?? []));
    const [only = null] = found;
    return found.size === 1 ? only : null;
  };
  const byModuleAlias = (specifier: string, owner: Manifest | null): string | null => {
    for (const [alias, target] of Object.entries(fields(owner?.json["_moduleAliases"]))) {
      if (typeof target !== "string" || (specifier !== alias && !specifier.startsWith(`${alias}/`))) continue;
      return find(join(owner?.directory ?? "", target, specifier.slice(alias.length)));
    }
    return null;
  };

  const bare = (from: string, specifier: string): Resolution => {
    const owner = packages.of(from);
    const [, name = specifier, subpath] = named.exec(specifier) ?? [];
    const isDependency = packages.declares(owner, name);
    const file = specifier.startsWith("#")
      ? ((owner && importEntry(find, owner, specifier)) ?? byAlias(from, specifier, false))
      : (byAlias(from, specifier, isDependency) ??
        inPackage(name, subpath, owner) ??
        byModuleAlias(specifier, owner) ??
        (isDependency ? null : (byCustom(specifier, owner) ?? bySomeFolder(specifier, owner))));
    if (file !== null) return { to: "file", file };
    return /^[#~^/]|^@\//.test(specifier) ? nowhere : { to: "external", name };
  };
  const uncached = (from: string, specifier: string): Resolution => {
    if (specifier === "") return nowhere;
    if (isBuiltin(specifier)) return { to: "external", name: specifier.replace(/^node:/, "") };
    if (!/^\.\.?(?:\/|$)/.test(specifier)) return bare(from, specifier);
    const path = join(parent(from), specifier);
    const file = find(path) ?? findSource(path) ?? anyCase(path);
    return file === null ? nowhere : { to: "file", file };
  };

  const byFolder = new Map<string, Map<string, Resolution>>();
  const byFile = new Map<string, Map<string, Resolution>>();
  const shared = (file: string): Map<string, Resolution> => {
    const folder = parent(file);
    const known = byFolder.get(folder) ?? new Map<string, Resolution>();
    byFolder.set(folder, known);
    byFile.set(file, known);
    return known;
  };
  return (from, specifier) => {
    const known = byFile.get(from) ?? shared(from);
    const found = known.get(specifier);
    if (found !== undefined) return found;
    const fresh = uncached(from, specifier.replace(/\?.*$/, ""));
    known.set(specifier, fresh);
    return fresh;
  };
}

/** The folders that hold a file or folder of a name. */
function createHolding(files: readonly string[]): (name: string) => readonly string[] {
  let folders: Map<string, Set<string>> | null = null;
  const list = (): Map<string, Set<string>> => {
    const all = new Map<string, Set<string>>();
    for (const file of files)
      for (let path = file; path !== ""; path = parent(path)) {
        const name = path.slice(path.lastIndexOf("/") + 1);
        const known = all.get(name) ?? new Set();
        all.set(name, known.add(parent(path)));
      }
    return all;
  };
  return (name) => [...((folders ??= list()).get(name) ?? [])];
}

/** Where names are found in any case, as on Windows and macOS: a folder renamed there keeps its old name in the repository. */
function createCaseless(files: readonly string[]): (path: string) => string | null {
  let find: Lookup | null = null;
  const spelled = new Map<string, string>();
  return (path) => {
    if (!find) {
      for (const file of files) spelled.set(file.toLowerCase(), file);
      find = createLookup({ files: new Set(spelled.keys()), links: new Map(), entryOf: () => null });
    }
    const found = find(path.toLowerCase());
    return found === null ? null : (spelled.get(found) ?? null);
  };
}

/** Import aliases in force in a directory, by the compiler configurations in it. */
const createAliases = (
  disk: Disk,
  root: string,
  listing: Listing,
  findExtended: (from: string, name: string) => string | null,
): ((directory: string) => readonly Aliases[]) => {
  const configs = new Map<string, string[]>();
  for (const config of listing.configs) {
    const home = configs.get(parent(config)) ?? [];
    home.push(config);
    configs.set(parent(config), home);
  }
  const memo = new Map<string, readonly Aliases[]>();
  return (directory) => {
    const known = memo.get(directory);
    if (known) return known;
    const here = [...(configs.get(directory) ?? [])].sort(byPrecedence);
    const found = here
      .map((config) => readAliases(disk, root, config, findExtended))
      .filter((aliases) => aliases.baseUrl !== null || aliases.paths.length > 0);
    memo.set(directory, found);
    return found;
  };
};
