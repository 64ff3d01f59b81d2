import type { Pattern } from "./value.js";

export interface RegexPrefix {
  /** Literal text every match starts with; empty when there is none (P6, P7). */
  readonly text: string;
  /** The expression asks for nothing but the prefix. */
  readonly exact: boolean;
}

const NO_PREFIX: RegexPrefix = { text: "", exact: false };

/** Finds the literal prefix that an index can turn into a range of strings. */
export function regexPrefix({ source, flags }: Pattern): RegexPrefix {
  const start = source.startsWith("\\A") ? 2 : source.startsWith("^") ? 1 : 0;
  if (start === 0) return NO_PREFIX;
  const body = source.slice(start);
  if (/^\||^[^\\]\||[^\\]\||\\\\\|/.test(body)) return NO_PREFIX;
  let extended = false;
  for (const letter of flags) {
    if (letter === "x") extended = true;
    else if (letter === "m" ? start !== 2 : letter !== "s") return NO_PREFIX;
  }
  return literalPrefix(body, extended);
}

function literalPrefix(body: string, extended: boolean): RegexPrefix {
  let text = "";
  for (let at = 0; at < body.length; at++) {
    const letter = body.charAt(at);
    if (letter === "*" || letter === "?") return { text: text.slice(0, -1), exact: false };
    if (letter === "\\") {
      const escaped = body.charAt(++at);
      if (escaped === "Q") {
        const end = body.indexOf("\\E", at);
        text += body.slice(at + 1, end === -1 ? undefined : end);
        at = end === -1 ? body.length : end + 1;
      } else if (escaped === "" || /[A-Za-z0-9]/.test(escaped)) return { text, exact: false };
      else text += escaped;
    } else if ("^$.[()+{".includes(letter) || (extended && letter === "#")) return { text, exact: false };
    else if (!extended || !/\s/.test(letter)) text += letter;
  }
  return { text, exact: text !== "" };
}
