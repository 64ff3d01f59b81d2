import { isArrayPath } from "./entry.js";
import type { Entry } from "./entry.js";
import type { Detail, Expression } from "./expression.js";
import {
  ALL,
  complement,
  intersect,
  isAll,
  ofType,
  point,
  range,
  touchesDocuments,
  union,
} from "./interval.js";
import type { Interval, Intervals } from "./interval.js";
import { regexPrefix } from "./regex.js";
import {
  comparePoints,
  edge,
  isEmptyValue,
  MAX_KEY,
  MIN_KEY,
  NULL,
  pointOf,
  Rank,
  UNDEFINED,
  unknownPoint,
} from "./value.js";
import type { Pattern, Point } from "./value.js";
import { arrayIndexes } from "./wildcard.js";

/** How much of a predicate its bounds decide: all of it, all with a look at the key, or only with the document. */
export type Tightness = "exact" | "key" | "fetch";

export interface Bounds {
  readonly intervals: Intervals;
  readonly tightness: Tightness;
  /** Number of point intervals when it differs from `intervals.length` (`$in` of unknown or long lists). */
  readonly count?: number;
}

/** Turns a predicate into bounds on one key of an index (P1–P17). */
export function boundsOf(expression: Expression, entry: Entry, position: number): Bounds {
  const bounds = translate(expression, entry, position);
  return position === entry.wildcard ? wildcardBounds(bounds, entry, position) : bounds;
}

function translate(expression: Expression, entry: Entry, position: number): Bounds {
  switch (expression.type) {
    case "eq":
    case "exprEq":
      return equality(expression.operand ?? NULL, entry, position, expression.type === "exprEq");
    case "lt":
    case "lte":
    case "gt":
    case "gte":
      return inequality(expression, entry);
    case "exprRange":
      return untypedRange(expression);
    case "in":
      return membership(expression.detail ?? {}, entry, position);
    case "regex":
      return regex(expression.detail ?? {}, entry);
    case "not":
      return negation(expression, entry, position);
    case "exists":
      return { intervals: ALL, tightness: entry.sparse && entry.paths.length === 1 ? "exact" : "fetch" };
    case "mod":
      return { intervals: [ofType(Rank.number)], tightness: "key" };
    case "type":
      return typed(expression.detail ?? {});
    case "elemMatchValue":
      return elemMatch(expression, entry, position);
    default:
      // Geo: a covering of the region, many small ranges.
      return { intervals: [ofType(Rank.number)], tightness: "fetch" };
  }
}

const isHashed = (entry: Entry, position: number): boolean => entry.kinds[position] === "hashed";

function equality(operand: Point, entry: Entry, position: number, literal: boolean): Bounds {
  if (operand.rank === Rank.null && !literal)
    return { intervals: [point(UNDEFINED), point(NULL)], tightness: "fetch" };
  if (operand.rank !== Rank.array)
    return { intervals: [point(operand)], tightness: isHashed(entry, position) ? "fetch" : "exact" };
  if (operand.unknown) return { intervals: [point(operand)], tightness: "fetch" };
  const items = operand.value as unknown[];
  const first = items.length === 0 ? UNDEFINED : pointOf(items[0]);
  return { intervals: union([point(operand), point(first)]), tightness: "fetch" };
}

function inequality(expression: Expression, entry: Entry): Bounds {
  const operand = expression.operand ?? NULL;
  const upward = expression.type === "gt" || expression.type === "gte";
  const inclusive = expression.type === "gte" || expression.type === "lte";
  if (operand.rank === (upward ? Rank.minKey : Rank.maxKey))
    return { intervals: ALL, tightness: entry.collation === "" ? "exact" : "fetch" };
  if (operand.rank === Rank.number && Number.isNaN(operand.value))
    return { intervals: inclusive ? [point(operand)] : [], tightness: "exact" };
  const inexact = operand.rank === Rank.null || operand.rank === Rank.array || operand.rank === Rank.regex;
  return { intervals: bracket(operand, upward, inclusive), tightness: inexact ? "fetch" : "exact" };
}

const singletons = new Set<number>([Rank.null, Rank.undefined, Rank.minKey, Rank.maxKey]);

/** From a value to the end of its type. */
function bracket(operand: Point, upward: boolean, inclusive: boolean): Intervals {
  if (singletons.has(operand.rank)) return inclusive ? [point(operand)] : [];
  const side = edge(operand.rank, upward ? 1 : -1);
  return [upward ? range(operand, side, inclusive, true) : range(side, operand, true, inclusive)];
}

/** `$expr` compares across types (P18a). */
function untypedRange(expression: Expression): Bounds {
  const operand = expression.operand ?? NULL;
  const operator = expression.detail?.text ?? "$gt";
  const inclusive = operator.endsWith("e");
  const intervals = operator.startsWith("$gt")
    ? [range(operand, MAX_KEY, inclusive, true)]
    : [range(MIN_KEY, operand, true, inclusive)];
  return { intervals, tightness: "fetch" };
}

