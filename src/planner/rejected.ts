import type { Entry } from "./entry.js";
import { find } from "./expression.js";
import type { Expression } from "./expression.js";
import type { Wanted } from "./judge.js";
import { pathsOf } from "./scan.js";
import type { Candidate, Rejection } from "./types.js";

/** What was learnt on the way, to say why an index is not used. */
export interface Findings {
  readonly filter: Expression;
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
  { filter, relevant, why, fields, wanted, unique, lookup }: Findings,
): string | undefined {
  if (entry.hidden) return "the index is hidden";
  for (let at = 0; at < relevant.length; at++)
    if (relevant[at]?.key === entry.key)
      return why[at] ?? (unique ? "a unique index already finds the one document" : unusable(filter));
  if (lookup && (entry.sparse || entry.filter)) return "`$lookup` uses no sparse, wildcard or partial index";
  if (entry.type === "text") return "a text index serves `$text` only";
  if (entry.wildcard !== -1) return "no predicate on a path of the wildcard index";
  const first = entry.paths[0] ?? "";
  if (fields.has(first)) return "another index is hinted";
  const sorted = entry.sparse && wanted.sort?.[0]?.path === first;
  if (sorted) return "a sparse index gives no sort without a predicate";
  return pathsOf([filter]).includes(first)
    ? `first key \`${first}\` has no predicate that can use an index`
    : undefined;
}

/** Why no plan came of an index although it could serve a predicate. */
function unusable(filter: Expression): string {
  if (find(filter, "near")) return "`$near` needs its geo index";
  if (find(filter, "text")) return "`$text` needs its text index";
  return find(filter, "or")
    ? "a branch of the `$or` has no index"
    : "a negation of several conditions uses no index";
}
