import type { Happenings, Span } from "../interpret/happenings.js";
import { lineOf } from "./places.js";

/** The comment that speaks of expiry beside a declaration: it ends on the declaration's line or the line above. */
export function commentBeside(
  { comments, lines }: Happenings,
  { file, start, end }: Span,
): string | undefined {
  const starts = lines[file] ?? [0];
  const [first, last] = [lineOf(starts, start), lineOf(starts, end)];
  const beside = (comments[file] ?? []).filter((comment) => {
    const line = lineOf(starts, comment.end);
    return line === first - 1 || (line >= first && line <= last);
  });
  const text = beside.at(-1)?.text;
  return text === undefined ? undefined : plain(text);
}

/** The words of a comment, without its marks. */
const plain = (text: string): string =>
  text
    .replace(/^\/\/+|^\/\*+|\*+\/$/g, "")
    .replace(/^[\t ]*\*+ ?/gm, "")
    .trim();
