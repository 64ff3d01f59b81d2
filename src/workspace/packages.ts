import { join, relative } from "node:path/posix";
import type { PackageInfo } from "../interpret/happenings.js";
import type { Disk } from "./disk.js";
import { isMember, manifestAbove, readManifest, workspaceGlobs, type Manifest } from "./manifest.js";
import { majorsAt } from "./major.js";
import { parent } from "./path.js";

/** The packages of a project and how they depend on each other. */
export interface Packages {
  readonly list: readonly Manifest[];
  /** The package a file belongs to; null when nothing governs it. */
  of(file: string): Manifest | null;
  info(file: string): PackageInfo;
  /** The directory of the workspace package that a file lies in; "" for the root's own files. */
  member(file: string): string;
  /** The package of the project that a bare name means in a file of `from`. */
  named(name: string, from: Manifest | null): Manifest | null;
  /** Does the package, or one around it, declare this dependency? */
  declares(from: Manifest | null, name: string): boolean;
  /** May files of this package have to do with MongoDB? A plugin may, but for a browser's: a program that depends on it hands it collections. */
  considered(file: string): boolean;
}

const ours = (name: string): boolean => /mongo|typegoose/.test(name);
const browsers = /^(?:react|react-dom|preact|vue|svelte|solid-js|@angular\/core)$/;
const local = /^(?:file|link|portal|workspace):/;

/** Not one that only says how to load the files beside it: `{"type": "module"}`. */
const isPackage = ({ name, dependencies, json }: Manifest): boolean =>
  name !== null || dependencies.size > 0 || "imports" in json;

