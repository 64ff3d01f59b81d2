import { withArrays } from "./arrays.js";
import { canonical } from "./canonical.js";
import { collationKey } from "./collation.js";
import { fewestGroups } from "./fewest.js";
import { defaultName, flag, isIdIndex, specOf } from "./keys.js";
import { isUnservable, needsOf } from "./need.js";
import type { Need, Unservable } from "./need.js";
import { readSort } from "./order.js";
import { isBad, parseFilter } from "./parse.js";
import { redundancy } from "./replaces.js";
import { helpsNeed, servesNeed } from "./serves.js";
import { sharedKey } from "./shared-key.js";
import type { AnyIndex, IndexSpec, PlannedQuery } from "./types.js";
import { MAX_INDEXES } from "./validity.js";

/** A query shape; markers may stand for its values. */
export interface Shape extends PlannedQuery {
  readonly id?: string;
}

export interface AdviceOptions {
  /** Paths the schema declares as arrays. */
  readonly arrays?: readonly string[];
  /** Names of indexes that must stay: hinted somewhere, or kept on purpose. */
  readonly keep?: readonly string[];
}

/** How one need of a shape is met: the index and the part each of its keys plays. */
export interface Service {
  readonly index: string;
  readonly equality: readonly string[];
  readonly sort: readonly string[];
  readonly range: readonly string[];
}

/** What the advice claims about one shape; `by` has one entry per branch of an `$or`. */
export interface ShapeCertificate {
  readonly shape: number;
  readonly id?: string;
  readonly status: "served" | "partly" | "unservable";
  readonly by: readonly Service[];
  /** Why not (or not in full). */
  readonly spec?: string;
  readonly why?: string;
}

export interface Drop {
  readonly index: string;
  /** "redundant": replaced by I5; "unneeded": every shape it served is served by others; "unused": no shape can use it. */
  readonly because: "redundant" | "unneeded" | "unused";
  readonly why: string;
  /** Names of the indexes that take over. */
  readonly by: readonly string[];
}

export interface Advice {
  /** Indexes to create. */
  readonly add: readonly Required<IndexSpec>[];
  readonly drop: readonly Drop[];
  /** Names of the existing indexes that stay. */
  readonly keep: readonly string[];
  readonly shapes: readonly ShapeCertificate[];
  /** Proven to be the fewest (guaranteed up to 40 shapes; beyond, when the search ends in time). */
  readonly exact: boolean;
  readonly warnings: readonly string[];
}

interface Demand {
  readonly shape: number;
  readonly need: Need;
  readonly query: PlannedQuery;
}

const ID: IndexSpec = { keys: [["_id", 1]], options: { unique: true }, name: "_id_" };

/** The fewest indexes that serve all shapes in full, with what there is already (A8–A25). */
export function advise(
  shapes: readonly Shape[],
  existing: readonly AnyIndex[],
  options: AdviceOptions = {},
): Advice {
  const arrays = new Set(options.arrays ?? []);
  const specs = existing.map((index) => withArrays(specOf(index), arrays) as Required<IndexSpec>);
  const readings = shapes.map((shape, at) => read(shape, at, arrays));
  const demands = readings.flatMap((reading) => ("needs" in reading ? reading.needs : []));
  const mustStay = specs.filter((spec) => isKept(spec, shapes, options));
  const mayGo = specs.filter((spec) => !mustStay.includes(spec));
  const fixed: readonly AnyIndex[] = [ID, ...mustStay];
  const open = demands.filter((demand) => !fixed.some((index) => serves(index, demand)));
  const { reused, groups, exact } = cover(open, mayGo, arrays);
  const helpful = mayGo.filter((spec) => !reused.includes(spec) && helpsOnly(spec, readings, shapes));
  const kept = [...mustStay, ...reused, ...helpful];
  const add = groups.flatMap((group) => created(group, arrays, [...kept]));
  const all = [
    ...fixed,
    ...reused,
    ...helpful,
    ...add.map((spec) => withArrays(spec, arrays)),
  ] as Required<IndexSpec>[];
  const certificates = readings.map((reading, at) => certify(reading, at, shapes[at], all));
  return {
    add,
    drop: mayGo.filter((spec) => !kept.includes(spec)).map((spec) => explainDrop(spec, all, demands)),
    keep: specs.filter((spec) => kept.includes(spec)).map((spec) => spec.name),
    shapes: certificates,
    exact,
    warnings: warningsFor(all.length),
  };
}

