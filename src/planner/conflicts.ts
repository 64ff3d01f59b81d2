import { canonical } from "./canonical.js";
import { collationKey } from "./collation.js";
import { flag, isIdIndex, specOf } from "./keys.js";
import { filterKey } from "./partial.js";
import type { AnyIndex, IndexSpec } from "./types.js";

/** Why the server refuses to create an index beside those it has (I19). */
export interface Conflict {
  /** 85 IndexOptionsConflict, 86 IndexKeySpecsConflict, 67 CannotCreateIndex. */
  readonly code: 85 | 86 | 67;
  /** I19's row. */
  readonly reason: "options" | "signature" | "keys" | "name" | "text";
  /** Options of the requested index that never take effect. */
  readonly lost: readonly string[];
  readonly why: string;
}

/** The index is there already, as asked for: the server does nothing. */
export interface NoOperation {
  readonly noop: true;
}

type Spec = Required<IndexSpec>;

const SIGNATURE = ["unique", "sparse", "partialFilterExpression", "collation", "wildcardProjection"];
const NOT_COMPARED = new Set([
  ...[
    "v",
    "ns",
    "key",
    "name",
    "background",
    "dropDups",
    "hidden",
    "textIndexVersion",
    "2dsphereIndexVersion",
  ],
  ...SIGNATURE,
]);

/** What createIndex(requested) answers when `existing` is there (I17–I24, I29): a conflict, a no-op, or null = it is built. */
export function conflicts(existing: AnyIndex, requested: AnyIndex): Conflict | NoOperation | null {
  const [e, r] = [specOf(existing), specOf(requested)];
  const sameName = e.name === r.name;
  const sameKeys = canonical(e.keys) === canonical(r.keys);
  const differing = differingOptions(e, r);
  const inSignature = differing.filter((option) => SIGNATURE.includes(option));
  const sameSignature = sameKeys && inSignature.length === 0;
  if (sameName && sameSignature && differing.length === 0) return { noop: true };
  const lost = differing.filter((option) => given(r.options[option]));
  if (sameName && sameSignature)
    return {
      code: 85,
      reason: "options",
      lost,
      why: `\`${e.name}\` exists with other options (${quoted(differing)})`,
    };
  if (sameName && !sameKeys)
    return {
      code: 86,
      reason: "keys",
      lost: allOptions(r),
      why: `the name \`${r.name}\` is taken by other keys`,
    };
  if (sameName)
    return {
      code: 86,
      reason: "signature",
      lost,
      why: `\`${e.name}\` exists with other options (${quoted(inSignature)})`,
    };
  if (sameSignature)
    return { code: 85, reason: "name", lost, why: `the same index already exists as \`${e.name}\`` };
  if (hasText(e) && hasText(r))
    return {
      code: 67,
      reason: "text",
      lost: allOptions(r),
      why: `the collection already has a text index, \`${e.name}\``,
    };
  return null;
}

function differingOptions(e: Spec, r: Spec): string[] {
  const names = new Set([...Object.keys(e.options), ...Object.keys(r.options), ...SIGNATURE]);
  return [...names].filter((name) => {
    if (name === "unique" && isIdIndex(e.keys)) return false;
    if (NOT_COMPARED.has(name) && !SIGNATURE.includes(name)) return false;
    return optionKey(name, e.options[name]) !== optionKey(name, r.options[name]);
  });
}

function optionKey(name: string, value: unknown): string {
  if (name === "collation") return collationKey(value);
  if (name === "partialFilterExpression") return filterKey(value);
  if (name === "unique" || name === "sparse") return String(flag({ value }, "value"));
  return canonical(value ?? null);
}

const quoted = (options: readonly string[]): string => options.map((option) => `\`${option}\``).join(", ");
const given = (value: unknown): boolean => value !== undefined && value !== null && value !== false;
const allOptions = (index: Spec): string[] =>
  Object.keys(index.options).filter((name) => name !== "name" && given(index.options[name]));
const hasText = (index: Spec): boolean => index.keys.some(([, kind]) => kind === "text");