/** Reads every package.json of a project (`directories`, relative to the root) once. */
export function readPackages(disk: Disk, root: string, directories: readonly string[]): Packages {
  const read = directories
    .map((directory) => readManifest(disk, join(root, directory), directory))
    .filter((manifest) => manifest !== null);
  const above = read.some((manifest) => manifest.directory === "" && isPackage(manifest))
    ? null
    : manifestAbove(disk, root);
  const list = [...(above ? [above] : []), ...read.filter(isPackage)];
  const byDirectory = new Map(list.map((manifest) => [manifest.directory, manifest]));
  const owners = new Map<string, Manifest | null>();

  const owner = (directory: string): Manifest | null => {
    const known = owners.get(directory);
    if (known !== undefined) return known;
    const own = byDirectory.get(directory) ?? null;
    const found = own ?? (directory === "" ? null : owner(parent(directory)));
    owners.set(directory, found);
    return found;
  };
  const around = (manifest: Manifest | null): readonly Manifest[] => {
    const chain: Manifest[] = [];
    for (let next = manifest; next; next = next.directory === "" ? null : owner(parent(next.directory)))
      chain.push(next);
    return chain;
  };

  const members = findMembers(disk, root, read);
  const homes = new Set([...members.values()].map(({ directory }) => directory));
  const memberAbove = (directory: string): string =>
    directory === "" || homes.has(directory) ? directory : memberAbove(parent(directory));
  const named = (name: string, from: Manifest | null): Manifest | null => {
    if (from?.name === name) return from;
    const known = members.get(name) ?? byName.get(name);
    if (!known || members.has(name)) return known ?? null;
    const range = around(from)
      .map((each) => each.dependencies.get(name))
      .find((each) => each !== undefined);
    return range === undefined || local.test(range) || name.startsWith("@") ? known : null;
  };
  const byName = new Map<string, Manifest>();
  for (const manifest of list)
    if (manifest.name !== null && !byName.has(manifest.name)) byName.set(manifest.name, manifest);

  const reached = new Map<Manifest, readonly Manifest[]>();
  const dependsOn = (manifest: Manifest): readonly Manifest[] => {
    const known = reached.get(manifest);
    if (known) return known;
    const found = new Set<Manifest>();
    const queue = [manifest];
    for (let next = queue.pop(); next; next = queue.pop()) {
      for (const name of next.dependencies.keys()) {
        const dependency = named(name, next);
        if (dependency && dependency !== manifest && !found.has(dependency)) queue.push(dependency);
        if (dependency && dependency !== manifest) found.add(dependency);
      }
    }
    const result = [...found].sort((a, b) => (a.directory < b.directory ? -1 : 1));
    reached.set(manifest, result);
    return result;
  };

  const speaks = (manifest: Manifest): boolean =>
    [...manifest.dependencies.keys()].some(ours) || ours(manifest.name ?? "");
  const anySpeaks = list.some(speaks);
  const consideration = new Map<Manifest, boolean>();
  const considered = (manifest: Manifest | null): boolean => {
    if (!anySpeaks || manifest === null) return true;
    const known = consideration.get(manifest);
    if (known !== undefined) return known;
    const result = concerns(manifest) || beside().has(manifest) || isHost(manifest);
    consideration.set(manifest, result);
    return result;
  };
  let plugged: ReadonlySet<Manifest> | null = null;
  const beside = (): ReadonlySet<Manifest> =>
    (plugged ??= new Set(list.filter(concerns).flatMap(dependsOn).filter(isPlugin)));
  const isPlugin = ({ dependencies }: Manifest): boolean =>
    ![...dependencies.keys()].some((name) => browsers.test(name));
  const concerns = (manifest: Manifest): boolean =>
    around(manifest).some(speaks) || dependsOn(manifest).some(speaks);

  /** The root of a workspace, where what its members install is at hand. */
  const isHost = (manifest: Manifest): boolean =>
    manifest.directory === "" && [...members.values()].some(concerns);

  const majorOf = majorsAt(disk, root);
  const mongooseMajor = (manifest: Manifest): number | null => {
    const majors = [...around(manifest), ...dependsOn(manifest)].map((each) => majorOf(each));
    return majors.find((major) => major !== null) ?? null;
  };

  const infos = new Map<Manifest | null, PackageInfo>();
  const describe = (manifest: Manifest | null): PackageInfo => ({
    name: manifest?.name ?? (manifest?.directory || "."),
    directory: manifest?.directory ?? "",
    mongooseMajor: manifest && mongooseMajor(manifest),
    dependsOn: manifest ? dependsOn(manifest).map((each) => each.name ?? each.directory) : [],
    ...otherMapper(manifest),
  });
  const otherMapper = (manifest: Manifest | null): Pick<PackageInfo, "otherMapper"> => {
    const used = manifest ? [...around(manifest), ...dependsOn(manifest)] : [];
    const found = otherMappers.find((name) => used.some(({ dependencies }) => dependencies.has(name)));
    return found === undefined ? {} : { otherMapper: found };
  };

  return {
    list,
    of: (file) => owner(parent(file)),
    member: (file) => memberAbove(parent(file)),
    named,
    considered: (file) => considered(owner(parent(file))),
    declares: (from, name) => around(from).some((each) => each.dependencies.has(name)),
    info(file) {
      const manifest = owner(parent(file));
      const known = infos.get(manifest) ?? describe(manifest);
      infos.set(manifest, known);
      return known;
    },
  };
}

/** Libraries besides Mongoose that give MongoDB's collections indexes, by declarations of their own. */
const otherMappers = ["@mikro-orm/mongodb", "sails-mongo", "loopback-connector-mongodb"];

/** Workspace packages by name: those a workspace declares. */
const findMembers = (
  disk: Disk,
  root: string,
  manifests: readonly Manifest[],
): ReadonlyMap<string, Manifest> => {
  const members = new Map<string, Manifest>();
  const bare = manifests.some((manifest) => manifest.directory === "") ? [] : [{ directory: "", json: {} }];
  for (const top of [...bare, ...manifests]) {
    const globs = workspaceGlobs(disk, join(root, top.directory), top.json);
    if (globs.length === 0) continue;
    const member = isMember(globs);
    for (const manifest of manifests) {
      const path = relative(top.directory, manifest.directory);
      if (manifest.name !== null && !members.has(manifest.name) && path !== "" && member(path))
        members.set(manifest.name, manifest);
    }
  }
  return members;
};
