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
const marks: readonly ((names: ReadonlySet<string>, manifest: () => Fields) => boolean)[] = [
  (names, manifest) => names.has(configFile) || configKey in manifest(),
  (names, manifest) =>
    names.has("pnpm-workspace.yaml") || names.has("lerna.json") || "workspaces" in manifest(),
  (names) => names.has("package.json"),
  (names) => names.has(".git"),
];

/** Which marks a directory bears. */
function marksOf(disk: Disk, directory: string): readonly boolean[] {
  const names = namesIn(disk, directory);
  let read: Fields | undefined;
  const given = (): Fields => (read ??= names.has("package.json") ? manifest(disk, directory) : {});
  return marks.map((bears) => bears(names, given));
}

function namesIn(disk: Disk, directory: string): ReadonlySet<string> {
  try {
    return new Set(disk.items(directory).map(({ name }) => name));
  } catch {
    return new Set();
  }
}

/**
 * Finds the root of the project that a file or directory belongs to: configuration, workspace, package or repository, else
 * itself. Looks at each directory once.
 */
export function rootFinder(disk: Disk = realDisk): (from: string) => string {
  const looked = new Map<string, readonly boolean[]>();
  const isMarked = (at: number, directory: string): boolean => {
    if (directory.endsWith("/node_modules")) return false;
    const known = looked.get(directory) ?? marksOf(disk, directory);
    looked.set(directory, known);
    return known[at] === true;
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
