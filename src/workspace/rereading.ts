import { lineOf } from "../catalog/places.js";
import type { Catalog, Place } from "../catalog/types.js";
import type { Ran } from "../interpret/index.js";
import { move } from "../interpret/move.js";
import { shiftBetween } from "../interpret/same-code.js";
import { placeInName, rewritten, type Shift } from "../interpret/shift.js";
import type { Module } from "../syntax/tree.js";
import type { Origin } from "./cache/index.js";

export { readModule } from "../syntax/read.js";

/** A file that was read, and has changed since. */
export interface Parsed {
  readonly file: string;
  readonly before: Module;
  readonly after: Module;
}

/** What was read, at the places where it is now. */
export interface Reread {
  readonly origin: Origin;
  /** null: it must be made anew. */
  readonly catalog: Catalog | null;
}

/** A file whose code does what it did, and where it is now. */
interface Still extends Parsed {
  readonly shift: Shift;
}

/** Where the code of files is now that have changed and do what they did; null: one of them may do something else. */
export function stillDoing(changed: readonly Parsed[], ran: Ran): readonly Still[] | null {
  const still: Still[] = [];
  for (const each of changed) {
    const shift = shiftBetween(each.before, each.after, new Set(ran[each.file]));
    if (shift === null) return null;
    still.push({ ...each, shift });
  }
  return still;
}

/** What was read, of files that do what they did; null: something of it stands nowhere now. */
export function reread(origin: Origin, catalog: Catalog, changed: readonly Still[]): Reread | null {
  let now: Reread = { origin, catalog };
  for (const { shift, ...each } of changed) {
    const moved = move(now.origin, shift, each.after);
    if (!moved) return null;
    const ran = (moved.ran[each.file] ?? []).map((start) => shift.start(start) ?? start);
    now = {
      origin: { ...moved, ran: { ...moved.ran, [each.file]: ran } },
      catalog: now.catalog && movedCatalog(now.catalog, shift, each),
    };
  }
  return now;
}

/**
 * A catalog at the places where its file's code is now; null when more than places may be told otherwise: comments are read by
 * the lines they are on, and names that hold offsets are sorted.
 */
function movedCatalog(catalog: Catalog, shift: Shift, { file, before, after }: Parsed): Catalog | null {
  let isSure = before.comments.length + after.comments.length === 0;
  const at = (place: number | null): readonly [line: number, column: number] => {
    if (place === null) isSure = false;
    const line = lineOf(after.lines, place ?? 0);
    return [line + 1, (place ?? 0) - (after.lines[line] ?? 0) + 1];
  };
  const offset = (line: number, column: number): number => (before.lines[line - 1] ?? 0) + column - 1;
  const moved = (place: Place): Place => {
    const start = offset(place.line, place.column);
    const [line, column] = at(shift.start(start));
    const { endLine, endColumn } = place;
    if (endLine === undefined || endColumn === undefined) return { ...place, line, column };
    const end = offset(endLine, endColumn);
    const [lastLine, lastColumn] = end === start ? [line, column] : at(shift.end(end));
    return { ...place, line, column, endLine: lastLine, endColumn: lastColumn };
  };
  const now = rewritten(catalog, (part) => {
    if (typeof part === "string") {
      if (part.startsWith(file) && placeInName(part)?.file === file) isSure = false;
      return part;
    }
    if (!isPlace(part)) return undefined;
    return part.file === file ? moved(part) : part;
  });
  return isSure ? now : null;
}

const isPlace = (part: object): part is Place => "file" in part && "line" in part && "column" in part;
