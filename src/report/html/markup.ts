import { escapeMarkup } from "../escape.js";

/** Text that is HTML already. */
export interface Markup {
  readonly markup: string;
}

type Piece = string | number | null | Markup | readonly Piece[];

/** HTML with holes: whatever fills one is escaped, unless it is Markup itself. */
export const html = (texts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup => ({
  markup: texts.map((text, n) => (n === 0 ? text : markupOf(pieces[n - 1] ?? null) + text)).join(""),
});

/** Text that shall stand in the page as it is: only for what we wrote ourselves. */
export const verbatim = (markup: string): Markup => ({ markup });

function markupOf(piece: Piece): string {
  if (piece === null) return "";
  if (typeof piece === "string" || typeof piece === "number") return escapeMarkup(String(piece));
  return "markup" in piece ? piece.markup : piece.map(markupOf).join("");
}
