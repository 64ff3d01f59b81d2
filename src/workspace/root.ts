import { dirname, join } from "node:path/posix";
import { disk as realDisk, identity, type Disk } from "./disk.js";
import { fields, type Fields } from "./json.js";

export const configFile = "mongoose-indexes.config.json";
export const configKey = "mongooseIndexes";

const manifest = (disk: Disk, directory: string): Fields => {
  try {
    return fields(JSON.parse(disk.read(join(directory, "package.json"))));
  } catch {
    return {};
  }
};

/** What makes a directory a root, the most telling first. */
const marks: readonly ((disk: Disk, directory: string) => boolean)[] = [
  (disk, directory) =>
    disk.stat(join(directory, configFile)) !== null || configKey in manifest(disk, directory),
  (disk, directory) =>
    disk.stat(join(directory, "pnpm-workspace.yaml")) !== null ||
    disk.stat(join(directory, "lerna.json")) !== null ||
    "workspaces" in manifest(disk, directory),
  (disk, directory) => disk.stat(join(directory, "package.json")) !== null,
  (disk, directory) => disk.stat(join(directory, ".git")) !== null,
];

/** The root of the project that a file or directory belongs to: configuration, workspace, package or repository, else itself. */
export const findRoot = (from: string, disk: Disk = realDisk): string => rootFinder(disk)(from);

/** Finds roots, and looks at each directory once. */
export function rootFinder(disk: Disk = realDisk): (from: string) => string {
  const looked = marks.map(() => new Map<string, boolean>());
  const isMarked = (at: number, directory: string): boolean => {
    const known = looked[at]?.get(directory);
    if (known !== undefined) return known;
    const is = !directory.endsWith("/node_modules") && marks[at]?.(disk, directory) === true;
    looked[at]?.set(directory, is);
    return is;
  };
  return (from) => {
    const path = identity(disk, from);
    const start = disk.stat(path)?.kind === "directory" ? path : dirname(path);
    const upward = [start];
    for (let directory = start; dirname(directory) !== directory; directory = dirname(directory))
      upward.push(dirname(directory));
    for (const at of marks.keys()) {
      const found = upward.find((directory) => isMarked(at, directory));
      if (found !== undefined) return found;
    }
    return start;
  };
}
