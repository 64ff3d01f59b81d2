import type { Datum } from "../../interpret/happenings.js";
import type { Sort } from "../types.js";

type Direction = 1 | -1 | "meta";

/** A sort argument: what it orders by, and why Mongoose would throw, when it would (M69). */
export interface SortRead {
  readonly sort: Sort | "unknown" | null;
  /** Rests on a condition in the code. */
  readonly assumed?: true;
  readonly throws?: string;
  /** The first Mongoose that throws; all do without it. */
  readonly since?: number;
}

const NONE: SortRead = { sort: null };
const UNKNOWN: SortRead = { sort: "unknown" };
const DIRECTIONS: ReadonlyMap<string, 1 | -1> = new Map<string, 1 | -1>([
  ["asc", 1],
  ["ascending", 1],
  ["desc", -1],
  ["descending", -1],
]);

/** Reads any form `query.sort(…)` accepts; native calls also take lists of names and (name, direction). */
export function readSort(datum: Datum | undefined, native: boolean): SortRead {
  if (datum === undefined) return NONE;
  switch (datum.t) {
    case "prim":
      return readPrimitive(datum.v, native);
    case "undefined":
      return NONE;
    case "object":
      return readObject(datum, native);
    case "array":
      return readPairs(datum, native);
    case "union":
      return readAlternatives(datum.of, native);
    case "unknown":
      return UNKNOWN;
    default:
      return { sort: null, throws: "sort() takes a string, an object, pairs or a Map" };
  }
}

function readPrimitive(value: string | number | boolean | null, native: boolean): SortRead {
  if (value === null) return NONE;
  if (typeof value !== "string") return { sort: null, throws: `sort(${String(value)}) is not a sort` };
  if (native) return { sort: [[value, 1]] };
  // Bogus keys stay as they are, an empty one included: that is what Mongoose sends.
  const names = value.split(" ");
  const sort = names.map((name): [string, 1 | -1] =>
    name.startsWith("-") ? [name.slice(1), -1] : [name, 1],
  );
  return { sort: merged(sort) };
}

function readObject(datum: Datum & { t: "object" }, native: boolean): SortRead {
  const optional = datum.entries.filter((entry) => entry.maybe).length;
  if (datum.open || optional > 1) return UNKNOWN;
  const sort: [string, Direction][] = [];
  let throws: string | undefined;
  let since: number | undefined = STRICT;
  for (const { key, value } of datum.entries) {
    const direction = readDirection(value) ?? legacyDirection(value);
    if (direction === "unknown") return UNKNOWN;
    if (!native && readDirection(value) === null) {
      throws = `\`${key}\` has no valid sort direction`;
      if (!isWord(value)) since = undefined;
    }
    if (direction !== null) sort.push([key, direction]);
  }
  return {
    sort: sort.length > 0 ? sort : null,
    ...(optional > 0 && { assumed: true }),
    ...(throws !== undefined && { throws, ...(since !== undefined && { since }) }),
  };
}

function readDirection(datum: Datum): Direction | "unknown" | null {
  switch (datum.t) {
    case "prim":
      if (datum.v === 1 || datum.v === -1) return datum.v;
      return (typeof datum.v === "string" ? DIRECTIONS.get(datum.v) : undefined) ?? null;
    case "unknown":
      return "unknown";
    case "union": {
      const all = new Set(datum.of.map(readDirection));
      const [only] = all;
      return all.size === 1 && only !== undefined ? only : "unknown";
    }
    case "object":
      return datum.entries.some((entry) => entry.key === "$meta") ? "meta" : null;
    default:
      return null;
  }
}

/** From this Mongoose on a direction is taken as written: before, its words were read in any case, and numbers in quotes. */
const STRICT = 8;
const PAIRS = "a list of sort keys must hold [path, direction] pairs";
const isWord = (datum: Datum): boolean =>
  datum.t === "prim" && /^(?:asc|ascending|desc|descending|1|-1)$/i.test(String(datum.v));

/** What Mongoose up to 7 and the driver make of "1", "-1" and "DESC"; later Mongoose throws. */
function legacyDirection(datum: Datum): 1 | -1 | null {
  if (datum.t !== "prim" || (typeof datum.v !== "string" && typeof datum.v !== "number")) return null;
  const word = String(datum.v).toLowerCase();
  return DIRECTIONS.get(word) ?? (Number(word) > 0 ? 1 : Number(word) < 0 ? -1 : null);
}

/** The driver takes `["a", "desc"]` for one pair, not for two paths. */
const isOnePair = ([path, way, ...more]: readonly { readonly value: Datum }[]): boolean =>
  path?.value.t === "prim" && way !== undefined && isWord(way.value) && more.length === 0;

function readPairs(datum: Datum & { t: "array" }, native: boolean): SortRead {
  if (native && isOnePair(datum.items)) return readPairs({ ...datum, items: [{ value: datum }] }, native);
  if (datum.rest || datum.items.some((item) => item.maybe)) return UNKNOWN;
  const sort: [string, Direction][] = [];
  // A pair without a direction was ascending.
  let strict: Pick<SortRead, "throws" | "since"> = {};
  for (const { value: pair } of datum.items) {
    if (pair.t === "unknown" || pair.t === "union") return UNKNOWN;
    const name = pair.t === "array" ? pair.items[0]?.value : native ? pair : undefined;
    const given = pair.t === "array" ? pair.items[1]?.value : undefined;
    if (name?.t === "unknown") return UNKNOWN;
    const lacking = !native && pair.t === "array" && given === undefined;
    const direction = given ? (readDirection(given) ?? legacyDirection(given)) : native || lacking ? 1 : null;
    if (direction === "unknown") return UNKNOWN;
    if (name?.t !== "prim" || typeof name.v !== "string" || direction === null) {
      return { sort: null, throws: PAIRS };
    }
    if (lacking) strict = { throws: PAIRS, since: STRICT };
    sort.push([name.v, direction]);
  }
  return sort.length === 0 ? NONE : { sort: merged(sort), ...strict };
}

/** "Some sort or none" is that sort, assumed; several sorts are unknown. */
function readAlternatives(alternatives: readonly Datum[], native: boolean): SortRead {
  const reads = alternatives.map((each) => readSort(each, native));
  const sorts = reads.filter((read) => read.sort !== null);
  const first = sorts[0];
  if (first === undefined) return reads[0] ?? NONE;
  const same = sorts.every((read) => JSON.stringify(read.sort) === JSON.stringify(first.sort));
  if (!same) return UNKNOWN;
  return sorts.length === reads.length ? first : { ...first, assumed: true };
}

/** A key that is set again keeps its position and takes the new direction (M69). */
export function merged(...sorts: readonly Sort[]): Sort {
  return [...new Map(sorts.flat().map(([path, direction]) => [path, direction]))];
}
