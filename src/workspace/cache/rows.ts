import { join, relative } from "node:path/posix";
import type { Stat } from "../disk.js";
import { fields } from "../json.js";
import type { Sources } from "../sources.js";
import type { Asked, Trace } from "../trace.js";

/** Size, time of modification, inode; the size is -1 when nothing may be concluded from them. */
type StatRow = readonly [size: number, modified: number, inode: number];
/** A question, and a source file, as they are written down. */
type AskedRow = readonly [what: Asked["what"], path: string, answer: string, ...StatRow];
export type SourceRow = readonly [file: string, hash: string, ...StatRow];

/** What a catalog rests on. Paths relative to the root, so that a project may be moved. */
export interface Rests {
  readonly asked: readonly AskedRow[];
  readonly sources: readonly SourceRow[];
}

/** Coarse clocks of file systems tick every two seconds: a younger file may change again and look the same. */
const tick = 2000;

const statRow = (stat: Stat | null, opened: number): StatRow =>
  stat && stat.modified < opened - tick ? [stat.size, stat.modified, stat.inode] : [-1, 0, 0];

const statOf = (kind: Stat["kind"], size: number, modified: number, inode: number): Stat | null =>
  size < 0 ? null : { kind, size, modified, inode };

/** Writes down what a catalog rests on. `opened`: when the first of it was looked at. */
export function rowsOf(
  root: string,
  trace: Trace,
  sources: Sources,
  files: Iterable<string>,
  opened: number,
): Rests {
  return {
    asked: [...trace.values()].map(({ what, path, answer, stat }) => [
      what,
      relative(root, path),
      what === "real" && answer !== "" ? relative(root, answer) : answer,
      ...statRow(what === "kind" || what === "real" ? null : stat, opened),
    ]),
    sources: [...files].map((file) => [file, sources.hash(file), ...statRow(sources.stat(file), opened)]),
  };
}

/** The rows of a text that was kept; null when they have not that shape. */
export function readRows(json: unknown): Rests | null {
  const { asked, sources } = fields(json);
  const isRow = (row: unknown): boolean => Array.isArray(row) && typeof row[0] === "string";
  if (!Array.isArray(asked) || !Array.isArray(sources)) return null;
  return [...asked, ...sources].every(isRow) ? (json as Rests) : null;
}

/** How a source stood on the disk when it had a hash. */
export function sourceStat(row: SourceRow): Stat | null {
  return statOf("file", row[2], row[3], row[4]);
}

/** The questions, as they are put in a project that lies at `root`. */
export function questions(root: string, { asked }: Rests): Asked[] {
  const at = (path: string): string => (path.startsWith("..") ? join(root, path) : `${root}/${path}`);
  return asked.map((row) => {
    const [what, path, answer] = row;
    return {
      what,
      path: path === "" ? root : at(path),
      answer: what === "real" && answer !== "" ? join(root, answer) : answer,
      stat: statOf(what === "items" ? "directory" : "file", row[3], row[4], row[5]),
    };
  });
}

/** Do these rows tell anew how something stands? Both are of the same questions and files, in the same order. */
export function tellsMore(rows: Rests, than: Rests): boolean {
  const tells = (row: readonly unknown[], before: readonly unknown[] = []): boolean =>
    Number(row.at(-3)) >= 0 && [-3, -2, -1].some((at) => row.at(at) !== before.at(at));
  return (
    rows.asked.some((row, at) => tells(row, than.asked[at])) ||
    rows.sources.some((row, at) => tells(row, than.sources[at]))
  );
}
