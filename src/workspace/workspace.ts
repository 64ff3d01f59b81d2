import { join } from "node:path/posix";
import type { Catalog } from "../catalog/types.js";
import type { GapSeen, PackageInfo } from "../interpret/happenings.js";
import type { Module } from "../syntax/tree.js";
import { openCache, type Cache, type Origin } from "./cache/index.js";
import { readConfig, readConfigFile, type Config } from "./config.js";
import { disk as realDisk, identity, relativeTo, type Disk } from "./disk.js";
import { UserError } from "./error.js";
import { isSource, wants } from "./files.js";
import { engine } from "./engine.js";
import { createFreshness, unhurried, type Change, type Pace } from "./freshness.js";
import { layOut, takeSnapshot, telling, type Layout, type Snapshot } from "./snapshot.js";
import { alike, digest } from "./facts.js";
import { createSchedule, type Schedule } from "./schedule.js";
import { createSources, sourceOf, type Source, type Sources } from "./sources.js";
import { openPast, type Past } from "./past.js";
import type { Known, Read } from "./reading.js";
import type { Trace } from "./trace.js";
import type { Project, Resolution } from "./types.js";
import { typingOf, type Typing } from "./typing.js";

export interface OpenOptions {
  /** The configuration, or the file to read it from; the root's own when not said. */
  readonly config?: Config | string;
  /** Told what is being done, for a progress line. */
  readonly onProgress?: (what: string, done?: number, total?: number) => void;
  readonly disk?: Disk;
  /** Milliseconds, for the pace of looking for changes. */
  readonly clock?: () => number;
  readonly pace?: Pace;
  /** Makes a catalog of a project at one moment. */
  readonly read?: (snapshot: Snapshot, config: Config, disk: Disk) => Catalog;
  /** Where what was read is kept for the next run: a folder, or true for the default one. Nothing is kept when not said, nor of another disk. */
  readonly cache?: string | boolean;
  /** Nothing but the catalog is asked for: modules, most of the memory, go as soon as they are interpreted. */
  readonly once?: boolean;
}

/** A file as it stands in an editor, and what the whole project says with it. */
interface Unsaved {
  readonly file: string;
  readonly text: string;
  readonly saved: Snapshot;
  readonly catalog: Catalog;
}

/** A project of so few files is read whole at each keystroke. */
const few = 8;

/** A project on disk: the one place that remembers. What it says holds until a file changes. */
export class Workspace implements Project {
  /** Absolute real path, with `/`. */
  readonly root: string;
  readonly config: Config;
  readonly #options: OpenOptions;
  readonly #disk: Disk;
  readonly #cache: Cache | null;
  readonly #past: Past | null;
  readonly #sources: Sources;
  #layout: Layout | null = null;
  #look: (() => Change) | null = null;
  #snapshot: Snapshot | null = null;
  #catalog: Catalog | null = null;
  #whole: Read | null = null;
  #unsaved: Unsaved | null = null;
  #typing: Typing | null = null;
  #hasAsked = false;
  /** Files were saved that were read as they were typed: what others do through them is not known yet. */
  #isAmended = false;
  readonly #schedule: Schedule;

