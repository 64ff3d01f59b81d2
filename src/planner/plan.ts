import { accessesOf } from "./access.js";
import type { Access } from "./access.js";
import { canonical } from "./canonical.js";
import { collationKey } from "./collation.js";
import { projectedPaths } from "./cover.js";
import type { Entry } from "./entry.js";
import { find } from "./expression.js";
import type { Expression } from "./expression.js";
import { implies } from "./implies.js";
import { bestCandidates, givesSort, isCovered } from "./judge.js";
import type { Wanted } from "./judge.js";
import { indexGivesSort, readSort } from "./order.js";
import { isBad, parseFilter } from "./parse.js";
import { fieldsOf, rate } from "./rate.js";
import { refusalOf } from "./refused.js";
import { rejections } from "./rejected.js";
import type { Findings } from "./rejected.js";
import { wholeScan } from "./scan.js";
import { shelfOf } from "./shelf.js";
import type { Shelf } from "./shelf.js";
import { stripInvalid, stripUnneeded } from "./strip.js";
import type { Access as AccessName, AnyIndex, Candidate, PlannedQuery, Rejection, Result } from "./types.js";
import { Rank } from "./value.js";
import { expandWildcard } from "./wildcard.js";

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
  const shelf = shelfOf(indexes, query.noIdIndex === true);
  const hint = readHint(query);
  const refusal = refusalOf(filter, hint);
  if (refusal) return refused(refusal);
  if (hint === undefined) return planFilter(query, filter, shelf, undefined);
  if (hint === "$natural") return collectionScan(!isNaturalOrder(readSort(query.sort)), []);
  const hinted = shelf.visible.filter((entry) => isHinted(entry, hint));
  if (hinted.length === 0) return refused("hint provided does not correspond to an existing index");
  if (hinted.length > 1) return refused("hint matched multiple indexes, must hint by index name");
  return planFilter(query, filter, shelf, hinted[0]);
}

/** A name, a key pattern as text, or `$natural`. */
function readHint({ hint, sort }: PlannedQuery): string | undefined {
  if (readSort(sort)?.some(({ path }) => path === "$natural")) return "$natural";
  if (hint === undefined || hint === null || hint === "") return undefined;
  if (typeof hint !== "object") return String(hint);
  if ("$natural" in hint) return "$natural";
  return Object.keys(hint).length === 0 ? undefined : keyText(hint);
}

/** The order documents are read in anyway, or any. */
const isNaturalOrder = (sort: ReturnType<typeof readSort>): boolean =>
  sort !== null && sort.every(({ path }) => path === "$natural");

const keyText = (key: object): string => canonical(Object.entries(key));
const isHinted = (entry: Entry, hint: string): boolean => entry.name === hint || keyText(entry.key) === hint;

function planFilter(
  query: PlannedQuery,
  filter: Expression,
  shelf: Shelf,
  hinted: Entry | undefined,
): Result {
  const wanted = wantedOf(query);
  const fields = fieldsOf(filter);
  const available = hinted ? [hinted] : shelf.visible;
  const lookup = LOOKUPS.has(query.op ?? "");
  const joinable = lookup ? available.filter((entry) => isJoinable(entry, filter)) : available;
  const relevant = relevantEntries(joinable, fields, hinted !== undefined);
  const why = rate(filter, relevant, wanted.collation);
  stripInvalid(filter, relevant, why);
  const special = find(filter, "near") ?? find(filter, "text");
  const unique = !special && isEmpty(query.projection) && stripUnneeded(filter, relevant);
  const missing = special && missingSpecial(special, available);
  if (missing) return refused(missing);
  const findings: Findings = { filter, all: shelf.all, relevant, why, fields, wanted, unique, lookup };
  const found = accessesOf(filter, relevant) ?? [];
  if (hinted && relevant.length === 1 && found.length === 0) {
    const refusal = refusesWhole(hinted, special);
    return refusal ? refused(refusal) : indexed([wholeScan(hinted, filter)], filter, findings);
  }
  const accesses = hinted || special ? found : [...found, ...orderedScans(filter, available, found, wanted)];
  if (accesses.length > 0) return indexed(accesses, filter, findings);
  const rejected = rejections(findings, []);
  return special || hinted
    ? refused("no query solutions", rejected)
    : collectionScan(wanted.sort?.length !== 0, rejected);
}

