import type { Access, Union } from "./access.js";
import { predicateOf } from "./access.js";
import { explodesInto, MAX_EXPLODED, providesSort } from "./order.js";
import type { SortKey } from "./order.js";
import type { Expression } from "./expression.js";
import { boundedKeys, isRanged, isTight, looseKeys, pathsOf, providesPath } from "./scan.js";
import type { Scan } from "./scan.js";
import type { Candidate, SortPlan } from "./types.js";

/** What the query asks beside its filter. */
export interface Wanted {
  /** null: an order no index holds. */
  readonly sort: readonly SortKey[] | null;
  readonly collation: string;
  /** null: the whole document. */
  readonly paths: readonly string[] | null;
}

/** Does this access return documents in order: by walking, by merging branches, or by splitting points (P26–P29, P34)? */
export function givesSort(access: Access, wanted: Wanted): boolean {
  const { sort } = wanted;
  if (sort === null) return false;
  if (sort.length === 0) return true;
  if (streams(access, sort, wanted.collation)) return true;
  const scans = explodedScans(access, sort, wanted.collation);
  return scans !== undefined && scans <= MAX_EXPLODED;
}

function streams(access: Access, sort: readonly SortKey[], collation: string): boolean {
  if (access.kind === "scan") return providesSort(access, sort, collation);
  return access.branches.every((branch) => branch.some((way) => streams(way, sort, collation)));
}

function explodedScans(access: Access, sort: readonly SortKey[], collation: string): number | undefined {
  if (access.kind === "scan") return explodesInto(access, sort, collation);
  if (access.beside.length > 0) return undefined;
  let total = 0;
  for (const branch of access.branches) {
    const ways = branch.map((way) => (way.kind === "scan" ? explodesInto(way, sort, collation) : undefined));
    const fewest = Math.min(...ways.map((way) => way ?? Infinity));
    if (fewest === Infinity) return undefined;
    total += fewest;
  }
  return total;
}

/** Can the answer be read from the index alone (P41)? */
export function isCovered(access: Access, wanted: Wanted, outside: readonly Expression[] = []): boolean {
  if (!wanted.paths) return false;
  if (access.kind === "union") {
    if (access.fetch) return false;
    const beside = [...outside, ...access.beside.map(predicateOf)];
    return access.branches.every((branch) => branch.some((way) => isCovered(way, wanted, beside)));
  }
  if (access.fetch || !outside.every((predicate) => access.pushed.has(predicate))) return false;
  const inOrder =
    wanted.sort !== null && (wanted.sort.length === 0 || providesSort(access, wanted.sort, wanted.collation));
  const needed = inOrder ? wanted.paths : [...wanted.paths, ...(wanted.sort ?? []).map((key) => key.path)];
  return needed.every((path) => providesPath(access, path));
}

/** A scan, the `$or` branch it is for and the predicates beside that `$or`. */
interface Placed {
  readonly scan: Scan;
  readonly branch: number | undefined;
  readonly beside: readonly Expression[];
}

const nothing: readonly Expression[] = [];

function place(
  access: Access,
  branch: number | undefined,
  beside: readonly Expression[],
  out: Placed[],
): void {
  if (access.kind === "scan") {
    out.push({ scan: access, branch, beside });
    return;
  }
  const around = [...beside, ...access.beside];
  for (const [at, ways] of access.branches.entries())
    for (const way of ways) place(way, branch ?? at, around, out);
}

/** Describes one scan as a candidate. */
function candidateOf({ scan, branch, beside }: Placed, wanted: Wanted): Candidate {
  const bounded = boundedKeys(scan);
  const outside = beside.length === 0 ? nothing : beside.filter((one) => !scan.pushed.has(predicateOf(one)));
  const residual =
    outside.length === 0 ? scan.residual : [...new Set([...scan.residual, ...pathsOf(outside)])];
  const loose = looseKeys(scan);
  return {
    name: scan.entry.name,
    key: scan.entry.key,
    bounded,
    tight: isTight(scan, bounded),
    sort: sortPlan(scan, wanted),
    covered: outside.length === 0 && isCovered(scan, wanted),
    residual,
    ...(loose.length > 0 ? { loose } : {}),
    ...(isRanged(scan, bounded) ? { ranged: true } : {}),
    ...(branch === undefined ? {} : { branch }),
  };
}

function sortPlan(access: Scan | Union, wanted: Wanted): SortPlan {
  if (wanted.sort?.length === 0) return "none";
  return givesSort(access, wanted) ? "index" : "memory";
}

const better = (a: Candidate, b: Candidate): boolean =>
  (a.bounded - b.bounded ||
    Number(a.tight) - Number(b.tight) ||
    Number(a.sort === "index") - Number(b.sort === "index") ||
    Number(a.covered) - Number(b.covered)) > 0;

/** One candidate per index and branch: its best scan. */
export function bestCandidates(accesses: readonly Access[], wanted: Wanted): Candidate[] {
  const placed: Placed[] = [];
  for (const access of accesses) place(access, undefined, nothing, placed);
  const best: Candidate[] = [];
  for (const one of placed) {
    const candidate = candidateOf(one, wanted);
    const at = best.findIndex(({ key, branch }) => key === candidate.key && branch === candidate.branch);
    const other = best[at];
    if (!other) best.push(candidate);
    else if (better(candidate, other)) best[at] = candidate;
  }
  return best;
}
