import { accessesOf } from "./access.js";
import type { Access } from "./access.js";
import { canonical } from "./canonical.js";
import { collationKey } from "./collation.js";
import { projectedPaths } from "./cover.js";
import { entryOf } from "./entry.js";
import type { Entry } from "./entry.js";
import { find } from "./expression.js";
import type { Expression } from "./expression.js";
import { implies } from "./implies.js";
import { bestCandidates, givesSort, isCovered, scansOf } from "./judge.js";
import type { Wanted } from "./judge.js";
import { indexGivesSort, readSort } from "./order.js";
import { isBad, parseFilter } from "./parse.js";
import { fieldsOf, rate } from "./rate.js";
import { wholeScan } from "./scan.js";
import { stripInvalid, stripUnneeded } from "./strip.js";
import type { Access as AccessName, AnyIndex, Candidate, PlannedQuery, Rejection, Result } from "./types.js";
import { Rank } from "./value.js";
import { expandWildcard } from "./wildcard.js";

const ID_INDEX = entryOf({ key: { _id: 1 }, options: { unique: true }, name: "_id_" });

/** Says, as MongoDB's planner would, which indexes may serve a query and how well. */
export function plan(query: PlannedQuery, indexes: readonly AnyIndex[]): Result {
  const filter = parseFilter(query.filter ?? {});
  return isBad(filter) ? refused(filter.bad) : planExpression(filter, query, indexes);
}

/** As `plan`, for a filter that is parsed already; the query's own is ignored. */
export function planExpression(
  filter: Expression,
  query: PlannedQuery,
  indexes: readonly AnyIndex[],
): Result {
  const all = entriesOf(indexes, query);
  const hint = readHint(query);
  if (hint === "natural") return collectionScan(readSort(query.sort)?.length !== 0, []);
  const usable = all.filter((entry) => !entry.hidden);
  const hinted = hint === undefined ? undefined : usable.filter((entry) => isHinted(entry, hint));
  if (hinted && hinted.length === 0) return refused("hint provided does not correspond to an existing index");
  if (hinted && hinted.length > 1) return refused("hint matched multiple indexes, must hint by index name");
  return planFilter(query, filter, all, hinted?.[0]);
}

function entriesOf(indexes: readonly AnyIndex[], query: PlannedQuery): Entry[] {
  const entries = indexes.map(entryOf);
  const hasId =
    query.noIdIndex === true || entries.some((entry) => entry.paths.length === 1 && entry.paths[0] === "_id");
  return hasId ? entries : [...entries, ID_INDEX];
}

function readHint({ hint, sort }: PlannedQuery): unknown {
  if (sort && !Array.isArray(sort) && "$natural" in sort) return "natural";
  if (hint === undefined || hint === null || hint === "") return undefined;
  if (typeof hint !== "object") return hint;
  if ("$natural" in hint) return "natural";
  return Object.keys(hint).length === 0 ? undefined : canonicalKeys(hint);
}

const canonicalKeys = (key: object): string =>
  Object.entries(key)
    .map(([path, kind]) => canonical([path, kind]))
    .join();
const isHinted = (entry: Entry, hint: unknown): boolean =>
  entry.name === hint || canonicalKeys(entry.key) === hint;

function planFilter(
  query: PlannedQuery,
  filter: Expression,
  all: readonly Entry[],
  hinted: Entry | undefined,
): Result {
  const wanted = wantedOf(query);
  const fields = fieldsOf(filter);
  const available = hinted ? [hinted] : all.filter((entry) => !entry.hidden);
  const relevant = available.flatMap((entry) => relevantEntries(entry, fields, hinted !== undefined));
  const why = rate(filter, relevant, wanted.collation);
  stripInvalid(filter, relevant, why);
  const near = find(filter, "near");
  const text = find(filter, "text");
  const unique = !near && !text && isEmpty(query.projection) && stripUnneeded(filter, relevant);
  const missing = missingSpecial(near, text, available);
  if (missing) return refused(missing);
  const found = accessesOf(filter, relevant) ?? [];
  const wholes = wholeScans(query, filter, available, hinted, found, wanted, relevant, near ?? text);
  if (typeof wholes === "string") return refused(wholes);
  const accesses = [...found, ...wholes];
  const rejected = rejections({ all, relevant, why, fields, wanted, unique }, accesses);
  if (accesses.length > 0) return indexed(accesses, filter, wanted, rejected);
  if (text || near || hinted) return refused("no query solutions", rejected);
  return collectionScan(wanted.sort?.length !== 0, rejected);
}

function wantedOf(query: PlannedQuery): Wanted {
  const counts = query.op === "count" || query.op === "countDocuments";
  return {
    sort: readSort(query.sort),
    collation: collationKey(query.collation),
    paths: counts ? [] : projectedPaths(query.projection),
  };
}

const isEmpty = (value: object | null | undefined): boolean => !value || Object.keys(value).length === 0;

function relevantEntries(entry: Entry, fields: ReadonlySet<string>, hinted: boolean): readonly Entry[] {
  if (entry.wildcard !== -1) {
    const expanded = expandWildcard(entry, fields);
    return hinted ? expanded : expanded.filter((one) => fields.has(one.paths[0] ?? ""));
  }
  return hinted || fields.has(entry.paths[0] ?? "") ? [entry] : [];
}