function membership(detail: Detail, entry: Entry, position: number): Bounds {
  const intervals: Interval[] = [];
  let tightness: Tightness = "exact";
  for (const item of detail.points ?? []) {
    const bounds = equality(item, entry, position, false);
    intervals.push(...bounds.intervals);
    tightness = looser(tightness, bounds.tightness);
    if (item.rank === Rank.array && isEmptyValue(item)) intervals.push(point(UNDEFINED));
  }
  if ((detail.patterns?.length ?? 0) > 0 || detail.unknownPattern) {
    const bounds = regex(detail, entry);
    intervals.push(...bounds.intervals);
    tightness = looser(tightness, bounds.tightness);
  }
  const merged = union(intervals);
  return detail.count === undefined
    ? { intervals: merged, tightness }
    : { intervals: merged, tightness, count: detail.count };
}

const order: readonly Tightness[] = ["exact", "key", "fetch"];
/** The less exact of two. */
export const looser = (a: Tightness, b: Tightness): Tightness =>
  order.indexOf(a) >= order.indexOf(b) ? a : b;

function regex(detail: Detail, entry: Entry): Bounds {
  const intervals: Interval[] = [];
  let tightness: Tightness = "exact";
  for (const pattern of detail.patterns ?? []) {
    const bounds = regexBounds(pattern, entry);
    intervals.push(...bounds.intervals);
    tightness = looser(tightness, bounds.tightness);
  }
  if (detail.unknownPattern) {
    const text = unknownPoint("string");
    const strings =
      detail.unknownPattern === "prefix"
        ? range(text, edge(Rank.string, 1), true, false)
        : ofType(Rank.string);
    intervals.push(strings, point(unknownPoint("regex")));
    tightness = looser(tightness, entry.collation === "" ? "key" : "fetch");
  }
  return { intervals: union(intervals), tightness };
}

function regexBounds(pattern: Pattern, entry: Entry): Bounds {
  const { text, exact } = entry.collation === "" ? regexPrefix(pattern) : { text: "", exact: false };
  const strings = text === "" ? ofType(Rank.string) : range(pointOf(text), pointOf(after(text)), true, false);
  const itself = point({ rank: Rank.regex, side: 0, value: pattern, unknown: false });
  return {
    intervals: [strings, itself],
    tightness: entry.collation !== "" ? "fetch" : exact ? "exact" : "key",
  };
}

/** The first string after all strings with this prefix. */
const after = (prefix: string): string =>
  prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);

function negation(expression: Expression, entry: Entry, position: number): Bounds {
  const child = expression.children[0];
  if (!child) return { intervals: ALL, tightness: "fetch" };
  if (child.type === "exists") return { intervals: [point(NULL)], tightness: "fetch" };
  const bounds = translate(child, entry, position);
  const isNull = child.type === "eq" && child.operand?.rank === Rank.null;
  const tightness = isArrayPath(entry, position) ? "fetch" : isNull ? "exact" : bounds.tightness;
  return { intervals: complement(bounds.intervals), tightness };
}

function typed(detail: Detail): Bounds {
  const ranks = detail.ranks ?? [];
  if (ranks.includes(Rank.array)) return { intervals: ALL, tightness: "fetch" };
  return { intervals: union(ranks.map(typeInterval)), tightness: detail.numbers ? "exact" : "fetch" };
}

const typeInterval = (rank: number): Interval => {
  if (rank === Rank.minKey) return point(MIN_KEY);
  if (rank === Rank.maxKey) return point(MAX_KEY);
  if (rank === Rank.null) return point(NULL);
  return rank === Rank.undefined ? point(UNDEFINED) : ofType(rank);
};

function elemMatch(expression: Expression, entry: Entry, position: number): Bounds {
  let intervals: Intervals = ALL;
  for (const child of expression.children)
    intervals = intersect(intervals, translate(child, entry, position).intervals);
  return { intervals, tightness: "fetch" };
}

function wildcardBounds(bounds: Bounds, entry: Entry, position: number): Bounds {
  if (touchesDocuments(bounds.intervals) && !isAll(bounds.intervals))
    return { intervals: ALL, tightness: "fetch" };
  const components = entry.arrays?.[position] ?? [];
  const viaArray = arrayIndexes(entry.paths[position] ?? "", components).length > 0;
  return viaArray ? { ...bounds, tightness: "fetch" } : bounds;
}

/** Both, as one predicate. */
export function intersectBounds(a: Bounds | undefined, b: Bounds): Bounds {
  if (!a) return b;
  const intervals = intersect(a.intervals, b.intervals);
  return { intervals, tightness: looser(a.tightness, b.tightness) };
}

/** Is every interval one value? */
export const isPoints = (bounds: Bounds): boolean =>
  bounds.intervals.length > 0 &&
  bounds.intervals.every(
    ({ start, end }) => start === end || (!start.unknown && !end.unknown && comparePoints(start, end) === 0),
  );

/** Is it one value? */
export const isSinglePoint = (bounds: Bounds): boolean =>
  (bounds.count ?? bounds.intervals.length) === 1 && isPoints(bounds);
