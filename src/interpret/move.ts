import type { Happening, Happenings, Span } from "./happenings.js";
import { movedFact, movedSpan, placeInName, type Shift } from "./shift.js";

/** What happened, and the texts it happened in. */
export type Told = Pick<Happenings, "list" | "lines" | "comments">;

/** The edited file as it reads now. */
export interface Edited {
  readonly lines: readonly number[];
  readonly comments: Happenings["comments"][string];
}

/** Index of the line an offset is in. */
export type LineOf = (starts: readonly number[], offset: number) => number;

/** What was told, of a file whose code is the same and stands elsewhere; null when something told stands nowhere. */
export function move<T extends Told>(told: T, shift: Shift, now: Edited): T | null {
  const { facts, spans } = mentions(told.list, shift.file);
  if (!spans.every((span) => movedSpan(shift, span))) return null;
  const list = told.list.map((fact) => (facts.has(fact) ? movedFact(shift, fact) : fact));
  return withText({ ...told, list }, shift.file, now);
}

/** With the text of a file as it is now. */
export function withText<T extends Told>(told: T, file: string, { lines, comments }: Edited): T {
  return {
    ...told,
    lines: { ...told.lines, [file]: lines },
    comments: { ...told.comments, [file]: comments },
  };
}

/** The facts that have to do with a file, and where in it. */
export function mentions(
  list: readonly Happening[],
  file: string,
): { readonly facts: ReadonlySet<Happening>; readonly spans: readonly Span[] } {
  const facts = new Set(list.filter((fact) => spansIn(fact, file).length > 0));
  return { facts, spans: [...facts].flatMap((fact) => spansIn(fact, file)) };
}

/** Nothing that is known stands on another line, in another column or beside another comment. */
export function isStill(
  told: Told,
  spans: readonly Span[],
  shift: Shift,
  now: Edited,
  lineOf: LineOf,
): boolean {
  const { file } = shift;
  const lines = told.lines[file] ?? now.lines;
  const isSamePlace = (was: number, is: number): boolean => {
    const line = lineOf(lines, was);
    return line === lineOf(now.lines, is) && was - (lines[line] ?? 0) === is - (now.lines[line] ?? 0);
  };
  const stays = (span: Span): boolean => {
    const moved = movedSpan(shift, span);
    return (
      moved !== null &&
      (moved.start === span.start || !isName(span)) &&
      isSamePlace(span.start, moved.start) &&
      isSamePlace(span.end, moved.end)
    );
  };
  const comments = told.comments[file] ?? [];
  return (
    spans.every(stays) &&
    comments.length === now.comments.length &&
    comments.every((comment, i) => {
      const other = now.comments[i];
      return comment.text === other?.text && lineOf(lines, comment.end) === lineOf(now.lines, other.end);
    })
  );
}

type SpansByFile = ReadonlyMap<string, readonly Span[]>;
const found = new WeakMap<Happening, SpansByFile>();

/** A name holds an offset, whatever line that is in. */
const isName = ({ start, end }: Span): boolean => start === end;

/** The spans and names of a fact by the files they are in: the same facts are asked for each file that is edited. */
function spansOf(fact: Happening): SpansByFile {
  const before = found.get(fact);
  if (before) return before;
  const spans = new Map<string, Span[]>();
  const collect = (v: unknown): void => {
    const name = typeof v === "string" ? placeInName(v) : null;
    if (name) add({ file: name.file, start: name.offset, end: name.offset });
    if (typeof v !== "object" || v === null) return;
    if ("file" in v && "start" in v && "end" in v) add(v as Span);
    else Object.values(v).forEach(collect);
  };
  const add = (span: Span): void => {
    const here = spans.get(span.file);
    if (here) here.push(span);
    else spans.set(span.file, [span]);
  };
  collect(fact);
  found.set(fact, spans);
  return spans;
}

const nowhere: readonly Span[] = [];

/** The spans and names of a fact that are in a file. */
export const spansIn = (fact: Happening, file: string): readonly Span[] => spansOf(fact).get(file) ?? nowhere;
