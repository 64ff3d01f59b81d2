import { isUnknown } from "./unknown.js";
import type { UnknownKind } from "./unknown.js";

/** BSON's comparison order of types (numbers compare with numbers, whatever their width). */
export const Rank = {
  minKey: -1,
  undefined: 0,
  null: 5,
  number: 10,
  /** A value of unknown type; matches every type. */
  anything: 12,
  string: 15,
  object: 20,
  array: 25,
  binary: 30,
  objectId: 35,
  boolean: 40,
  date: 45,
  timestamp: 47,
  regex: 50,
  code: 60,
  maxKey: 127,
} as const;

/** A point on the line of all BSON values: a value (side 0) or the edge of a type (−1 before, 1 after). */
export interface Point {
  readonly rank: number;
  readonly side: -1 | 0 | 1;
  readonly value: unknown;
  readonly unknown: boolean;
}

export interface Pattern {
  readonly source: string;
  readonly flags: string;
}

const unknownRanks: Readonly<Record<UnknownKind, number>> = {
  string: Rank.string,
  number: Rank.number,
  date: Rank.date,
  objectId: Rank.objectId,
  boolean: Rank.boolean,
  object: Rank.object,
  array: Rank.array,
  regex: Rank.regex,
  prefixRegex: Rank.regex,
  anything: Rank.anything,
};

const known = (rank: number, value: unknown): Point => ({ rank, side: 0, value, unknown: false });

export const MIN_KEY: Point = known(Rank.minKey, null);
export const MAX_KEY: Point = known(Rank.maxKey, null);
export const UNDEFINED: Point = known(Rank.undefined, null);
export const NULL: Point = known(Rank.null, null);

/** Some value of a kind. */
export const unknownPoint = (kind: UnknownKind): Point => ({
  rank: unknownRanks[kind],
  side: 0,
  value: kind,
  unknown: true,
});

const edges = new Map<number, Point>();

/** The edge before (−1) or after (1) all values of a type. */
export function edge(rank: number, side: -1 | 1): Point {
  const at = rank * side + (side < 0 ? -1000 : 1000);
  const found = edges.get(at);
  if (found) return found;
  const made: Point = { rank, side, value: null, unknown: false };
  edges.set(at, made);
  return made;
}

/** Reads a JavaScript, BSON-library or Extended JSON value. */
export function pointOf(value: unknown): Point {
  switch (typeof value) {
    case "string":
      return known(Rank.string, value);
    case "number":
      return known(Rank.number, value);
    case "boolean":
      return known(Rank.boolean, value);
    case "bigint":
      return known(Rank.number, Number(value));
    case "undefined":
      return UNDEFINED;
    case "object":
      return value === null ? NULL : objectPoint(value);
    default:
      return known(Rank.code, String(value));
  }
}

function objectPoint(value: object): Point {
  if (Array.isArray(value)) return known(Rank.array, value);
  if (isUnknown(value)) return unknownPoint(value.$unknown);
  if (value instanceof Date) return known(Rank.date, value.getTime());
  if (value instanceof RegExp)
    return known(Rank.regex, { source: value.source, flags: value.flags } satisfies Pattern);
  if (ArrayBuffer.isView(value)) return known(Rank.binary, String(value));
  return libraryPoint(value) ?? extendedPoint(value) ?? known(Rank.object, value);
}

function libraryPoint(value: object): Point | undefined {
  const type: unknown = "_bsontype" in value ? value._bsontype : undefined;
  if (typeof type !== "string") return undefined;
  const fields = value as Record<string, unknown>;
  if (type === "ObjectId" || type === "ObjectID") return known(Rank.objectId, String(value));
  if (["Long", "Double", "Int32", "Decimal128"].includes(type))
    return known(Rank.number, Number(String(value)));
  if (type === "MinKey") return MIN_KEY;
  if (type === "MaxKey") return MAX_KEY;
  if (type === "Timestamp") return known(Rank.timestamp, Number(String(value)));
  if (type === "BSONSymbol") return known(Rank.string, String(value));
  if (type === "BSONRegExp")
    return known(Rank.regex, { source: String(fields["pattern"]), flags: String(fields["options"] ?? "") });
  if (type === "Code") return known(Rank.code, String(value));
  return known(Rank.binary, String(value));
}

