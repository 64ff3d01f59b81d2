import { join, relative, resolve } from "node:path";
import type { Catalog } from "../../catalog/types.js";
import type { Happenings } from "../../interpret/happenings.js";
import type { Ran } from "../../interpret/index.js";
import type { Module } from "../../syntax/tree.js";
import type { Config } from "../config.js";
import type { Disk } from "../disk.js";
import { digest, type Facts } from "../facts.js";
import { same, type Memory, type Sources } from "../sources.js";
import type { Trace } from "../trace.js";
import { openFacts } from "./facts.js";
import { defaultLocation, projectFolder } from "./location.js";
import { openModules } from "./modules.js";
import { asWritten, pieces } from "./pieces.js";
import { openResults, type Recalled as Kept } from "./results.js";
import { sourceStat, type SourceRow } from "./rows.js";
import { markUsed, sweep } from "./sweep.js";
import { fromJson, openStore } from "./store.js";
import { inTurn } from "./turns.js";
import { toolVersion } from "./version.js";

/** What earlier runs left on the disk for this one. Damaged, foreign or out of date, it is as if it were not there. */
export interface Cache {
  readonly memory: Memory;
  /** The catalog of an earlier run, and which files have changed since; null when the project lies otherwise now. */
  recall(sources: Sources): Recalled | null;
  /** Has one of those that would read the project at once read it, and the others `recall` what it keeps. */
  inTurn(recall: () => Catalog | null, read: () => Catalog): Catalog;
  /** What the catalog recalled or kept last was made of; null when it was not kept. */
  origin(): Origin | null;
  /** Of that, what ran. */
  ran(): Ran | null;
  /** Keeps what was recalled as what the files say now: nothing of those that have changed has a part in it. */
  renew(trace: Trace, sources: Sources, files: ReadonlySet<string>): void;
  /** What an earlier run made of this very catalog; null when it kept nothing. `key`: how it was made. */
  derived(key: string): unknown;
  keepDerived(key: string, made: unknown): void;
  /** Keeps what was read of single files, before there is a catalog. */
  keepFiles(sources: Sources, files: ReadonlySet<string>): void;
  /** Keeps a catalog with what it rests on and was made of; answers it as the next run will read it. */
  keep(
    trace: Trace,
    sources: Sources,
    files: ReadonlySet<string>,
    catalog: Catalog,
    origin?: Origin,
  ): Catalog;
}

/** A catalog of an earlier run. It holds still when nothing has changed. */
export interface Recalled extends Pick<Kept, "catalog" | "trace" | "files"> {
  readonly changed: readonly ChangedFile[];
}

/** What happened, but for what only a project can tell, and what ran. */
export interface Origin extends Omit<Happenings, "packageOf" | "root"> {
  readonly ran: Ran;
}

/** A file that has changed, and how it was read before. */
export interface ChangedFile {
  readonly file: string;
  /** null: no longer known. */
  readonly facts: Facts | null;
  readonly module: () => Module | null;
}

/** What of a configuration a catalog depends on. */
const readsBy = (root: string, config: Config): string => {
  const { include, exclude, migrations, tenantFields, softDeleteFields, knownIndexes, databaseCatalog } =
    config;
  const database = databaseCatalog === null ? null : relative(root, databaseCatalog);
  return digest(
    JSON.stringify([include, exclude, migrations, tenantFields, softDeleteFields, knownIndexes, database]),
  );
};

/** Opens the cache of a project; null when there is no place for one. `location`: a folder; true: the default one. */
export function openCache(disk: Disk, root: string, config: Config, location: string | true): Cache | null {
  const opened = Date.now();
  const place = location === true ? defaultLocation(root) : resolve(location);
  if (place === null) return null;
  const folder = projectFolder(place, root);
  const current = join(folder, toolVersion());
  markUsed([folder, current], opened);
  const store = openStore(current);
  const settings = readsBy(root, config);
  const results = openResults(store, root, settings, opened);
  const facts = openFacts(store);
  const modules = openModules(store);
  let seen: Map<string, SourceRow> | undefined;
  const rowOf = (file: string): SourceRow | undefined =>
    (seen ??= new Map(results.last?.sources.map((row) => [row[0], row]))).get(file);

  const restsOn = (sources: Sources, files: ReadonlySet<string>): readonly string[] =>
    [...sources.read()].filter((file) => files.has(file));
  const hashesOf = (sources: Sources, rests: readonly string[]): ReadonlySet<string> =>
    new Set(rests.map((file) => sources.hash(file)));

  const keepFiles = (living: ReadonlySet<string>): void => {
    facts.save(living);
    modules.save(living);
  };

  return {
    memory: {
      hash(file, stat) {
        const row = rowOf(file);
        const before = row && sourceStat(row);
        return before && same(before, stat) ? row[1] : null;
      },
      facts: facts.get,
      keepFacts: facts.keep,
      module: modules.get,
      keepModule: modules.keep,
    },
    recall(sources) {
      const recalled = results.recall(disk, sources);
      const changed = recalled?.changed.map(([file, hash]) => ({
        file,
        facts: facts.get(hash),
        module: () => modules.get(hash, file),
      }));
      return recalled && { ...recalled, changed: changed ?? [] };
    },
    inTurn: (recall, read) => inTurn(store, `reading-${settings}`, recall, read),
    origin: () => results.origin() as Origin | null,
    ran: () => results.partOfOrigin("ran") as Ran | null,
    renew(trace, sources, files) {
      results.renew(trace, sources);
      keepFiles(hashesOf(sources, restsOn(sources, files)));
    },
    derived: (key) => fromJson(results.derived(key) ?? undefined),
    keepDerived: (key, made) => results.keepDerived(key, JSON.stringify(made)),
    keepFiles: (sources, files) => keepFiles(hashesOf(sources, restsOn(sources, files))),
    keep(trace, sources, files, catalog, origin) {
      const rests = restsOn(sources, files);
      const { ran, list, lines, comments } = origin ?? {};
      results.keep(
        trace,
        sources,
        rests,
        pieces(catalog),
        origin ? pieces({ ran, list, lines, comments }) : null,
      );
      keepFiles(hashesOf(sources, rests));
      sweep(place, folder, current, opened);
      return asWritten(catalog);
    },
  };
}
