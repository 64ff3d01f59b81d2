import type { Part } from "../catalog/merge/types.js";
import { digest } from "./facts.js";

const sumOf = (part: Omit<Part, "sum"> & { readonly sum?: string }): string =>
  digest(JSON.stringify({ ...part, sum: "" }));

/** The part with the digest of what it says. */
export function sealed(part: Omit<Part, "sum">): Part {
  const draft = { ...part, sum: "" };
  return { ...draft, sum: sumOf(draft) };
}

/** Does a part say what it said when it was written? */
export const isIntact = (part: Part): boolean => part.sum === sumOf(part);
