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

/** Where the pieces of a file stand once its text is another one; null: nowhere. */
export interface Shift {
  readonly file: string;
  start(offset: number): number | null;
  end(offset: number): number | null;
}

/** What an edit does to places. What ends inside of what was replaced ends with it. */
export function shiftOf({ file, start, end, newEnd }: TextEdit): Shift {
  const moved = (offset: number): number => offset + newEnd - end;
  return {
    file,
    start: (offset) => (offset < start ? offset : offset >= end ? moved(offset) : null),
    end: (offset) => (offset <= start ? offset : offset >= end ? moved(offset) : newEnd),
  };
}

/** The same edit, undone. */
export const inverse = ({ file, start, end, newEnd }: TextEdit): TextEdit => ({
  file,
  start,
  end: newEnd,
  newEnd: end,
});

/** Where a span stands then; null when it begins nowhere. An empty one stays empty. */
export function movedSpan<S extends Span>(shift: Shift, span: S): S | null {
  if (span.file !== shift.file) return span;
  const start = shift.start(span.start);
  if (start === null) return null;
  const end = span.end === span.start ? start : shift.end(span.end);
  if (end === null) return null;
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

function movedName(shift: Shift, name: string): string {
  const place = name.startsWith(shift.file) ? placeInName(name) : null;
  const moved = place?.file === shift.file ? shift.start(place.offset) : null;
  return moved === null ? name : `${name.slice(0, shift.file.length + 1)}${moved}`;
}

const isSpan = (v: object): v is Span =>
  "file" in v && typeof v.file === "string" && "start" in v && "end" in v;

/** A fact with all its spans and names moved: itself when none had to move. Spans that stand nowhere stay as they are. */
export function movedFact<T>(shift: Shift, fact: T): T {
  return rewritten(fact, (v) => {
    if (typeof v === "string") return movedName(shift, v);
    return isSpan(v) ? (movedSpan(shift, v) ?? v) : undefined;
  });
}

/** A plain value with parts of it replaced: itself when none is. `replace`: undefined leaves a part to its own parts. */
export function rewritten<T>(value: T, replace: (part: string | object) => unknown): T {
  return rewrite(value) as T;

  function rewrite(v: unknown): unknown {
    if (typeof v !== "string" && (typeof v !== "object" || v === null)) return v;
    const replaced = replace(v);
    if (replaced !== undefined) return replaced;
    if (typeof v === "string") return v;
    return Array.isArray(v) ? rewriteAll(v) : rewriteEach(v);
  }
  function rewriteEach(v: object): unknown {
    let copy: Record<string, unknown> | null = null;
    for (const [key, part] of Object.entries(v)) {
      const now = rewrite(part);
      if (now !== part) (copy ??= { ...(v as Record<string, unknown>) })[key] = now;
    }
    return copy ?? v;
  }
  function rewriteAll(list: readonly unknown[]): readonly unknown[] {
    let copy: unknown[] | null = null;
    list.forEach((part, i) => {
      const now = rewrite(part);
      if (now !== part) (copy ??= [...list])[i] = now;
    });
    return copy ?? list;
  }
}