function extendedPoint(value: object): Point | undefined {
  const fields = value as Record<string, unknown>;
  for (const key in fields) {
    if (key.charCodeAt(0) !== 36) return undefined;
    return extended(key, fields[key]);
  }
  return undefined;
}

function extended(key: string, value: unknown): Point | undefined {
  switch (key) {
    case "$oid":
      return known(Rank.objectId, String(value));
    case "$date":
      return known(Rank.date, dateOf(value));
    case "$numberLong":
    case "$numberInt":
    case "$numberDouble":
    case "$numberDecimal":
      return known(Rank.number, Number(value));
    case "$regularExpression": {
      const pattern = value as { pattern?: unknown; options?: unknown };
      return known(Rank.regex, { source: String(pattern.pattern), flags: String(pattern.options ?? "") });
    }
    case "$undefined":
      return UNDEFINED;
    case "$minKey":
      return MIN_KEY;
    case "$maxKey":
      return MAX_KEY;
    case "$binary":
    case "$uuid":
      return known(Rank.binary, JSON.stringify(value));
    case "$timestamp":
      return known(Rank.timestamp, Number((value as { t?: unknown } | null)?.t));
    case "$code":
      return known(Rank.code, String(value));
    default:
      return undefined;
  }
}

function dateOf(value: unknown): number {
  if (typeof value === "object" && value !== null && "$numberLong" in value) return Number(value.$numberLong);
  return new Date(value as string | number).getTime();
}

/** Orders two points; unknown values of one type compare as equal. */
export function comparePoints(a: Point, b: Point): number {
  if (a === b) return 0;
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (a.side !== b.side) return a.side - b.side;
  if (a.side !== 0 || a.unknown || b.unknown) return 0;
  return compareSameType(a.rank, a.value, b.value);
}

function compareSameType(rank: number, a: unknown, b: unknown): number {
  if (rank === Rank.number) return compareNumbers(a as number, b as number);
  if (rank === Rank.array) return compareLists(a as unknown[], b as unknown[]);
  if (rank === Rank.object) return compareObjects(a as object, b as object);
  if (rank === Rank.regex) return compareText(patternText(a as Pattern), patternText(b as Pattern));
  const [x, y] = [a as string, b as string];
  return x < y ? -1 : x > y ? 1 : 0;
}

function compareNumbers(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : -1;
  if (Number.isNaN(b)) return 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

const patternText = (pattern: Pattern): string => `${pattern.source}/${pattern.flags}`;
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function compareLists(a: readonly unknown[], b: readonly unknown[]): number {
  for (const [at, item] of a.entries()) {
    if (at >= b.length) return 1;
    const order = comparePoints(pointOf(item), pointOf(b[at]));
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareObjects(a: object, b: object): number {
  const [x, y] = [Object.entries(a), Object.entries(b)];
  for (const [at, [key, value]] of x.entries()) {
    const other = y[at];
    if (!other) return 1;
    const [left, right] = [pointOf(value), pointOf(other[1])];
    const order = left.rank - right.rank || compareText(key, other[0]) || comparePoints(left, right);
    if (order !== 0) return order;
  }
  return x.length - y.length;
}

/** Strings, documents and arrays compare by collation; other types do not (P22a). */
export const isCollated = (rank: number): boolean =>
  rank === Rank.string || rank === Rank.object || rank === Rank.array;

/** Is this `{}` or `[]`? */
export const isEmptyValue = (point: Point): boolean =>
  !point.unknown &&
  ((point.rank === Rank.array && (point.value as unknown[]).length === 0) ||
    (point.rank === Rank.object && Object.keys(point.value as object).length === 0));
