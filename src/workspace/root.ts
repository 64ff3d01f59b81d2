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

/** What a directory holds, each asked once. */
interface Folder {
  readonly holds: (name: string) => boolean;
  readonly manifest: () => Fields;
}

/** What makes a directory a root, the most telling first. */
const marks: readonly ((folder: Folder) => boolean)[] = [
  ({ holds, manifest }) => holds(configFile) || configKey in manifest(),
  ({ holds, manifest }) => holds("pnpm-workspace.yaml") || holds("lerna.json") || "workspaces" in manifest(),
  ({ holds }) => holds("package.json"),
  ({ holds }) => holds(".git"),
];

/** Asks for names, not for the list of all: a folder far above may be a large one. */
function folderAt(disk: Disk, directory: string): Folder {
  const names = new Map<string, boolean>();
  let read: Fields | undefined;
  const holds = (name: string): boolean => {
    const known = names.get(name) ?? disk.stat(join(directory, name)) !== null;
    names.set(name, known);
    return known;
  };
  return {
    holds,
    manifest: () => (read ??= holds("package.json") ? manifest(disk, directory) : {}),
  };
}

/**
 * Finds the root of the project that a file or directory belongs to: configuration, workspace, package or repository, else
 * itself. Looks at each directory once.
 */
export function rootFinder(disk: Disk = realDisk): (from: string) => string {
  const folders = new Map<string, Folder>();
  const isMarked = (at: number, directory: string): boolean => {
    if (directory.endsWith("/node_modules")) return false;
    const folder = folders.get(directory) ?? folderAt(disk, directory);
    folders.set(directory, folder);
    return marks[at]?.(folder) === true;
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
