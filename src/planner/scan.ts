import type { Assignment, Predicate } from "./assign.js";
import { ALL, isAll, touchesType, union } from "./interval.js";
import { boundsOf, intersectBounds, isPoints, looser } from "./bounds.js";
import type { Bounds } from "./bounds.js";
import type { Entry } from "./entry.js";
import { isArrayPath } from "./entry.js";
import type { Expression } from "./expression.js";
import { Rank } from "./value.js";
import { NO_PATH } from "./wildcard.js";

/** One scan of one index. */
export interface Scan {
  readonly kind: "scan";
  readonly entry: Entry;
  /** Per key of the index. */
  readonly bounds: readonly Bounds[];
  /** Documents must be fetched to decide the rest of the filter. */
  readonly fetch: boolean;
  /** Paths only the document decides. */
  readonly residual: readonly string[];
  /** Predicates from above an `$or` that this scan decides in full. */
  readonly pushed: ReadonlySet<Expression>;
  /** Ordered by distance or by nothing: gives no sort. */
  readonly special: boolean;
}

const UNBOUNDED: Bounds = { intervals: ALL, tightness: "exact" };

/** Builds the scan for an assignment; `scope` is the predicate or conjunction it stands in for. */
export function buildScan(assignment: Assignment, scope: Expression, outside: ReadonlySet<Expression>): Scan {
  const { entry, assigned } = assignment;
  const bounds: (Bounds | undefined)[] = entry.paths.map(() => undefined);
  const decided = new Set<Expression>();
  const pushed = new Set<Expression>();
  let special = false;
  let undecided: string[] | undefined;
  for (const { predicate, position } of assigned) {
    const expression = predicate.tag.negation ?? predicate;
    special ||= predicate.type === "near" || predicate.type === "text";
    const own = boundsOf(expression, entry, position);
    if (entry.type !== "2d" || position === 0) bounds[position] = intersectBounds(bounds[position], own);
    const decides =
      entry.type === "text"
        ? decidesInText(predicate, own)
        : own.tightness === "exact"
          ? true
          : onKey(own, entry);
    if (!outside.has(predicate)) {
      if (decides) decided.add(expression);
    } else {
      pushed.add(predicate);
      if (!decides) (undecided ??= []).push(predicate.tag.fullPath);
    }
  }
  const filled = bounds.map((one) => one ?? UNBOUNDED);
  const left =
    scope.type === "and"
      ? scope.children.filter((child) => !decided.has(child))
      : decided.has(scope)
        ? []
        : [scope];
  const residual = pathsOf(left);
  if (undecided) residual.push(...undecided);
  const fetch = left.length > 0 || undecided !== undefined || special || entry.type === "text";
  return { kind: "scan", entry, bounds: filled, fetch, residual: unique(residual), pushed, special };
}

const onKey = (bounds: Bounds, entry: Entry): boolean => bounds.tightness === "key" && !entry.multikey;
const decidesInText = (predicate: Predicate, bounds: Bounds): boolean =>
  predicate.type === "text" || bounds.tightness !== "fetch";

/** Builds the one scan that serves a disjunction of predicates on an index's first key. */
export function mergeScan(entry: Entry, disjunction: Expression): Scan {
  const each = disjunction.children.map((child) => boundsOf(child, entry, 0));
  const first: Bounds = {
    intervals: union(each.flatMap((bounds) => bounds.intervals)),
    tightness: each.map((bounds) => bounds.tightness).reduce(looser),
    ...(each.some((bounds) => bounds.count)
      ? { count: sum(each.map((bounds) => bounds.count ?? bounds.intervals.length)) }
      : {}),
  };
  const fetch = first.tightness !== "exact" && !onKey(first, entry);
  const bounds = entry.paths.map((_, position) => (position === 0 ? first : UNBOUNDED));
  const residual = fetch ? unique(pathsOf(disjunction.children)) : [];
  return { kind: "scan", entry, bounds, fetch, residual, pushed: new Set(), special: false };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Builds a scan of the whole index, for its order or because a hint asks for it. */
export function wholeScan(entry: Entry, filter: Expression): Scan {
  const matchesAll = filter.type === "and" && filter.children.length === 0;
  return {
    kind: "scan",
    entry,
    bounds: entry.paths.map(() => UNBOUNDED),
    fetch: !matchesAll,
    residual: unique(pathsOf([filter])),
    pushed: new Set(),
    special: false,
  };
}

/** The full paths a filter looks at. */
export function pathsOf(expressions: readonly Expression[]): string[] {
  const paths: string[] = [];
  for (const expression of expressions) addPaths(expression, "", paths);
  return paths;
}

function addPaths({ path, children, type }: Expression, prefix: string, out: string[]): void {
  if (type === "text") out.push("$text");
  else if (type === "elemMatchObject")
    for (const child of children) addPaths(child, `${prefix}${path}.`, out);
  else if (path !== "") out.push(prefix + path);
  else for (const child of children) addPaths(child, prefix, out);
}

const unique = (paths: readonly string[]): string[] => (paths.length < 2 ? [...paths] : [...new Set(paths)]);

const isBounded = (scan: Scan, position: number): boolean => {
  const bounds = scan.bounds[position];
  return bounds !== undefined && bounds !== UNBOUNDED && !isAll(bounds.intervals);
};

/** Leading keys with bounds. */
export function boundedKeys(scan: Scan): number {
  let count = 0;
  while (count < scan.bounds.length && isBounded(scan, count)) count++;
  return count;
}

/** Is the leading key bounded, but not by points? */
export function isRanged({ bounds: [first] }: Scan, bounded: number): boolean {
  return bounded > 0 && first !== undefined && !isPoints(first);
}

/** Are all bounded leading keys but the last points (P23)? */
export function isTight(scan: Scan, bounded: number): boolean {
  if (bounded === 0) return false;
  for (let position = 0; position < bounded - 1; position++) {
    const bounds = scan.bounds[position];
    if (!bounds || !isPoints(bounds)) return false;
  }
  return true;
}

/** Paths with bounds that thin out keys without narrowing the scan: behind a range or a gap (P23). */
export function looseKeys(scan: Scan): string[] {
  const loose: string[] = [];
  let contiguous = true;
  for (const [position, path] of scan.entry.paths.entries()) {
    const bounds = scan.bounds[position];
    if (!bounds) continue;
    if (!contiguous && isBounded(scan, position)) loose.push(path);
    if (!isPoints(bounds)) contiguous = false;
  }
  return loose;
}

/** May the scan return strings, documents or arrays in this key? */
export const mayHoldText = (bounds: Bounds): boolean =>
  [Rank.string, Rank.object, Rank.array].some((rank) => touchesType(bounds.intervals, rank));

/** Can this path's value be read from the index keys the scan returns (P41)? */
export function providesPath(scan: Scan, path: string): boolean {
  const { entry } = scan;
  if (entry.type !== "btree" && entry.type !== "hashed" && entry.type !== "wildcard") return false;
  if (entry.multikey && !entry.arrays) return false;
  const position = entry.paths.indexOf(path);
  const bounds = scan.bounds[position];
  if (!bounds || path === NO_PATH || isArrayPath(entry, position) || entry.kinds[position] === "hashed")
    return false;
  if (entry.type === "wildcard" && holdsDocuments(scan)) return false;
  return entry.collation === "" || !mayHoldText(bounds);
}

function holdsDocuments(scan: Scan): boolean {
  const bounds = scan.bounds[scan.entry.wildcard];
  return bounds === undefined || touchesType(bounds.intervals, Rank.object);
}