type Reading = { readonly needs: readonly Demand[] } | { readonly unservable: Unservable };

function read(shape: Shape, at: number, arrays: ReadonlySet<string>): Reading {
  const filter = parseFilter(shape.filter ?? {});
  if (isBad(filter)) return { unservable: { spec: "P18", why: filter.bad } };
  const sort = readSort(shape.sort) ?? [];
  const needs = needsOf(filter, { sort, collation: collationKey(shape.collation), arrays });
  if (isUnservable(needs)) return { unservable: needs };
  return { needs: needs.map((need) => ({ shape: at, need, query: shape })) };
}

const serves = (index: AnyIndex, { need, query }: Demand): boolean => servesNeed(index, need, query);

/** Never given up: constraints, expiry, hints, special and hidden indexes (A18, A24). */
function isKept(
  { keys, options, name }: Required<IndexSpec>,
  shapes: readonly Shape[],
  { keep }: AdviceOptions,
): boolean {
  const special = keys.some(([path, kind]) => typeof kind !== "number" || path.endsWith("$**"));
  const bound =
    flag(options, "unique") || options["expireAfterSeconds"] !== undefined || flag(options, "hidden");
  return (
    special ||
    bound ||
    isIdIndex(keys) ||
    (keep?.includes(name) ?? false) ||
    shapes.some((shape) => hints(shape, keys, name))
  );
}

const hints = ({ hint }: Shape, keys: IndexSpec["keys"], name: string): boolean =>
  hint === name ||
  (typeof hint === "object" && hint !== null && canonical(Object.entries(hint)) === canonical(keys));

interface Cover {
  readonly reused: readonly Required<IndexSpec>[];
  readonly groups: readonly (readonly Demand[])[];
  readonly exact: boolean;
}

/** Fewest groups first; then takes existing indexes wherever that costs none. */
function cover(
  demands: readonly Demand[],
  mayGo: readonly Required<IndexSpec>[],
  arrays: ReadonlySet<string>,
): Cover {
  let open = demands;
  let best = partition(open, arrays);
  const reused: Required<IndexSpec>[] = [];
  const served = mayGo.map((spec) => ({ spec, count: open.filter((demand) => serves(spec, demand)).length }));
  for (const { spec, count } of served.sort((a, b) => b.count - a.count)) {
    if (count === 0) break;
    const rest = open.filter((demand) => !serves(spec, demand));
    if (rest.length === open.length) continue;
    const without = partition(rest, arrays);
    if (without.groups.length >= best.groups.length) continue;
    reused.push(spec);
    open = rest;
    best = without;
  }
  return { reused, ...best };
}

function partition(demands: readonly Demand[], arrays: ReadonlySet<string>): Omit<Cover, "reused"> {
  const distinct = new Map<string, Demand[]>();
  for (const demand of demands) {
    const id = needIdentity(demand.need);
    distinct.set(id, [...(distinct.get(id) ?? []), demand]);
  }
  const classes = [...distinct.values()];
  const needs = classes.flatMap(([first]) => (first ? [first.need] : []));
  const remembered = new Map<string, boolean>();
  const fit = (group: readonly number[]): boolean => {
    const id = group.join();
    const known = remembered.get(id);
    if (known !== undefined) return known;
    const fits =
      sharedKey(
        group.flatMap((at) => needs[at] ?? []),
        arrays,
      ) !== undefined;
    remembered.set(id, fits);
    return fits;
  };
  const { groups, exact } = fewestGroups(needs.length, fit);
  const ordered = groups
    .map((group) => [...group].sort((a, b) => a - b))
    .sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
  return { groups: ordered.map((group) => group.flatMap((at) => classes[at] ?? [])), exact };
}

