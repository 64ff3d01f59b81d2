import type { Entry } from "./entry.js";
import type { Wanted } from "./judge.js";
import type { Candidate, Rejection } from "./types.js";

/** What was learnt on the way, to say why an index is not used. */
export interface Findings {
  readonly all: readonly Entry[];
  readonly relevant: readonly Entry[];
  readonly why: readonly (string | undefined)[];
  readonly fields: ReadonlySet<string>;
  readonly wanted: Wanted;
  /** Only a unique index was considered. */
  readonly unique: boolean;
  /** The query joins by `$lookup`. */
  readonly lookup: boolean;
}

const withoutPredicate = new WeakMap<Entry, Rejection>();

/** The indexes no plan uses, each with the reason. */
export function rejections(findings: Findings, candidates: readonly Candidate[]): Rejection[] {
  const rejected: Rejection[] = [];
  for (const entry of findings.all)
    if (!isUsed(entry, candidates)) rejected.push(rejectionOf(entry, findings));
  return rejected;
}

function isUsed({ key }: Entry, candidates: readonly Candidate[]): boolean {
  for (const candidate of candidates) if (candidate.key === key) return true;
  return false;
}

function rejectionOf(entry: Entry, findings: Findings): Rejection {
  const { name, key } = entry;
  const why = reason(entry, findings);
  if (why !== undefined) return { name, key, why };
  const known = withoutPredicate.get(entry);
  if (known) return known;
  const made = { name, key, why: `first key \`${entry.paths[0] ?? ""}\` has no predicate` };
  withoutPredicate.set(entry, made);
  return made;
}

function reason(
  entry: Entry,
  { relevant, why, fields, wanted, unique, lookup }: Findings,
): string | undefined {
  if (entry.hidden) return "the index is hidden";
  for (let at = 0; at < relevant.length; at++)
    if (relevant[at]?.key === entry.key)
      return (
        why[at] ??
        (unique ? "a unique index already finds the one document" : "a branch of the `$or` has no index")
      );
  if (lookup && (entry.sparse || entry.filter)) return "`$lookup` uses no sparse, wildcard or partial index";
  if (entry.type === "text") return "a text index serves `$text` only";
  if (entry.wildcard !== -1) return "no predicate on a path of the wildcard index";
  const first = entry.paths[0] ?? "";
  if (fields.has(first)) return "another index is hinted";
  const sorted = entry.sparse && wanted.sort?.[0]?.path === first;
  return sorted ? "a sparse index gives no sort without a predicate" : undefined;
}
