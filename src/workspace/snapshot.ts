import type { GapSeen } from "../interpret/happenings.js";
import { listFiles, type Choice, type Listing } from "./files.js";
import type { Disk } from "./disk.js";
import { matcher } from "./glob.js";
import { readPackages, type Packages } from "./packages.js";
import { findRoots } from "./reach.js";
import { createResolver, type Resolve } from "./resolve.js";
import type { Source } from "./sources.js";
import { traced, type Trace } from "./trace.js";
import type { Project } from "./types.js";

/** How the files of a project lie and relate; holds as long as none comes, goes or is configured otherwise. */
export interface Layout {
  readonly root: string;
  /** Records what is asked of it in `trace`. */
  readonly disk: Disk;
  readonly trace: Trace;
  readonly listing: Listing;
  readonly files: ReadonlySet<string>;
  readonly packages: Packages;
  readonly resolve: Resolve;
  readonly isMigration: (file: string) => boolean;
}

export interface Outline extends Choice {
  readonly migrations: readonly string[];
}

const inMigrationFolder = /(?:^|\/)(?:[\w-]+-)?(?:migrations?|migrate)\//i;
const namedMigration = /[.-]migrations?\.[cm]?[jt]s$/i;

/** Lays a project out: lists its files, reads its packages. `known`: the listing, when that is known already. */
export function layOut(machine: Disk, root: string, outline: Outline, known?: Listing): Layout {
  const trace: Trace = new Map();
  const disk = traced(machine, trace);
  const listing = known ?? listFiles(disk, root, outline);
  const packages = readPackages(disk, root, listing.manifests);
  const configured = matcher(outline.migrations);
  return {
    root,
    disk,
    trace,
    listing,
    files: new Set(listing.files),
    packages,
    resolve: createResolver(disk, root, listing, packages),
    isMigration: (file) => inMigrationFolder.test(file) || namedMigration.test(file) || configured(file),
  };
}

/** A project at one moment: files do not change beneath it. */
export interface Snapshot extends Project {
  /** What of it could not be read. */
  readonly gaps: readonly GapSeen[];
}

/**
 * The project as its sources stand now; `get` answers for every listed file. `like`: a snapshot that differs in one file, in
 * nothing that decides where interpretation starts.
 */
export function takeSnapshot(layout: Layout, get: (file: string) => Source, like?: Snapshot): Snapshot {
  const { root, listing, files, packages, resolve, isMigration } = layout;
  return {
    root,
    ...(like ?? survey(listing, packages, resolve, get)),
    module: (file) => (files.has(file) ? get(file).module() : null),
    resolve,
    packageOf: (file) => packages.info(file),
    isMigration,
  };
}

/** A snapshot that tells how many files were read. */
export function telling(snapshot: Snapshot, tell: (what: string, done: number) => void): Snapshot {
  const seen = new Set<string>();
  const module: Snapshot["module"] = (file) => {
    if (seen.size !== seen.add(file).size) tell("reading files", seen.size);
    return snapshot.module(file);
  };
  return { ...snapshot, module };
}

/** Reads every file that may concern us. */
const survey = (
  listing: Listing,
  packages: Packages,
  resolve: Resolve,
  get: (file: string) => Source,
): Pick<Snapshot, "gated" | "roots" | "gaps"> => {
  const considered = listing.files.filter((file) => packages.considered(file)).map(get);
  return {
    gated: considered.filter((source) => source.gated).map((source) => source.file),
    roots: findRoots(considered, resolve),
    gaps: unreadable(listing.problems, considered),
  };
};

/** A gap for each folder and file that could not be read. */
export function unreadable(problems: Listing["problems"], considered: readonly Source[]): GapSeen[] {
  const unread = considered.flatMap(({ file, why }) => (why === null ? [] : [{ file, why }]));
  return [...problems, ...unread].map(({ file, why }) => ({
    type: "gap",
    what: "module",
    why,
    at: { file, start: 0, end: 0 },
  }));
}
