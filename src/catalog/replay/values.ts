import type { Datum } from "../../interpret/happenings.js";
import { typeNamed } from "./types.js";

/** What was not known while a value was read. */
export interface Doubt {
  why: string | null;
}

/** The JavaScript value of a datum; what is not known becomes the planner's marker and is remembered as a doubt. */
export function toValue(datum: Datum, doubt: Doubt): unknown {
  switch (datum.t) {
    case "prim":
      return datum.v;
    case "undefined":
      return undefined;
    case "object": {
      if (datum.open || datum.entries.some(({ maybe }) => maybe))
        doubt.why ??= "some of its keys are not known";
      return Object.fromEntries(datum.entries.map(({ key, value }) => [key, toValue(value, doubt)]));
    }
    case "array":
      if (datum.rest) doubt.why ??= "its length is not known";
      return datum.items.map(({ value }) => toValue(value, doubt));
    case "regex":
      return regexOf(datum.source, datum.flags, doubt);
    case "union":
      doubt.why ??= "it has several values";
      return toValue(likeliest(datum.of), doubt);
    case "unknown":
      doubt.why ??= datum.why;
      return { $unknown: kindOf(datum.kind) };
    case "type":
      return typeNamed(datum.name);
    default:
      doubt.why ??= `it is a ${datum.t}`;
      return { $unknown: "anything" };
  }
}

/** Of several values, the first that is known: a default (`process.env.TTL ?? 3600`) or the first branch. */
export const likeliest = (of: readonly Datum[]): Datum =>
  of.find(({ t }) => t !== "unknown" && t !== "undefined") ?? of[0] ?? { t: "undefined" };

/** The text of a datum, when it is a known string. */
export const textOf = (datum: Datum | undefined): string | null =>
  datum?.t === "prim" && typeof datum.v === "string" ? datum.v : null;

/** The texts of a list of strings, or of one. */
export function textsOf(datum: Datum | undefined): string[] {
  if (datum?.t === "array") return datum.items.flatMap(({ value }) => textOf(value) ?? []);
  const text = textOf(datum);
  return text === null ? [] : [text];
}

/** The value under a key of an object datum. */
export const entryOf = (datum: Datum | undefined, key: string): Datum | undefined =>
  datum?.t === "object" ? datum.entries.findLast((entry) => entry.key === key)?.value : undefined;

const KINDS: ReadonlySet<string> = new Set([
  "string",
  "number",
  "date",
  "objectId",
  "boolean",
  "object",
  "array",
  "regex",
]);

const kindOf = (kinds: readonly string[] | undefined): string => {
  const [kind, ...others] = kinds ?? [];
  return kind !== undefined && others.length === 0 && KINDS.has(kind) ? kind : "anything";
};

function regexOf(source: string | null, flags: string, doubt: Doubt): unknown {
  try {
    if (source !== null) return new RegExp(source, flags);
  } catch {
    // An invalid pattern would have thrown in the program as well.
  }
  doubt.why ??= "its pattern is not known";
  return { $unknown: "regex" };
}
