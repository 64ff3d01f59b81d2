import type { Catalog } from "../../catalog/types.js";
import type { Disk } from "../disk.js";
import { digest } from "../facts.js";
import type { Sources } from "../sources.js";
import { askAgain, keyOf, type Trace } from "../trace.js";
import { questions, readRows, rowsOf, sourceStat, tellsMore, type Rests } from "./rows.js";
import { readPart, readWhole } from "./pieces.js";
import { fromJson, type Store } from "./store.js";

/** A catalog of an earlier run, and what it rests on. It holds still when nothing has changed. */
export interface Recalled {
  /** null: damaged. */
  readonly catalog: () => Catalog | null;
  readonly trace: Trace;
  /** All source files. */
  readonly files: ReadonlySet<string>;
  /** Files whose text is another one now, with the hash of the text that was read. */
  readonly changed: readonly ChangedRow[];
}

export type ChangedRow = readonly [file: string, hash: string];

export interface Results {
  /** What the last run read, whether or not it holds still. */
  readonly last: Rests | null;
  /** The catalog that holds still, or the one since which the fewest files have changed. */
  recall(disk: Disk, sources: Sources): Recalled | null;
  /** What the catalog recalled or kept last was made of; null when it was not kept. */
  origin(): object | null;
  /** One part of it; the others are not read. */
  partOfOrigin(name: string): unknown;
  /** Keeps all that was recalled as what the files say now: no text that has changed has a part in it. */
  renew(trace: Trace, sources: Sources): void;
  /** What was made of the catalog recalled or kept last, as JSON; null when it was not kept. `key`: how it was made. */
  derived(key: string): string | null;
  keepDerived(key: string, text: string): void;
  keep(
    trace: Trace,
    sources: Sources,
    files: Iterable<string>,
    catalog: Iterable<Uint8Array>,
    origin: Iterable<Uint8Array> | null,
  ): void;
}

/** One a branch, more or less. */
const most = 4;
const prefix = "result-";
/** Beside what a catalog rests on, the catalog: whoever asks for what was made of it does not read it. */
const catalogOf = (name: string): string => `catalog-${name}`;
/** What the catalog was made of: read only when somebody types, or has edited. */
const originOf = (name: string): string => `origin-${name}`;
const derivedFrom = (name: string): string => `derived-${name}-`;

/**
 * The catalogs of earlier runs, each with all that it rests on: a catalog holds while every file, folder and question to the disk
 * is answered as it was then.
 */
export function openResults(store: Store, root: string, config: string, opened: number): Results {
  const [newest] = store.names(prefix);
  const read = (name: string): Rests | null => {
    const [head, rows] = store.read(name) ?? [];
    return head === config ? readRows(fromJson(rows)) : null;
  };
  const first = newest === undefined ? null : read(newest);

  let recalled: { readonly name: string; readonly rests: Rests } | null = null;
  /** Of the catalog recalled or kept last. */
  let current: string | null = null;

  /** `complete`: puts beside it what belongs to it, before anybody can find it. */
  const write = (rests: Rests, complete: (name: string) => void): string => {
    const content = [
      ...rests.asked.map((row) => row.slice(0, 3)),
      ...rests.sources.map((row) => row.slice(0, 2)),
    ];
    const name = prefix + digest([config, ...content.map((row) => row.join(" ")).sort()].join("\n"));
    complete(name);
    store.write(name, [config, JSON.stringify(rests)]);
    for (const old of store.names(prefix).slice(most))
      [old, catalogOf(old), originOf(old), ...store.names(derivedFrom(old))].forEach(store.remove);
    return name;
  };
  /** Writes down how untouched things look now, so that the next run need not read them. */
  const learn = (rests: Rests, trace: Trace, sources: Sources): void => {
    const fresh = rowsOf(root, trace, sources, filesOf(rests), opened);
    if (tellsMore(fresh, rests)) write(fresh, () => undefined);
  };
  return {
    last: first,
    recall(disk, sources) {
      let nearest: Again | null = null;
      for (const [at, name] of store.names(prefix).entries()) {
        const rests = name === newest ? first : read(name);
        const again = rests && lookAgain(disk, root, rests, sources);
        if (!again || (nearest && nearest.changed.length <= again.changed.length)) continue;
        nearest = again;
        recalled = { name, rests };
        current = name;
        if (again.changed.length > 0) continue;
        if (again.isTouched) learn(rests, again.trace, sources);
        else if (at > 0) store.touch(name);
        break;
      }
      if (!nearest || !recalled) return null;
      const { name, rests } = recalled;
      const catalog = (): Catalog | null => readWhole(store.path(catalogOf(name))) as Catalog | null;
      return { ...nearest, catalog, files: filesOf(rests) };
    },
    origin: () => (current === null ? null : readWhole(store.path(originOf(current)))),
    partOfOrigin: (name) => (current === null ? null : readPart(store.path(originOf(current)), name)),
    renew(trace, sources) {
      if (recalled === null) return;
      const { name: old, rests } = recalled;
      current = write(rowsOf(root, trace, sources, filesOf(rests), opened), (name) => {
        store.copy(catalogOf(old), catalogOf(name));
        store.copy(originOf(old), originOf(name));
        for (const made of store.names(derivedFrom(old)))
          store.copy(made, derivedFrom(name) + made.slice(derivedFrom(old).length));
      });
    },
    derived: (key) =>
      current === null ? null : (store.read(derivedFrom(current) + digest(key))?.[0] ?? null),
    keepDerived(key, text) {
      if (current === null) return;
      store.write(derivedFrom(current) + digest(key), [text]);
      store.names(derivedFrom(current)).slice(most).forEach(store.remove);
    },
    keep(trace, sources, files, catalog, origin) {
      current = write(rowsOf(root, trace, sources, files, opened), (name) => {
        store.writePieces(catalogOf(name), catalog);
        if (origin !== null) store.writePieces(originOf(name), origin);
      });
    },
  };
}

const filesOf = ({ sources }: Rests): ReadonlySet<string> => new Set(sources.map(([file]) => file));

interface Again extends Pick<Recalled, "trace" | "changed"> {
  /** Some file or folder looks different, and is what it was all the same. */
  readonly isTouched: boolean;
}

/** The questions again, when every answer is what it was; and what has become of the texts. */
function lookAgain(disk: Disk, root: string, rests: Rests, sources: Sources): Again | null {
  const trace: Trace = new Map();
  let isTouched = false;
  for (const asked of questions(root, rests)) {
    const again = askAgain(disk, asked);
    if (again === null) return null;
    isTouched ||= again !== asked;
    trace.set(keyOf(again), again);
  }
  const changed: ChangedRow[] = [];
  for (const row of rests.sources) {
    const now = sources.compare(row[0], row[1], sourceStat(row));
    if (now === "changed") changed.push([row[0], row[1]]);
    isTouched ||= now === "touched";
  }
  return { trace, isTouched, changed };
}
