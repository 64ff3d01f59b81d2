import { basename, dirname, join } from "node:path/posix";
import type { Disk } from "./disk.js";
import { fields, parseJsonc, strings, type Fields } from "./json.js";

/** Where a compiler configuration says imports lead. Directories and targets are relative to the root. */
export interface Aliases {
  /** null: no `baseUrl`. */
  readonly baseUrl: string | null;
  /** `paths`, the most specific pattern first. */
  readonly paths: readonly {
    readonly prefix: string;
    readonly suffix: string | null;
    readonly targets: readonly string[];
  }[];
}

/** Finds a configuration that another extends by package name; null when it is not in the project. */
export type FindExtended = (from: string, name: string) => string | null;

const readConfig = (disk: Disk, root: string, file: string): Fields | null => {
  try {
    return fields(parseJsonc(disk.read(join(root, file)).replace(/^\uFEFF/, "")));
  } catch {
    return null;
  }
};

/** The folder a configuration compiles into; null when it compiles in place or not at all. */
export function outDirOf(disk: Disk, root: string, file: string): string | null {
  const config = readConfig(disk, root, file);
  const options = fields(config?.["compilerOptions"]);
  const outDir = options["outDir"];
  if (typeof outDir !== "string" || options["noEmit"] === true) return null;
  const within = (path: string): string => join(dirname(file), path.replace("${configDir}", "."), "/");
  const folder = within(outDir);
  const compiledInPlace = folder.startsWith(".") || join(dirname(file), "/").startsWith(folder);
  const read = [options["rootDir"], ...strings(config?.["include"])];
  const isRead = read.some((path) => typeof path === "string" && within(path).startsWith(folder));
  return compiledInPlace || isRead ? null : folder.slice(0, -1);
}

const extendedBy = (file: string, name: string, find: FindExtended): string | null => {
  if (!name.startsWith(".")) return find(file, name);
  const path = join(dirname(file), name);
  return path.endsWith(".json") ? path : `${path}.json`;
};

/** Reads `paths` and `baseUrl`, its own or inherited. A configuration that cannot be read has none. */
export function readAliases(
  disk: Disk,
  root: string,
  file: string,
  find: FindExtended,
  seen: readonly string[] = [],
): Aliases {
  const none: Aliases = { baseUrl: null, paths: [] };
  if (seen.includes(file)) return none;
  const config = readConfig(disk, root, file);
  if (!config) return none;
  const parents = typeof config["extends"] === "string" ? [config["extends"]] : strings(config["extends"]);
  const inherited = parents
    .map((name) => extendedBy(file, name, find))
    .filter((parent) => parent !== null)
    .map((parent) => readAliases(disk, root, parent, find, [...seen, file]))
    .reduce(
      (all, one) => ({
        baseUrl: one.baseUrl ?? all.baseUrl,
        paths: one.paths.length > 0 ? one.paths : all.paths,
      }),
      none,
    );

  const options = fields(config["compilerOptions"]);
  const home = dirname(seen[0] ?? file);
  const at = (path: string): string =>
    join(path.startsWith("${configDir}") ? home : dirname(file), path.replace("${configDir}", "."));
  const baseUrl = typeof options["baseUrl"] === "string" ? at(options["baseUrl"]) : inherited.baseUrl;
  const paths = Object.entries(fields(options["paths"])).map(([pattern, targets]) => {
    const star = pattern.indexOf("*");
    return {
      prefix: star < 0 ? pattern : pattern.slice(0, star),
      suffix: star < 0 ? null : pattern.slice(star + 1),
      targets: strings(targets).map((target) =>
        baseUrl !== null && !target.startsWith("${") ? join(baseUrl, target) : at(target),
      ),
    };
  });
  paths.sort(
    (a, b) => Number(b.suffix === null) - Number(a.suffix === null) || b.prefix.length - a.prefix.length,
  );
  return { baseUrl, paths: paths.length > 0 ? paths : inherited.paths };
}

/** Paths a specifier may stand for under these aliases, likeliest first; a dependency's name is not looked up in `baseUrl`. */
export function aliased(aliases: Aliases, specifier: string, isDependency: boolean): readonly string[] {
  const found: string[] = [];
  for (const { prefix, suffix, targets } of aliases.paths) {
    if (suffix === null) {
      if (specifier === prefix) found.push(...targets);
    } else if (
      specifier.length >= prefix.length + suffix.length &&
      specifier.startsWith(prefix) &&
      specifier.endsWith(suffix)
    ) {
      const rest = specifier.slice(prefix.length, specifier.length - suffix.length);
      found.push(...targets.map((target) => target.replace("*", () => rest)));
    }
  }
  if (aliases.baseUrl !== null && !isDependency) found.push(join(aliases.baseUrl, specifier));
  return found;
}

/** tsconfig.json before jsconfig.json, before the ones only tools are told of: tsconfig.base.json, tsconfig.app.json. */
export function byPrecedence(a: string, b: string): number {
  const rank = (file: string): number =>
    ["tsconfig.json", "jsconfig.json", "tsconfig.base.json"].indexOf(basename(file)) >>> 0;
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}