  private constructor(root: string, config: Config, options: OpenOptions) {
    this.root = root;
    this.config = config;
    this.#options = options;
    this.#disk = options.disk ?? realDisk;
    const { cache = false, disk } = options;
    this.#cache = cache === false || disk !== undefined ? null : openCache(this.#disk, root, config, cache);
    this.#sources = createSources(this.#disk, root, this.#cache?.memory);
    this.#schedule = createSchedule(this.#clock);
    const relink = (origin: Origin): Catalog => {
      const { relink, happenings } = this.#resume(origin);
      return relink(happenings);
    };
    this.#past = this.#cache && openPast(this.#cache, this.#sources, this.#clock, relink);
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

  /** What the saved files say; the same object until one of them changes. */
  catalog(): Catalog {
    this.#freshen();
    if (this.#isAmended || this.#typing?.isSaved) this.#forget();
    return this.#savedCatalog;
  }

  /** What `make` makes of the saved catalog and the texts it was read from, or an earlier run made. `key`: all else it depends on. */
  derived<T>(key: string, make: () => T): T {
    const kept = this.#cache?.derived(key) as T | null | undefined;
    if (kept) return kept;
    const made = make();
    this.#cache?.keepDerived(key, made);
    return made;
  }

  /** The same of an earlier run, while all that it rests on is as it was; null: make it. The catalog need not be known for it. */
  kept<T>(key: string): T | null {
    return (this.#past?.kept(key) ?? null) as T | null;
  }

  /** Everything saved, plus one file as it is being typed: the catalog of one lint. */
  catalogWith(file: string, text: string): Catalog {
    const isKnown = this.#sources.hash(file) === digest(text);
    if (!isKnown && this.#sources.refresh(file)) this.#adopt(file);
    this.#freshen();
    if (this.#typing?.file !== file) this.#turnFrom(this.#typing);
    const isSaved = isKnown || this.#sources.hash(file) === digest(text);
    if (isSaved && this.#typing?.file !== file) return this.#savedCatalog;
    const typing = this.#typing?.file === file ? this.#typing : this.#startTyping(file);
    const typed = typing?.read(text);
    if (typed) return typed.catalog;
    if (this.#sources.text(file) === text) return this.#savedCatalog;
    const last = this.#unsaved;
    if (last?.file === file && last.text === text && last.saved === this.#now) return last.catalog;
    const snapshot = this.#with(sourceOf(file, text, () => text));
    if (snapshot === null) return this.#savedCatalog;
    const catalog = this.#read(snapshot);
    this.#unsaved = { file, text, saved: this.#now, catalog };
    return catalog;
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
    return relativeTo(this.#disk, this.root, path);
  }

  get #laidOut(): Layout {
    if (this.#layout) return this.#layout;
    this.#options.onProgress?.("listing files");
    const layout = layOut(this.#disk, this.root, this.config);
    this.#watch(layout.trace);
    return (this.#layout = layout);
  }

  /** `looked`: milliseconds that were just spent on looking at all of it. */
  #watch(trace: Trace, looked = 0): void {
    const pace = this.#options.pace ?? unhurried;
    this.#look = createFreshness(this.#disk, trace, this.#sources, this.#clock, pace, looked);
  }

  get #clock(): () => number {
    return this.#options.clock ?? (() => performance.now());
  }

  get #now(): Snapshot {
    return (this.#snapshot ??= takeSnapshot(this.#laidOut, (file) => this.#sources.get(file)));
  }

  get #savedCatalog(): Catalog {
    return (this.#catalog ??= this.#recallFirst() ?? this.#readInTurn());
  }

  #recallFirst(): Catalog | null {
    if (this.#hasAsked) return null;
    this.#hasAsked = true;
    return this.#recall();
  }

  /** The catalog of an earlier run, when it is true still. */
  #recall(): Catalog | null {
    const remembered = this.#past?.recall();
    if (!remembered) return null;
    this.#watch(remembered.trace, remembered.looked);
    return remembered.catalog;
  }

  /**
   * Another file is looked at. What is known of the one that was typed and saved stands until there is time to read the
   * project whole, unless others do something through it.
   */
  #turnFrom(typing: Typing | null): void {
    const saved = typing?.isSaved ? typing : null;
    if (saved === null && !this.#isAmended) return;
    if (this.#schedule.isDue(this.gated.length)) return this.#forget();
    if (saved === null) return;
    const text = this.#sources.text(saved.file);
    const known = text === null || saved.isPassedThrough(text) ? null : saved.read(text);
    if (known === null) return this.#forget();
    this.#snapshot = null;
    this.#whole = known;
    this.#catalog = known.catalog;
    this.#typing = null;
    this.#isAmended = true;
  }

  /** One file of many; null: the project must be read whole. */
  #startTyping(file: string): Typing | null {
    if (this.#options.read) return null;
    const saved = this.#sources.text(file);
    if (saved === null || !this.#laidOut.files.has(file)) return null;
    const { hash, why } = this.#sources.get(file);
    if (why !== null || digest(saved) !== hash) return null;
    const snapshot = this.#now;
    if (snapshot.gated.length <= few) return null;
    const catalog = this.#savedCatalog;
    const known = { ...(this.#whole ??= this.#resumed ?? this.#readProject(snapshot)), catalog };
    const typist = engine().startTyping(known, snapshot, file, saved);
    return (this.#typing = typingOf(file, saved, typist, known));
  }

  /** What the run before ours had read, while its catalog holds. */
  get #resumed(): Read | null {
    const origin = this.#catalog && this.#past?.originOf(this.#catalog);
    return origin ? this.#resume(origin) : null;
  }

  #resume(origin: Origin): Read {
    return engine().resume(origin, this, this.config, this.#layout?.disk ?? this.#disk);
  }

  #readInTurn(): Catalog {
    const read = (): Catalog => this.#readSaved();
    return this.#cache?.inTurn(() => this.#recall(), read) ?? read();
  }

  #readSaved(): Catalog {
    const catalog = this.#read(this.#now);
    const { trace, files } = this.#laidOut;
    const read = this.#whole;
    const kept = this.#cache?.keep(
      trace,
      this.#sources,
      files,
      catalog,
      read ? { ...read.happenings, ran: read.ran } : undefined,
    );
    if (this.#options.once) this.#whole = null;
    return kept ?? catalog;
  }

  #read(snapshot: Snapshot): Catalog {
    const { read } = this.#options;
    if (read) return read(this.#told(snapshot), this.config, this.#laidOut.disk);
    const known = this.#readProject(snapshot);
    if (snapshot === this.#snapshot) this.#whole = known;
    return known.catalog;
  }

  #readProject(snapshot: Snapshot): Known {
    const onInterpreted = (): void => {
      if (this.#options.once) this.#release();
    };
    return this.#schedule.take(() =>
      engine().readProject(this.#told(snapshot), this.config, this.#laidOut.disk, onInterpreted),
    );
  }

  #told(snapshot: Snapshot): Snapshot {
    const { onProgress } = this.#options;
    return onProgress ? telling(snapshot, onProgress) : snapshot;
  }

  #release(): void {
    this.#cache?.keepFiles(this.#sources, this.#laidOut.files);
    this.#sources.release();
  }

  /** Forgets what changes on disk made untrue. */
  #freshen(): void {
    const change = this.#look?.() ?? "none";
    if (change === "none") return;
    this.#forget();
    if (change === "layout") this.#layout = null;
  }

  #forget(): void {
    this.#hasAsked = false;
    this.#snapshot = null;
    this.#catalog = null;
    this.#whole = null;
    this.#typing = null;
    this.#isAmended = false;
  }

  /** A file was saved: what was read of it unsaved is true now, if nothing else happened. */
  #adopt(file: string): void {
    if (this.#typing?.file === file) {
      this.#typing.isSaved = true;
      return;
    }
    const last = this.#unsaved;
    const isThis =
      last?.file === file && last.saved === this.#snapshot && last.text === this.#sources.text(file);
    this.#forget();
    this.#catalog = isThis ? last.catalog : null;
  }

  /** null: the file is no part of the project, being ignored, excluded or not a source file. */
  #with(unsaved: Source): Snapshot | null {
    const { file } = unsaved;
    const get = (asked: string): Source => (asked === file ? unsaved : this.#sources.get(asked));
    const layout = this.#laidOut;
    if (layout.files.has(file)) {
      return takeSnapshot(layout, get, alike(unsaved, this.#sources.get(file)) ? this.#now : undefined);
    }
    if (!isSource(file) || !wants(this.config)(file) || this.#disk.stat(join(this.root, file)) !== null)
      return null;
    const files = [...layout.listing.files, file].sort();
    return takeSnapshot(layOut(this.#disk, this.root, this.config, { ...layout.listing, files }), get);
  }
}
