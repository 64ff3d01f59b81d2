import { comparePoints, edge, MAX_KEY, MIN_KEY, pointOf, Rank } from "./value.js";
import type { Point } from "./value.js";

export interface Interval {
  readonly start: Point;
  readonly end: Point;
  readonly startInclusive: boolean;
  readonly endInclusive: boolean;
}

/** Ascending, disjoint. */
export type Intervals = readonly Interval[];

export const point = (at: Point): Interval => ({
  start: at,
  end: at,
  startInclusive: true,
  endInclusive: true,
});

export const range = (
  start: Point,
  end: Point,
  startInclusive: boolean,
  endInclusive: boolean,
): Interval => ({
  start,
  end,
  startInclusive,
  endInclusive,
});

/** Everything, [MinKey, MaxKey]. */
export const ALL: Intervals = [range(MIN_KEY, MAX_KEY, true, true)];

/** All values of one type. */
export const ofType = (rank: number): Interval => range(edge(rank, -1), edge(rank, 1), true, true);

const isUnknownInterval = (interval: Interval): boolean => interval.start.unknown || interval.end.unknown;

function isPoint(interval: Interval): boolean {
  if (interval.start === interval.end) return true;
  return !isUnknownInterval(interval) && comparePoints(interval.start, interval.end) === 0;
}

/** Is this [MinKey, MaxKey], so no bounds at all? */
export function isAll(intervals: Intervals): boolean {
  if (intervals === ALL) return true;
  const only = intervals.length === 1 ? intervals[0] : undefined;
  return only !== undefined && only.start.rank === Rank.minKey && only.end.rank === Rank.maxKey;
}

const compareStarts = (a: Interval, b: Interval): number =>
  comparePoints(a.start, b.start) || Number(b.startInclusive) - Number(a.startInclusive);

/** What is in both. */
export function intersect(a: Intervals, b: Intervals): Intervals {
  if (isAll(a)) return b;
  if (isAll(b)) return a;
  const result: Interval[] = [];
  for (const left of a)
    for (const right of b) {
      const both = overlap(left, right);
      if (both) result.push(both);
    }
  return result.length > 1 ? result.sort(compareStarts) : result;
}

function overlap(a: Interval, b: Interval): Interval | undefined {
  if (isUnknownInterval(a) || isUnknownInterval(b)) return unknownOverlap(a, b);
  const [low, high] = [comparePoints(a.start, b.start), comparePoints(a.end, b.end)];
  const [start, startInclusive] = tighter(low >= 0 ? a : b, low === 0 ? b : undefined, "start");
  const [end, endInclusive] = tighter(high <= 0 ? a : b, high === 0 ? b : undefined, "end");
  const order = comparePoints(start, end);
  if (order > 0 || (order === 0 && !(startInclusive && endInclusive))) return undefined;
  return range(start, end, startInclusive, endInclusive);
}

function tighter(chosen: Interval, equal: Interval | undefined, side: "start" | "end"): [Point, boolean] {
  const inclusive = side === "start" ? "startInclusive" : "endInclusive";
  return [chosen[side], chosen[inclusive] && (equal?.[inclusive] ?? true)];
}

/** With unknown values two intervals of one type may always meet. */
function unknownOverlap(a: Interval, b: Interval): Interval | undefined {
  const anything = a.start.rank === Rank.anything || b.start.rank === Rank.anything;
  if (!anything && (a.start.rank > b.end.rank || b.start.rank > a.end.rank)) return undefined;
  if (isPoint(a)) return a;
  if (isPoint(b)) return b;
  const start = a.start.rank > b.start.rank || a.start.side === 0 ? a : b;
  const end = a.end.rank < b.end.rank || a.end.side === 0 ? a : b;
  return range(start.start, end.end, start.startInclusive, end.endInclusive);
}

/** What is in either; sorts and merges. */
export function union(intervals: readonly Interval[]): Intervals {
  if (intervals.length < 2) return intervals;
  const sorted = [...intervals].sort(compareStarts);
  const result: Interval[] = [];
  for (const next of sorted) {
    const last = result.at(-1);
    const merged = last && merge(last, next);
    if (merged) result[result.length - 1] = merged;
    else result.push(next);
  }
  return result;
}

function merge(a: Interval, b: Interval): Interval | undefined {
  if (
    (isUnknownInterval(a) || isUnknownInterval(b)) &&
    a.end.rank === b.start.rank &&
    a.end.side === b.start.side
  )
    return isPoint(a) && isPoint(b) ? undefined : isPoint(b) ? a : isPoint(a) ? b : undefined;
  const gap = comparePoints(a.end, b.start);
  if (gap < 0 || (gap === 0 && !a.endInclusive && !b.startInclusive)) return undefined;
  const order = comparePoints(a.end, b.end);
  const endInclusive =
    order === 0 ? a.endInclusive || b.endInclusive : order > 0 ? a.endInclusive : b.endInclusive;
  return range(a.start, order >= 0 ? a.end : b.end, a.startInclusive, endInclusive);
}

/** What is in none. */
export function complement(intervals: Intervals): Intervals {
  const result: Interval[] = [];
  let from = MIN_KEY;
  let inclusive = true;
  for (const next of intervals) {
    const order = comparePoints(from, next.start);
    if (order < 0 || next.start.unknown || (order === 0 && inclusive && !next.startInclusive))
      result.push(range(from, next.start, inclusive, !next.startInclusive));
    from = next.end;
    inclusive = !next.endInclusive;
  }
  if (comparePoints(from, MAX_KEY) < 0 || inclusive) result.push(range(from, MAX_KEY, inclusive, true));
  return result;
}

/** May a value of this type be inside? */
export const touchesType = (intervals: Intervals, rank: number): boolean =>
  intervals.some(({ start, end }) => before(start, rank) && after(end, rank));

const before = (start: Point, rank: number): boolean =>
  start.rank < rank || (start.rank === rank && start.side < 1);
const after = (end: Point, rank: number): boolean => end.rank > rank || (end.rank === rank && end.side > -1);

const EMPTY_OBJECT = pointOf({});
const NON_EMPTY_OBJECTS: Intervals = [range(EMPTY_OBJECT, edge(Rank.object, 1), false, true)];

/** May a non-empty document be inside? Wildcard indexes hold none (I9). */
export const touchesDocuments = (intervals: Intervals): boolean =>
  intersect(
    intervals.filter(({ start }) => start.rank !== Rank.anything),
    NON_EMPTY_OBJECTS,
  ).length > 0;
