import { join } from "node:path/posix";
import type { GapSeen, PackageInfo } from "../interpret/happenings.js";
import type { Module } from "../syntax/tree.js";
import { readConfig, readConfigFile, type Config } from "./config.js";
import { disk as realDisk, identity, slashed, type Disk } from "./disk.js";
import { UserError } from "./error.js";
import { isSource, listFiles } from "./files.js";
import { createFreshness, unhurried, type Change, type Pace } from "./freshness.js";
import { layOut, takeSnapshot, type Layout, type Snapshot } from "./snapshot.js";
import { createSources, sourceOf, type Source, type Sources } from "./sources.js";
import type { Project, Resolution } from "./types.js";

export interface OpenOptions {
  /** The configuration, or the file to read it from; the root's own when not said. */
  readonly config?: Config | string;
  readonly disk?: Disk;
  /** Milliseconds, for the pace of looking for changes. */
  readonly clock?: () => number;
  readonly pace?: Pace;
  /** Told what is being done, for a progress line. */
  readonly onProgress?: (what: string, done?: number, total?: number) => void;
}

/** A project on disk: the one place that remembers. What it says holds until a file changes. */
export class Workspace implements Project {
  /** Absolute real path, with `/`. */
  readonly root: string;
  readonly config: Config;
  readonly #disk: Disk;
  readonly #clock: () => number;
  readonly #pace: Pace;
  readonly #sources: Sources;
  #layout: Layout | null = null;
  #snapshot: Snapshot | null = null;
  #look: (() => Change) | null = null;

  private constructor(root: string, config: Config, options: OpenOptions) {
    this.root = root;
    this.config = config;
    this.#disk = options.disk ?? realDisk;
    this.#clock = options.clock ?? (() => performance.now());
    this.#pace = options.pace ?? unhurried;
    this.#sources = createSources(this.#disk, root);
  }

  /** Opens the project at a root. Nothing is listed or read before it is needed. Throws `UserError`. */
  static open(root: string, options: OpenOptions = {}): Workspace {
    const disk = options.disk ?? realDisk;
    const path = identity(disk, root);
    const kind = disk.stat(path)?.kind;
    if (kind !== "directory") {
      throw new UserError(`${root} ${kind === undefined ? "does not exist" : "is not a folder"}`);
    }
    const { config } = options;
    const read =
      typeof config === "string" ? readConfigFile(config, disk) : (config ?? readConfig(path, disk));
    return new Workspace(path, read, options);
  }

  /** Every source file. */
  get files(): readonly string[] {
    return this.#laidOut.listing.files;
  }

  get gated(): readonly string[] {
    return this.#now.gated;
  }

  get roots(): readonly string[] {
    return this.#now.roots;
  }

  /** Files that could not be read, and why. */
  get gaps(): readonly GapSeen[] {
    return this.#now.gaps;
  }

  module(file: string): Module | null {
    return this.#now.module(file);
  }

  resolve(from: string, specifier: string): Resolution {
    return this.#laidOut.resolve(from, specifier);
  }

  packageOf(file: string): PackageInfo {
    return this.#laidOut.packages.info(file);
  }

  isMigration(file: string): boolean {
    return this.#laidOut.isMigration(file);
  }

  /** The saved text of a file, without BOM; null when it cannot be read. */
  text(file: string): string | null {
    return this.#sources.text(file);
  }

  /** A path as the project names it, relative to the root; null outside of it. */
  relative(path: string): string | null {
    const plain = slashed(path);
    const real = plain.startsWith(`${this.root}/`) ? plain : identity(this.#disk, path);
    return real.startsWith(`${this.root}/`) ? real.slice(this.root.length + 1) : null;
  }

  get #laidOut(): Layout {
    return (this.#layout ??= layOut(this.#disk, this.root, this.config));
  }

  get #now(): Snapshot {
    return (this.#snapshot ??= takeSnapshot(this.#laidOut, (file) => this.#sources.get(file)));
  }
}
