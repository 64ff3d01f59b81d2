import type { Fn, Module } from "../syntax/tree.js";
import type { Span } from "./happenings.js";

/** Every operation name of spec M71, and what it takes from a receiver nobody knows: `distinctive` names are hardly anything else's. */
export const operations: ReadonlyMap<string, "distinctive" | "common"> = new Map([
  ...(
    [
      "findOne",
      "findById",
      "findOneAndUpdate",
      "findOneAndDelete",
      "findOneAndReplace",
      "findOneAndRemove",
      "findByIdAndUpdate",
      "findByIdAndDelete",
      "findByIdAndRemove",
      "updateOne",
      "updateMany",
      "replaceOne",
      "deleteOne",
      "deleteMany",
      "countDocuments",
      "estimatedDocumentCount",
      "bulkWrite",
      "aggregate",
    ] as const
  ).map((n) => [n, "distinctive"] as const),
  ...(["find", "update", "remove", "count", "distinct", "exists"] as const).map(
    (n) => [n, "common"] as const,
  ),
]);

export type Outcome = "query" | "look-alike" | "unknown";

export interface SiteSeen {
  readonly at: Span;
  readonly operation: string;
  outcome: Outcome | null;
  why: string;
}

const rank = { query: 3, unknown: 1, "look-alike": 2 } as const;

/** Every call of an operation name in a file we read, and what became of it. */
export interface Sites {
  readonly seen: Map<string, SiteSeen>;
}

export const newSites = (): Sites => ({ seen: new Map() });
const key = (file: string, start: number): string => `${file}:${start}`;

/** Notes what one visit of a call showed; a better outcome replaces a worse one. */
export function mark(sites: Sites, name: Span, outcome: Outcome, why: string): void {
  const site = sites.seen.get(key(name.file, name.start));
  if (!site) return;
  if (site.outcome !== null && rank[site.outcome] >= rank[outcome]) return;
  site.outcome = outcome;
  site.why = why;
}

/** Registers every call of an operation name in a module. */
export function register(sites: Sites, tree: Module): void {
  for (const c of tree.calls) {
    const at = { file: tree.file, start: c.s, end: c.e };
    sites.seen.set(key(tree.file, c.s), { at, operation: c.n, outcome: null, why: "" });
  }
}

/** Is there a call of an operation below this function that no run has reached? */
export function isMissed(sites: Sites, tree: Module, fn: Fn): boolean {
  const [from, to] = fn.calls ?? [0, 0];
  return tree.calls.slice(from, to).some((c) => sites.seen.get(key(tree.file, c.s))?.outcome === null);
}
