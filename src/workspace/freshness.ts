import { join } from "node:path/posix";
import type { Disk } from "./disk.js";
import { fingerprint, type Listing } from "./files.js";
import type { Sources } from "./sources.js";

/** What a look at the disk found: nothing, files with another text, or a project that lies otherwise. */
export type Change = "none" | "texts" | "layout";

export interface Pace {
  /** Milliseconds one look may take. */
  readonly slice: number;
  /** Milliseconds between the end of one round and the next. */
  readonly rest: number;
}

export const unhurried: Pace = { slice: 5, rest: 1000 };

const stampOf = (disk: Disk, path: string): string => {
  const stat = disk.stat(path);
  return stat ? `${stat.kind} ${stat.size} ${stat.modified} ${stat.inode}` : "";
};

/** Looks round the disk in slices, so that one lint never waits for all of it. */
export function createFreshness(
  disk: Disk,
  root: string,
  listing: Listing,
  sources: Sources,
  now: () => number,
  pace: Pace = unhurried,
): () => Change {
  const configs = [
    ...listing.configs,
    ...listing.manifests.map((directory) => join(directory, "package.json")),
  ];
  const stamps = new Map(
    [...listing.directories.keys(), ...configs].map((path) => [path, stampOf(disk, join(root, path))]),
  );
  let round: Iterator<() => Change> | null = null;
  let rested = now() + pace.rest;

  const settled = (path: string): boolean => {
    const stamp = stampOf(disk, join(root, path));
    if (stamp === stamps.get(path)) return true;
    stamps.set(path, stamp);
    return false;
  };
  const sameContent = (directory: string): boolean => {
    try {
      return fingerprint(disk.items(join(root, directory))) === listing.directories.get(directory);
    } catch {
      return false;
    }
  };
  function* looks(): Generator<() => Change> {
    for (const file of [...sources.read()]) yield () => (sources.refresh(file) ? "texts" : "none");
    for (const path of configs) yield () => (settled(path) ? "none" : "layout");
    for (const directory of listing.directories.keys()) {
      yield () => (settled(directory) || sameContent(directory) ? "none" : "layout");
    }
  }
  return () => {
    const started = now();
    if (round === null && started < rested) return "none";
    round ??= looks();
    let found: Change = "none";
    for (let count = 0; count % 16 !== 15 || now() - started < pace.slice; count++) {
      const next = round.next();
      if (next.done) {
        round = null;
        rested = now() + pace.rest;
        break;
      }
      const change = next.value();
      if (change === "layout") return change;
      if (change === "texts") found = change;
    }
    return found;
  };
}
