import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";

export interface Stat {
  readonly kind: "file" | "directory" | "other";
  readonly size: number;
  readonly modified: number;
  readonly inode: number;
}

export interface Item {
  readonly name: string;
  readonly kind: "file" | "directory" | "link" | "other";
}

/** All that is ever asked of the file system. Paths are absolute. */
export interface Disk {
  /** Throws when the directory cannot be read. */
  items(directory: string): readonly Item[];
  /** null: there is nothing, or nothing that may be looked at. Follows symbolic links. */
  stat(path: string): Stat | null;
  /** Throws when the file cannot be read. */
  read(path: string): string;
  /** Throws when the path leads nowhere, or in a circle. */
  real(path: string): string;
}

/** The machine's own file system. */
export const disk: Disk = {
  items: (directory) =>
    readdirSync(directory, { withFileTypes: true }).map((entry) => ({
      name: entry.name,
      kind: entry.isFile()
        ? "file"
        : entry.isDirectory()
          ? "directory"
          : entry.isSymbolicLink()
            ? "link"
            : "other",
    })),
  stat: (path) => {
    try {
      const found = statSync(path, { throwIfNoEntry: false });
      if (!found) return null;
      const kind = found.isFile() ? "file" : found.isDirectory() ? "directory" : "other";
      return { kind, size: found.size, modified: found.mtimeMs, inode: found.ino };
    } catch {
      return null;
    }
  },
  read: (path) => readFileSync(path, "utf8"),
  real: (path) => realpathSync.native(path),
};

/** Why the file system refused, in plain words. */
export function whyNot(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "EACCES" || code === "EPERM") return "permission denied";
  if (code === "ENOENT") return "no such file";
  if (code === "ELOOP") return "circular symbolic link";
  if (code === "EISDIR") return "a directory";
  if (code === "ENOTDIR" || code === "EEXIST") return "a file stands where a directory should";
  if (code === "ENOSPC") return "no space left";
  return code || String(error);
}

/** Absolute path with `/`, drive letter in lower case: one spelling for one file. */
export function slashed(path: string): string {
  const forward = path.includes("\\") && /^[A-Za-z]:|^\\\\/.test(path) ? path.replaceAll("\\", "/") : path;
  return /^[A-Z]:/.test(forward) ? forward.charAt(0).toLowerCase() + forward.slice(1) : forward;
}

/** One identity for one file: its real path, or the path as given when there is nothing. */
export function identity(disk: Disk, path: string): string {
  try {
    return slashed(disk.real(path));
  } catch {
    return slashed(path);
  }
}

/** A path, relative to a root that is a real path; null outside of it. What is not there yet lies in the real folder it will be in. */
export function relativeTo(disk: Disk, root: string, path: string): string | null {
  const plain = slashed(path);
  const cut = plain.lastIndexOf("/");
  const real = disk.stat(plain)
    ? identity(disk, plain)
    : `${identity(disk, plain.slice(0, cut))}${plain.slice(cut)}`;
  return real.startsWith(`${root}/`) ? real.slice(root.length + 1) : null;
}
