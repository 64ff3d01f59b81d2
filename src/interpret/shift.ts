import type { Span } from "./happenings.js";

/** One edit of a file's text: what stood in [start, end) is now what stands in [start, newEnd). */
export interface TextEdit {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly newEnd: number;
}

/** The smallest single edit between two texts; null when they are the same. */
export function editBetween(file: string, before: string, after: string): TextEdit | null {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let tail = 0;
  while (
    tail < shorter - start &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  )
    tail++;
  return { file, start, end: before.length - tail, newEnd: after.length - tail };
}

/** The same edit, undone. */
export const inverse = ({ file, start, end, newEnd }: TextEdit): TextEdit => ({
  file,
  start,
  end: newEnd,
  newEnd: end,
});

/** Where a span begins or ends after an edit; null: inside what was replaced. */
export function movedOffset(
  { start, end, newEnd }: TextEdit,
  offset: number,
  is: "start" | "end",
): number | null {
  if (offset < start || (is === "end" && offset === start)) return offset;
  return offset >= end ? offset + newEnd - end : null;
}

/** A span after an edit; null when it begins inside what was replaced. One that ends inside ends with it. */
export function movedSpan<S extends Span>(edit: TextEdit, span: S): S | null {
  if (span.file !== edit.file) return span;
  const start = movedOffset(edit, span.start, "start");
  if (start === null) return null;
  const end = movedOffset(edit, span.end, "end") ?? edit.newEnd;
  return start === span.start && end === span.end ? span : { ...span, start, end };
}

/** A name that ends in an offset, of a connection (`file:120`) or of a class without a name (`file#120`). */
const numbered = /^(.*)[:#](\d+)$/;

/** The file and offset a name is made of; null: it is of others. */
export function placeInName(name: string): { readonly file: string; readonly offset: number } | null {
  const last = name.charCodeAt(name.length - 1);
  const [, file, offset] = last >= 48 && last <= 57 ? (numbered.exec(name) ?? []) : [];
  return file && offset ? { file, offset: Number(offset) } : null;
}

function movedName(edit: TextEdit, name: string): string {
  const place = name.startsWith(edit.file) ? placeInName(name) : null;
  const moved = place?.file === edit.file ? movedOffset(edit, place.offset, "start") : null;
  return moved === null ? name : `${name.slice(0, edit.file.length + 1)}${moved}`;
}

const isSpan = (v: object): v is Span =>
  "file" in v && typeof v.file === "string" && "start" in v && "end" in v;

/** A fact with all its spans and names moved: itself when none had to move. Spans in what was replaced stay as they are. */
export function movedFact<T>(edit: TextEdit, fact: T): T {
  return move(fact) as T;

  function move(v: unknown): unknown {
    if (typeof v === "string") return movedName(edit, v);
    if (typeof v !== "object" || v === null) return v;
    if (isSpan(v)) return movedSpan(edit, v) ?? v;
    if (Array.isArray(v)) return moveAll(v);
    let copy: Record<string, unknown> | null = null;
    for (const [key, value] of Object.entries(v)) {
      const moved = move(value);
      if (moved !== value) (copy ??= { ...(v as Record<string, unknown>) })[key] = moved;
    }
    return copy ?? v;
  }
  function moveAll(list: readonly unknown[]): readonly unknown[] {
    let copy: unknown[] | null = null;
    list.forEach((each, i) => {
      const moved = move(each);
      if (moved !== each) (copy ??= [...list])[i] = moved;
    });
    return copy ?? list;
  }
}
