import { createHash } from "node:crypto";
import { compact } from "../syntax/compact.js";
import {
  calls,
  forwards,
  heritageOf,
  importsOf,
  mayQuery,
  mentionsOurs,
  outlinesOf,
} from "../syntax/gate.js";

/** What a text tells without being parsed. */
export interface Facts {
  /** null: it can be read; else why not. */
  readonly why: string | null;
  readonly gated: boolean;
  readonly calls: boolean;
  readonly mayQuery: boolean;
  readonly forwards: boolean;
  /** What it outlines for others to implement, and what its own classes extend and implement: names. */
  readonly outlines: readonly string[];
  readonly heritage: readonly string[];
  readonly imports: readonly string[];
}

const long = 1000;
const longLine = new RegExp(`^.{${long},}$`, "gm");
const codeWord = /\bfunction\b|\breturn\b|=>/g;

/** Looks at a few characters of each thousand: a hundredth of what reading every line takes. */
function hasLongLine(text: string): boolean {
  for (let at = 0; at + long <= text.length;) {
    const end = text.lastIndexOf("\n", at + long - 1);
    if (end < at) return true;
    at = end + 1;
  }
  return false;
}

/** Lines nobody writes, full of code: long data and inlined styles are none. */
function isMinified(text: string): boolean {
  if (!hasLongLine(text)) return false;
  let words = 0;
  for (const [line] of text.matchAll(longLine)) {
    words += line.match(codeWord)?.length ?? 0;
    if (words > 100) return true;
  }
  return false;
}

/** The facts of a file that cannot be read. */
export function unreadable(why: string): Facts {
  return {
    why,
    gated: false,
    calls: false,
    mayQuery: false,
    forwards: false,
    outlines: [],
    heritage: [],
    imports: [],
  };
}

/** Reads what a text tells without parsing it. */
export function factsOf(text: string): Facts {
  if (text.slice(0, 8000).includes("\0")) return unreadable("binary file");
  if (isMinified(text)) return unreadable("minified: generated or bundled");
  return {
    why: null,
    gated: mentionsOurs(text),
    calls: calls(text),
    mayQuery: mayQuery(text),
    forwards: forwards(text),
    outlines: compact(outlinesOf(text)),
    heritage: compact(heritageOf(text)),
    imports: compact(importsOf(text)),
  };
}

/** Do two texts of one file decide alike where interpretation starts? */
export function alike(a: Facts, b: Facts): boolean {
  return (
    a.gated === b.gated &&
    a.calls === b.calls &&
    a.mayQuery === b.mayQuery &&
    a.forwards === b.forwards &&
    a.outlines.join() === b.outlines.join() &&
    a.heritage.join() === b.heritage.join() &&
    a.why === b.why &&
    a.imports.join("\n") === b.imports.join("\n")
  );
}

/** The identity of a text. */
export function digest(text: string): string {
  return createHash("sha1").update(text).digest("base64url");
}
