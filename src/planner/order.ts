import { isSinglePoint, isPoints } from "./bounds.js";
import type { Bounds } from "./bounds.js";
import { isArrayPath } from "./entry.js";
import type { Entry } from "./entry.js";
import { isAll } from "./interval.js";
import { direction } from "./keys.js";
import { mayHoldText } from "./scan.js";
import type { Scan } from "./scan.js";
import { touchesDocuments } from "./interval.js";
import { NO_PATH } from "./wildcard.js";
import type { SortSpec } from "./types.js";

export interface SortKey {
  readonly path: string;
  readonly direction: 1 | -1;
}

/** Most scans an `$in` is split into for the sake of a sort (P28). */
export const MAX_EXPLODED = 200;

/** Reads a sort; null: ordered by something no index holds (`$meta`, P31). */
export function readSort(sort: SortSpec | null | undefined): readonly SortKey[] | null {
  if (!sort) return [];
  const pairs: readonly (readonly [string, unknown])[] = isPairs(sort) ? sort : Object.entries(sort);
  const keys: SortKey[] = [];
  for (const [path, order] of pairs) {
    const sign = signOf(order);
    if (sign === undefined) return null;
    keys.push({ path, direction: sign });
  }
  return keys;
}

const isPairs = (sort: SortSpec): sort is readonly (readonly [string, unknown])[] => Array.isArray(sort);

function signOf(order: unknown): 1 | -1 | undefined {
  if (order === "asc" || order === "ascending" || order === "1") return 1;
  if (order === "desc" || order === "descending" || order === "-1") return -1;
  return direction(order);
}

/** Does walking the scan, in either direction, give this order (P26, P29)? */
export function providesSort(scan: Scan, sort: readonly SortKey[], collation: string): boolean {
  const { entry, bounds } = scan;
  if (scan.special || (entry.multikey && !entry.arrays)) return false;
  const visible = visibleKeys(scan);
  const walked: SortKey[] = [];
  const fixed = new Set<string>();
  for (let position = 0; position < visible; position++) {
    const path = entry.paths[position] ?? "";
    const own = bounds[position];
    if (!own) break;
    const unordered =
      (entry.collation !== collation && mayHoldText(own)) || !orderedDespiteArrays(entry, bounds, position);
    if (isSinglePoint(own)) {
      if (!unordered) fixed.add(path);
      continue;
    }
    const sign = direction(entry.kinds[position]);
    if (unordered || sign === undefined) {
      for (let later = position + 1; later < visible; later++)
        addFixed(entry, bounds, later, collation, fixed);
      break;
    }
    walked.push({ path, direction: sign });
  }
  return follows(walked, sort, fixed);
}

function addFixed(
  entry: Entry,
  bounds: readonly Bounds[],
  position: number,
  collation: string,
  fixed: Set<string>,
): void {
  const own = bounds[position];
  if (!own || !isSinglePoint(own)) return;
  if ((entry.collation !== collation && mayHoldText(own)) || !orderedDespiteArrays(entry, bounds, position))
    return;
  fixed.add(entry.paths[position] ?? "");
}

/** How many leading keys show their order: a wildcard's own only while its scan has a single path. */
function visibleKeys({ entry, bounds }: Scan): number {
  const { wildcard, paths } = entry;
  const own = bounds[wildcard];
  if (wildcard === -1 || !own) return paths.length;
  return paths[wildcard] === NO_PATH || touchesDocuments(own.intervals) ? wildcard : paths.length;
}

/** `sort` starts `walked` when fixed paths are left out, all signs equal or all flipped. */
function follows(walked: readonly SortKey[], sort: readonly SortKey[], fixed: ReadonlySet<string>): boolean {
  let at = 0;
  let turn = 0;
  for (const key of sort) {
    if (fixed.has(key.path)) continue;
    const next = walked[at++];
    if (!next || next.path !== key.path) return false;
    const sign = next.direction * key.direction;
    if (turn !== 0 && sign !== turn) return false;
    turn = sign;
  }
  return true;
}

/** P29: an array key keeps its order only while it, and what shares its arrays, is unbounded. */
function orderedDespiteArrays(entry: Entry, bounds: readonly Bounds[], position: number): boolean {
  if (!isArrayPath(entry, position)) return true;
  const own = bounds[position];
  if (!own || !isAll(own.intervals)) return false;
  const root = rootOf(entry.paths[position] ?? "");
  return bounds.every(
    (other, at) =>
      isAll(other.intervals) || !isArrayPath(entry, at) || rootOf(entry.paths[at] ?? "") !== root,
  );
}

const rootOf = (path: string): string => path.split(".", 1)[0] ?? path;

/** How many scans it takes to give the order by splitting leading points (P28); undefined: it cannot. */
export function explodesInto(scan: Scan, sort: readonly SortKey[], collation: string): number | undefined {
  const { entry, bounds } = scan;
  if (scan.special || (entry.multikey && !entry.arrays) || sort.length === 0) return undefined;
  if (entry.wildcard !== -1 && visibleKeys(scan) < entry.paths.length) return undefined;
  let scans = 1;
  let leading = 0;
  for (const own of bounds) {
    if (!isPoints(own)) break;
    scans *= own.count ?? own.intervals.length;
    leading++;
  }
  if (leading === 0 || leading === bounds.length) return undefined;
  const rest: SortKey[] = [];
  for (let position = leading; position < bounds.length && !isArrayPath(entry, position); position++) {
    const sign = direction(entry.kinds[position]);
    if (sign === undefined) break;
    rest.push({ path: entry.paths[position] ?? "", direction: sign });
  }
  if (!follows(rest, sort, new Set())) return undefined;
  const collated = entry.collation !== collation;
  const unordered =
    collated &&
    sort.some(({ path }) => {
      const own = bounds[entry.paths.indexOf(path)];
      return own !== undefined && mayHoldText(own);
    });
  return unordered ? undefined : scans;
}

/** Does a walk of the whole index give this order (P27)? */
export function indexGivesSort(entry: Entry, sort: readonly SortKey[]): boolean {
  const walked: SortKey[] = [];
  for (const [position, path] of entry.paths.entries()) {
    const sign = direction(entry.kinds[position]);
    if (sign === undefined) break;
    walked.push({ path, direction: sign });
  }
  return sort.length > 0 && follows(walked, sort, new Set());
}