/** `$near` and `$text` cannot run without their index (I49, I50). */
function missingSpecial(
  near: Expression | undefined,
  text: Expression | undefined,
  available: readonly Entry[],
): string | undefined {
  const assigned = (node: Expression): boolean =>
    (node.tag?.first.length ?? 0) + (node.tag?.notFirst.length ?? 0) > 0;
  if (near && !assigned(near)) return "unable to find index for $geoNear query";
  if (!text) return undefined;
  if (available.filter((entry) => entry.type === "text").length !== 1)
    return "need exactly one text index for $text query";
  return assigned(text) ? undefined : "failed to use text index to satisfy $text query";
}

function wholeScans(
  query: PlannedQuery,
  filter: Expression,
  available: readonly Entry[],
  hinted: Entry | undefined,
  found: readonly Access[],
  wanted: Wanted,
  relevant: readonly Entry[],
  special: Expression | undefined,
): readonly Access[] | string {
  if (hinted && relevant.length === 1) {
    if (found.length > 0) return [];
    if (hinted.wildcard !== -1) return "refusing to build a whole-index scan of a wildcard index";
    if (special?.type === "near") return "refusing to build a whole-index scan for $near";
    return [wholeScan(hinted, filter)];
  }
  const { sort } = wanted;
  if (!sort || sort.length === 0 || special || found.some((access) => givesSort(access, wanted))) return [];
  return available
    .filter((entry) => (entry.type === "btree" || entry.type === "hashed") && !entry.sparse)
    .filter((entry) => entry.collation === wanted.collation && indexGivesSort(entry, sort))
    .filter((entry) => !entry.filter || implies(filter, entry.filter))
    .map((entry) => wholeScan(entry, filter));
}

function indexed(
  accesses: readonly Access[],
  filter: Expression,
  wanted: Wanted,
  rejected: readonly Rejection[],
): Result {
  const candidates = bestCandidates(
    accesses.flatMap((access) => scansOf(access)),
    wanted,
  );
  const inOrder = accesses.some((access) => givesSort(access, wanted));
  return {
    access: accessName(accesses, filter, candidates),
    sort: wanted.sort?.length === 0 ? "none" : inOrder ? "index" : "memory",
    covered: accesses.some((access) => isCovered(access, wanted)),
    candidates,
    rejected,
  };
}

function accessName(
  accesses: readonly Access[],
  filter: Expression,
  candidates: readonly Candidate[],
): AccessName {
  if (find(filter, "text")) return "text";
  if (find(filter, "near")) return "geo";
  if (isIdLookup(filter, candidates)) return "id";
  const scans = accesses.filter((access) => access.kind === "scan");
  if (scans.length === 0) return "or";
  const geo = find(filter, "geo");
  return geo && scans.every(({ entry }) => entry.type === "2d" || entry.type === "2dsphere")
    ? "geo"
    : "index";
}

/** An equality on `_id` beside whatever else: at most one document (P18d). */
function isIdLookup(filter: Expression, candidates: readonly Candidate[]): boolean {
  const clauses = filter.type === "and" ? filter.children : [filter];
  const byId = clauses.some(
    ({ type, path, operand }) => type === "eq" && path === "_id" && operand?.rank !== Rank.array,
  );
  return byId && candidates.some(({ name, bounded }) => name === "_id_" && bounded === 1);
}

/** What was learnt on the way, to say why an index is not used. */
interface Findings {
  readonly all: readonly Entry[];
  readonly relevant: readonly Entry[];
  readonly why: readonly (string | undefined)[];
  readonly fields: ReadonlySet<string>;
  readonly wanted: Wanted;
  /** Only a unique index was considered. */
  readonly unique: boolean;
}

function rejections(findings: Findings, accesses: readonly Access[]): Rejection[] {
  const used = new Set<unknown>();
  for (const access of accesses) for (const { scan } of scansOf(access)) used.add(scan.entry.key);
  return findings.all
    .filter((entry) => !used.has(entry.key))
    .map((entry) => ({ name: entry.name, key: entry.key, why: reason(entry, findings) }));
}

function reason(entry: Entry, { relevant, why, fields, wanted, unique }: Findings): string {
  if (entry.hidden) return "the index is hidden";
  const at = relevant.findIndex((other) => other.key === entry.key);
  const first = entry.paths[0] ?? "";
  if (at !== -1)
    return (
      why[at] ??
      (unique ? "a unique index already finds the one document" : "a branch of the `$or` has no index")
    );
  if (entry.type === "text") return "a text index serves `$text` only";
  if (entry.wildcard !== -1) return "no predicate on a path of the wildcard index";
  if (fields.has(first)) return "another index is hinted";
  const sorted = wanted.sort?.[0]?.path === first && entry.sparse;
  return sorted
    ? "a sparse index gives no sort without a predicate"
    : `first key \`${first}\` has no predicate`;
}

const refused = (error: string, rejected: readonly Rejection[] = []): Result => ({
  access: "error",
  sort: "none",
  covered: false,
  candidates: [],
  rejected,
  error,
});

const collectionScan = (sorts: boolean, rejected: readonly Rejection[]): Result => ({
  access: "collscan",
  sort: sorts ? "memory" : "none",
  covered: false,
  candidates: [],
  rejected,
});
