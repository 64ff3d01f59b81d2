import { join } from "node:path/posix";
import type { Module } from "../syntax/tree.js";
import { whyNot, type Disk, type Stat } from "./disk.js";
import { rereader } from "./engine.js";
import { digest, factsOf, unreadable, type Facts } from "./facts.js";

/** What is kept of a file: not its text. */
export interface Source extends Facts {
  readonly file: string;
  readonly hash: string;
  /** Parsed when first asked for. */
  module(): Module | null;
  /** Forgets the module: who asks for it again waits again. */
  release(): void;
}

/** What is remembered of texts from earlier runs, by their hashes. */
export interface Memory {
  /** The hash a file had when it stood so on the disk; null: never seen. */
  hash(file: string, stat: Stat): string | null;
  facts(hash: string): Facts | null;
  keepFacts(hash: string, facts: Facts): void;
  module(hash: string, file: string): Module | null;
  keepModule(hash: string, module: Module): void;
}

export interface Sources {
  /** As last read; reads it the first time. */
  get(file: string): Source;
  /** The saved text, without BOM; null when it cannot be read. Always asks the disk. */
  text(file: string): string | null;
  /** Looks at the file again; true when its text is another one. */
  refresh(file: string): boolean;
  /** The hash of the text as last read; reads it the first time. */
  hash(file: string): string;
  /** How the file stood on the disk when it was read; null when it did not, or was never read. */
  stat(file: string): Stat | null;
  /** Compares a file with what was read of it in an earlier run; what is untouched counts as read. */
  compare(file: string, hash: string, stat: Stat | null): "untouched" | "touched" | "changed";
  /** The files read so far. */
  read(): Iterable<string>;
  /** Forgets all modules. */
  release(): void;
}

/** Larger files are generated or bundled. */
const limit = 2 * 1024 * 1024;

const forgetful: Memory = {
  hash: () => null,
  facts: () => null,
  keepFacts: () => undefined,
  module: () => null,
  keepModule: () => undefined,
};

const withoutBom = (text: string): string => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);

/** A text of which all is known, but for the text, which nothing here may keep alive: `reread` brings it back for the module. */
export function sourceOf(
  file: string,
  text: string,
  reread: () => string | null,
  memory = forgetful,
): Source {
  const hash = digest(text);
  const known = memory.facts(hash);
  const facts = known ?? factsOf(text);
  if (known === null) memory.keepFacts(hash, facts);
  return { file, hash, ...facts, ...moduleOf(file, hash, () => facts, reread, memory) };
}

const moduleOf = (
  file: string,
  hash: string,
  facts: () => Facts,
  reread: () => string | null,
  memory: Memory,
): Pick<Source, "module" | "release"> => {
  let module: Module | null | undefined;
  const read = (): Module | null => {
    const known = memory.module(hash, file);
    if (known !== null) return known;
    const text = reread();
    if (text === null) return null;
    const fresh = rereader().readModule(file, text);
    if (memory !== forgetful && digest(text) === hash) memory.keepModule(hash, fresh);
    return fresh;
  };
  return {
    module: () => (module ??= facts().why === null ? read() : null),
    release: () => void (module = undefined),
  };
};

const unread = (file: string, why: string): Source => ({
  file,
  hash: why,
  ...unreadable(why),
  module: () => null,
  release: () => undefined,
});

/** The same file, looked at again. */
export function same(a: Stat | null, b: Stat | null): boolean {
  return (
    a === b ||
    (a !== null &&
      b !== null &&
      a.kind === b.kind &&
      a.size === b.size &&
      a.modified === b.modified &&
      a.inode === b.inode)
  );
}

/** Reads the files of a root (absolute) once, and again when asked to. */
export function createSources(disk: Disk, root: string, memory: Memory = forgetful): Sources {
  interface Known {
    readonly stat: Stat | null;
    readonly hash: string;
    source: Source | null;
  }
  const known = new Map<string, Known>();

  const text = (file: string): string | null => {
    try {
      return withoutBom(disk.read(join(root, file)));
    } catch {
      return null;
    }
  };
  /** What is known of a text by its hash; its facts are looked up when the first is asked for. */
  const remembered = (file: string, hash: string): Source => {
    let known: Facts | undefined;
    const facts = (): Facts => (known ??= memory.facts(hash) ?? factsOf(text(file) ?? ""));
    return {
      file,
      hash,
      get why() {
        return facts().why;
      },
      get gated() {
        return facts().gated;
      },
      get calls() {
        return facts().calls;
      },
      get mayQuery() {
        return facts().mayQuery;
      },
      get forwards() {
        return facts().forwards;
      },
      get heritage() {
        return facts().heritage;
      },
      get outlines() {
        return facts().outlines;
      },
      get imports() {
        return facts().imports;
      },
      ...moduleOf(file, hash, facts, () => text(file), memory),
    };
  };
  const read = (file: string, stat: Stat | null): Source => {
    if (stat?.kind !== "file") return unread(file, "no such file");
    if (stat.size > limit) return unread(file, "larger than 2 MB: generated or bundled");
    const hash = memory.hash(file, stat);
    if (hash !== null) return remembered(file, hash);
    try {
      return sourceOf(file, withoutBom(disk.read(join(root, file))), () => text(file), memory);
    } catch (error) {
      return unread(file, `file cannot be read: ${whyNot(error)}`);
    }
  };
  const keep = (file: string, stat: Stat | null, source: Source): Source => {
    known.set(file, { stat, hash: source.hash, source });
    return source;
  };
  const get = (file: string): Source => {
    const found = known.get(file);
    if (found) return (found.source ??= remembered(file, found.hash));
    const stat = disk.stat(join(root, file));
    return keep(file, stat, read(file, stat));
  };
  return {
    text,
    get,
    refresh(file) {
      const before = known.get(file);
      if (!before) return false;
      const stat = disk.stat(join(root, file));
      if (same(before.stat, stat)) return false;
      const source = read(file, stat);
      const changed = source.hash !== before.hash;
      keep(file, stat, changed ? source : (before.source ?? source));
      return changed;
    },
    compare(file, hash, stat) {
      if (stat !== null && !known.has(file) && same(stat, disk.stat(`${root}/${file}`)))
        known.set(file, { stat, hash, source: null });
      const now = known.get(file) ?? (get(file), known.get(file));
      if (now?.hash !== hash) return "changed";
      return same(now.stat, stat) ? "untouched" : "touched";
    },
    hash: (file) => known.get(file)?.hash ?? get(file).hash,
    stat: (file) => known.get(file)?.stat ?? null,
    read: () => known.keys(),
    release() {
      for (const { source } of known.values()) source?.release();
    },
  };
}