const needIdentity = ({ points, sort, ranges, collation, geo }: Need): string =>
  canonical([[...points].sort(), sort, [...ranges].sort(), collation, geo ?? null]);

function created(
  group: readonly Demand[],
  arrays: ReadonlySet<string>,
  kept: readonly AnyIndex[],
): Required<IndexSpec>[] {
  const shared = sharedKey(
    group.map(({ need }) => need),
    arrays,
  );
  if (!shared) return [];
  const collation = group.find(({ need }) => need.collation)?.query.collation;
  const options = collation && shared.collation !== "" ? { collation } : {};
  const plain = defaultName(shared.keys);
  const taken = kept.some((index) => specOf(index).name === plain);
  const name = taken ? `${plain}_${shared.collation === "" ? "all" : String(collation?.["locale"])}` : plain;
  return [{ keys: shared.keys, options, name }];
}

/** Keeps what at least helps a shape that nothing serves in full. */
function helpsOnly(spec: AnyIndex, readings: readonly Reading[], shapes: readonly Shape[]): boolean {
  return readings.some((reading, at) => {
    const query = shapes[at];
    if (!query || "needs" in reading) return false;
    const filter = parseFilter(query.filter ?? {});
    if (isBad(filter)) return false;
    const need: Need = {
      points: [],
      sort: [],
      ranges: [],
      exact: [],
      collation: null,
      unsorted: false,
      filter,
    };
    return helpsNeed(spec, need, query);
  });
}

function certify(
  reading: Reading,
  shape: number,
  query: Shape | undefined,
  indexes: readonly Required<IndexSpec>[],
): ShapeCertificate {
  const id = query?.id === undefined ? {} : { id: query.id };
  if (!("needs" in reading)) return { shape, ...id, status: "unservable", by: [], ...reading.unservable };
  const by = reading.needs.flatMap((demand) => {
    const index = indexes.find((candidate) => serves(candidate, demand));
    return index ? [serviceOf(index, demand.need)] : [];
  });
  if (by.length < reading.needs.length)
    return {
      shape,
      ...id,
      status: "partly",
      by,
      spec: "P25",
      why: "no single index can hold all of its predicates",
    };
  if (reading.needs.some(({ need }) => need.unsorted))
    return {
      shape,
      ...id,
      status: "partly",
      by,
      spec: "P29",
      why: "an array path in the sort, or bounded beside it, gives no order",
    };
  return { shape, ...id, status: "served", by };
}

const serviceOf = ({ name }: Required<IndexSpec>, { points, sort, ranges, geo }: Need): Service => ({
  index: name,
  equality: points,
  sort: sort.map((key) => key.path),
  range: geo ? [geo.path] : ranges,
});

function explainDrop(
  spec: Required<IndexSpec>,
  all: readonly Required<IndexSpec>[],
  demands: readonly Demand[],
): Drop {
  const other = all.find((candidate) => redundancy(candidate, spec).verdict === "redundant");
  if (other)
    return { index: spec.name, because: "redundant", why: redundancy(other, spec).why, by: [other.name] };
  const served = demands.filter((demand) => serves(spec, demand));
  if (served.length === 0)
    return { index: spec.name, because: "unused", why: "no shape is served by it", by: [] };
  const by = served.flatMap((demand) => all.find((candidate) => serves(candidate, demand))?.name ?? []);
  const shapes = [...new Set(served.map(({ shape }) => shape))].join(", ");
  return {
    index: spec.name,
    because: "unneeded",
    why: `what it serves (shape ${shapes}) others serve in full`,
    by: [...new Set(by)],
  };
}

const MANY_INDEXES = 15;

function warningsFor(count: number): string[] {
  if (count > MAX_INDEXES) return [`${count} indexes; a collection may have ${MAX_INDEXES} (I27)`];
  return count > MANY_INDEXES ? [`${count} indexes: each costs every write (A25)`] : [];
}
