import { createHash } from "node:crypto";
import { join } from "node:path/posix";
import { calls, forwards, importsOf, mayQuery, mentionsOurs } from "../syntax/gate.js";
import { readModule } from "../syntax/read.js";
import type { Module } from "../syntax/tree.js";
import { whyNot, type Disk, type Stat } from "./disk.js";

/** What is kept of a file: not its text. */
export interface Source {
  readonly file: string;
  /** null: it can be read; else why not. */
  readonly why: string | null;
  readonly hash: string;
  readonly gated: boolean;
  readonly calls: boolean;
  readonly mayQuery: boolean;
  readonly forwards: boolean;
  readonly imports: readonly string[];
  /** Parsed when first asked for. */
  module(): Module | null;
}

export interface Sources {
  /** As last read; reads it the first time. */
  get(file: string): Source;
  /** The saved text, without BOM; null when it cannot be read. Always asks the disk. */
  text(file: string): string | null;
  /** Looks at the file again; true when its text is another one. */
  refresh(file: string): boolean;
  /** The files read so far. */
  read(): Iterable<string>;
}

/** Larger files are generated or bundled. */
const limit = 2 * 1024 * 1024;

const longLine = /^.{1000,}$/gm;
const codeWord = /\bfunction\b|\breturn\b|=>/g;

/** Lines nobody writes, full of code: long data and inlined styles are none. */
function isMinified(text: string): boolean {
  let words = 0;
  for (const [line] of text.matchAll(longLine)) {
    words += line.match(codeWord)?.length ?? 0;
    if (words > 100) return true;
  }
  return false;
}

const withoutBom = (text: string): string => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);

const unreadable = (file: string, why: string): Source => ({
  file,
  why,
  hash: why,
  gated: false,
  calls: false,
  mayQuery: false,
  forwards: false,
  imports: [],
  module: () => null,
});

/** What a text tells without being parsed. `reread` brings the text back when the module is asked for. */
export function sourceOf(file: string, text: string, reread: () => string | null = () => text): Source {
  if (text.slice(0, 8000).includes("\0")) return unreadable(file, "binary file");
  if (isMinified(text)) return unreadable(file, "minified: generated or bundled");
  let module: Module | null | undefined;
  return {
    file,
    why: null,
    hash: createHash("sha1").update(text).digest("base64"),
    gated: mentionsOurs(text),
    calls: calls(text),
    mayQuery: mayQuery(text),
    forwards: forwards(text),
    imports: importsOf(text),
    module() {
      if (module !== undefined) return module;
      const current = reread();
      module = current === null ? null : readModule(file, current);
      return module;
    },
  };
}

/** Do two texts of one file decide alike where interpretation starts? */
export function alike(a: Source, b: Source): boolean {
  return (
    a.gated === b.gated &&
    a.calls === b.calls &&
    a.mayQuery === b.mayQuery &&
    a.forwards === b.forwards &&
    a.why === b.why &&
    a.imports.join("\n") === b.imports.join("\n")
  );
}

const same = (a: Stat | null, b: Stat | null): boolean =>
  a === b ||
  (a !== null && b !== null && a.size === b.size && a.modified === b.modified && a.inode === b.inode);

/** Reads the files of a root (absolute) once, and again when asked to. */
export function createSources(disk: Disk, root: string): Sources {
  const known = new Map<string, { readonly stat: Stat | null; readonly source: Source }>();

  const text = (file: string): string | null => {
    try {
      return withoutBom(disk.read(join(root, file)));
    } catch {
      return null;
    }
  };
  const read = (file: string, stat: Stat | null): Source => {
    if (stat?.kind !== "file") return unreadable(file, "no such file");
    if (stat.size > limit) return unreadable(file, "larger than 2 MB: generated or bundled");
    try {
      return sourceOf(file, withoutBom(disk.read(join(root, file))), () => text(file));
    } catch (error) {
      return unreadable(file, `file cannot be read: ${whyNot(error)}`);
    }
  };
  return {
    text,
    get(file) {
      const found = known.get(file);
      if (found) return found.source;
      const stat = disk.stat(join(root, file));
      const source = read(file, stat);
      known.set(file, { stat, source });
      return source;
    },
    refresh(file) {
      const before = known.get(file);
      if (!before) return false;
      const stat = disk.stat(join(root, file));
      if (same(before.stat, stat)) return false;
      const source = read(file, stat);
      const changed = source.hash !== before.source.hash;
      known.set(file, { stat, source: changed ? source : before.source });
      return changed;
    },
    read: () => known.keys(),
  };
}
