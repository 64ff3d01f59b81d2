import { canonical } from "./canonical.js";

const DEFAULTS: Readonly<Record<string, unknown>> = {
  caseLevel: false,
  caseFirst: "off",
  strength: 3,
  numericOrdering: false,
  alternate: "non-ignorable",
  maxVariable: "punct",
  normalization: false,
  backwards: false,
};

/** The collation's identity; the empty string for the simple (binary) one (I16). */
export function collationKey(collation: unknown): string {
  if (typeof collation !== "object" || collation === null) return "";
  const spec = collation as Record<string, unknown>;
  if (spec["locale"] === undefined || spec["locale"] === "simple") return "";
  const own = Object.entries(spec).filter(
    ([key, value]) => key !== "version" && value !== undefined && value !== DEFAULTS[key],
  );
  return canonical(Object.fromEntries(own));
}
