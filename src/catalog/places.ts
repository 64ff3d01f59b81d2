import type { Happenings, Span } from "../interpret/happenings.js";
import type { Place } from "./types.js";

/** Turns spans into places. */
export type PlaceOf = (span: Span) => Place;

/** Places by the line starts of each file: lines and columns 1-based, columns in UTF-16 units. */
export function placesOf(lines: Happenings["lines"]): PlaceOf {
  return ({ file, start, end }) => {
    const starts = lines[file] ?? [0];
    const [line, column] = position(starts, start);
    const [endLine, endColumn] = position(starts, end);
    return { file, line, column, endLine, endColumn };
  };
}

function position(starts: readonly number[], offset: number): [line: number, column: number] {
  const line = lineOf(starts, offset);
  return [line + 1, offset - (starts[line] ?? 0) + 1];
}

/** Index of the last line that starts at or before the offset. */
export function lineOf(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Orders places by file, line and column; what has none comes last. */
export function comparePlaces(a: Place | null, b: Place | null): number {
  if (!a || !b) return Number(!a) - Number(!b);
  return compareText(a.file, b.file) || a.line - b.line || a.column - b.column;
}

/** Code-unit order: the same on every machine. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
