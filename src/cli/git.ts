import { spawnSync } from "node:child_process";
import { disk as realDisk, type Disk, type Item, type Stat } from "../workspace/disk.js";
import { UserError } from "../workspace/error.js";

interface Entry {
  readonly mode: string;
  readonly id: string;
  readonly size: number;
}

const source = /\.([cm]?[jt]sx?|json|ya?ml)$|(^|\/)\.gitignore$/;
const readable = 5_000_000;

/** The work tree of `root` as it was at a revision; whatever lies outside of it is the machine's own. */
export function diskAt(root: string, revision: string): Disk {
  const top = git(root, ["rev-parse", "--show-toplevel"]).toString().trimEnd();
  const commit = git(
    root,
    ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`],
    revision,
  )
    .toString()
    .trim();
  const entries = treeOf(top, commit);
  const folders = foldersOf(entries);
  const blobs = readBlobs(top, entries);
  const within = (path: string): string | null =>
    path === top ? "" : path.startsWith(`${top}/`) ? path.slice(top.length + 1) : null;

  return {
    items: (directory) => {
      const path = within(directory);
      if (path === null) return realDisk.items(directory);
      const items = folders.get(path);
      if (!items) throw Object.assign(new Error(`${directory} was not there`), { code: "ENOENT" });
      return items;
    },
    stat: (path) => {
      const own = within(path);
      if (own === null) return realDisk.stat(path);
      const entry = entries.get(own);
      if (entry) return stat("file", entry.size);
      return folders.has(own) ? stat("directory", 0) : null;
    },
    read: (path) => {
      const own = within(path);
      if (own === null) return realDisk.read(path);
      const entry = entries.get(own);
      if (!entry) throw Object.assign(new Error(`${path} was not there`), { code: "ENOENT" });
      return blobs.get(entry.id) ?? git(top, ["cat-file", "blob", entry.id]).toString();
    },
    real: (path) => {
      const own = within(path);
      if (own === null) return realDisk.real(path);
      if (own === "" || entries.has(own) || folders.has(own)) return path;
      throw Object.assign(new Error(`${path} was not there`), { code: "ENOENT" });
    },
  };
}

const stat = (kind: Stat["kind"], size: number): Stat => ({ kind, size, modified: 0, inode: 0 });

/** Files by path; links and submodules are left out. */
function treeOf(top: string, commit: string): Map<string, Entry> {
  const listed = git(top, ["ls-tree", "-r", "-l", "-z", commit]).toString().split("\0");
  const entries = listed.flatMap((line): [string, Entry][] => {
    const [, mode, id, size, path] = /^(\d+) blob (\w+) +(\d+)\t([\s\S]+)$/.exec(line) ?? [];
    return mode && id && path && mode !== "120000" ? [[path, { mode, id, size: Number(size) }]] : [];
  });
  return new Map(entries);
}

function foldersOf(entries: ReadonlyMap<string, Entry>): Map<string, Item[]> {
  const folders = new Map<string, Item[]>([["", []]]);
  const add = (path: string, kind: Item["kind"]): void => {
    const cut = path.lastIndexOf("/");
    const parent = path.slice(0, Math.max(0, cut));
    if (!folders.has(parent)) {
      folders.set(parent, []);
      add(parent, "directory");
    }
    folders.get(parent)?.push({ name: path.slice(cut + 1), kind });
  };
  for (const path of entries.keys()) add(path, "file");
  return folders;
}

/** The texts of everything a project is read from, in one call. */
function readBlobs(top: string, entries: ReadonlyMap<string, Entry>): Map<string, string> {
  const wanted = [...entries]
    .filter(([path, { size }]) => source.test(path) && size < readable)
    .map(([, { id }]) => id);
  const answer = git(top, ["cat-file", "--batch"], undefined, [...new Set(wanted)].join("\n"));
  const blobs = new Map<string, string>();
  for (let at = 0; at < answer.length;) {
    const line = answer.indexOf(10, at);
    if (line < 0) break;
    const [id = "", , size] = answer.toString("latin1", at, line).split(" ");
    const end = line + 1 + Number(size);
    blobs.set(id, answer.toString("utf8", line + 1, end));
    at = end + 1;
  }
  return blobs;
}

function git(cwd: string, args: readonly string[], revision?: string, input?: string): Buffer {
  const { status, stdout, stderr, error } = spawnSync("git", [...args], {
    cwd,
    input,
    maxBuffer: 2 ** 31 - 1,
  });
  if (error) throw new UserError(`git cannot be run: ${error.message}`);
  if (status === 0) return stdout;
  if (revision !== undefined) throw new UserError(`git knows no revision "${revision}"`);
  throw new UserError(`git ${args[0] ?? ""}: ${stderr.toString().split("\n")[0] ?? "failed"}`);
}
