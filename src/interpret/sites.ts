import type { Expr, Module } from "../syntax/tree.js";
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
  visit(tree.body, (x) => {
    if (x.k !== "call" || x.f.k !== "mem" || !operations.has(x.f.n)) return;
    const at = { file: tree.file, start: x.f.s, end: x.f.e };
    sites.seen.set(key(tree.file, x.f.s), { at, operation: x.f.n, outcome: null, why: "" });
  });
}

/** Does anything below this node call an operation? Answers the offsets of the names. */
export function operationCalls(node: unknown): readonly number[] {
  const found: number[] = [];
  visit(node, (x) => {
    if (x.k === "call" && x.f.k === "mem" && operations.has(x.f.n)) found.push(x.f.s);
  });
  return found;
}

/** Calls `see` for each expression below; the tree is plain data, so this needs no list of kinds. */
export function visit(node: unknown, see: (x: Expr) => void): void {
  if (Array.isArray(node)) {
    for (const n of node) visit(n, see);
    return;
  }
  if (typeof node !== "object" || node === null) return;
  if ("k" in node) see(node as Expr);
  for (const child of Object.values(node)) if (typeof child === "object" && child !== null) visit(child, see);
}