function wantedOf(query: PlannedQuery): Wanted {
  const counts = query.op === "count" || query.op === "countDocuments";
  return {
    sort: readSort(query.sort),
    collation: query.collation ? collationKey(query.collation) : "",
    paths: counts ? [] : projectedPaths(query.projection),
  };
}

const LOOKUPS = new Set(["lookup", "graphLookup", "$lookup", "$graphLookup"]);

/** The value a join looks up may be null: it proves nothing, and sparse indexes are never used (M80, P22). */
const isJoinable = ({ sparse, filter }: Entry, query: Expression): boolean =>
  !sparse && (!filter || implies(query, filter, true));

const isEmpty = (value: object | null | undefined): boolean => !value || Object.keys(value).length === 0;

/** Indexes with a predicate on their first key (P18c); a wildcard index once per path. */
function relevantEntries(available: readonly Entry[], fields: ReadonlySet<string>, hinted: boolean): Entry[] {
  const relevant: Entry[] = [];
  for (const entry of available) {
    if (entry.wildcard === -1) {
      if (hinted || fields.has(entry.paths[0] ?? "")) relevant.push(entry);
      continue;
    }
    for (const one of expandWildcard(entry, fields))
      if (hinted || fields.has(one.paths[0] ?? "")) relevant.push(one);
  }
  return relevant;
}

/** `$near` and `$text` cannot run without their index (I49, I50). */
function missingSpecial({ type, tag }: Expression, available: readonly Entry[]): string | undefined {
  const assigned = (tag?.first.length ?? 0) + (tag?.notFirst.length ?? 0) > 0;
  if (type === "near") return assigned ? undefined : "unable to find index for $geoNear query";
  if (available.filter((entry) => entry.type === "text").length !== 1)
    return "need exactly one text index for $text query";
  return assigned ? undefined : "failed to use text index to satisfy $text query";
}

/** A hint that bounds nothing means a scan of the whole index, where the server allows it (P40). */
function refusesWhole(hinted: Entry, special: Expression | undefined): string | undefined {
  if (hinted.wildcard !== -1) return "refusing to build a whole-index scan of a wildcard index";
  return special?.type === "near" ? "refusing to build a whole-index scan for $near" : undefined;
}

/** When no scan gives the order, whole indexes in that order are tried too (P27). */
function orderedScans(
  filter: Expression,
  available: readonly Entry[],
  found: readonly Access[],
  wanted: Wanted,
): Access[] {
  const { sort } = wanted;
  if (!sort || sort.length === 0 || found.some((access) => givesSort(access, wanted))) return [];
  return available
    .filter((entry) => (entry.type === "btree" || entry.type === "hashed") && !entry.sparse)
    .filter((entry) => entry.collation === wanted.collation && indexGivesSort(entry, sort))
    .filter((entry) => !entry.filter || implies(filter, entry.filter))
    .map((entry) => wholeScan(entry, filter));
}

function indexed(accesses: readonly Access[], filter: Expression, findings: Findings): Result {
  const { wanted } = findings;
  const candidates = bestCandidates(accesses, wanted);
  const inOrder = accesses.some((access) => givesSort(access, wanted));
  return {
    access: accessName(accesses, filter, candidates),
    sort: wanted.sort?.length === 0 ? "none" : inOrder ? "index" : "memory",
    covered: wanted.paths !== null && accesses.some((access) => isCovered(access, wanted)),
    candidates,
    rejected: rejections(findings, candidates),
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
  const isGeo = scans.every(({ entry }) => entry.type === "2d" || entry.type === "2dsphere");
  return isGeo && find(filter, "geo") ? "geo" : "index";
}

/** An equality on `_id` beside whatever else: at most one document (P18d). */
function isIdLookup(filter: Expression, candidates: readonly Candidate[]): boolean {
  if (!candidates.some(({ name, bounded }) => name === "_id_" && bounded === 1)) return false;
  const clauses = filter.type === "and" ? filter.children : [filter];
  return clauses.some(
    ({ type, path, operand }) => type === "eq" && path === "_id" && operand?.rank !== Rank.array,
  );
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
