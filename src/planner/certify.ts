import { serves } from "./demand.js";
import type { Demand, Reading } from "./demand.js";
import { flag, isIdIndex } from "./keys.js";
import type { Need, Unservable } from "./need.js";
import { redundancy } from "./replaces.js";
import type { IndexSpec } from "./types.js";

type Spec = Required<IndexSpec>;

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

/** An index that can go. */
export interface Drop {
  readonly index: string;
  /** "redundant": replaced by I5; "unneeded": what it served is served by others; "unused": it served nothing. */
  readonly because: "redundant" | "unneeded" | "unused";
  readonly why: string;
  /** Names of the indexes that take over. */
  readonly by: readonly string[];
}

/** States how a shape is served by these indexes, each step confirmed by the planner. */
export function certify(
  reading: Reading,
  shape: number,
  id: string | undefined,
  indexes: readonly Spec[],
): ShapeCertificate {
  const own = id === undefined ? { shape } : { shape, id };
  if (!("demands" in reading)) return { ...own, status: "unservable", by: [], ...reading.unservable };
  const by = reading.demands.flatMap((demand) => {
    const able = indexes.filter((candidate) => serves(candidate, demand));
    const index = able.find(isSingleUnique) ?? able[0];
    return index ? [serviceOf(index, demand.need)] : [];
  });
  const short = shortfall(reading.demands, by.length);
  return short ? { ...own, status: "partly", by, ...short } : { ...own, status: "served", by };
}

/** The planner looks at nothing else once such an index finds the document (I10). */
const isSingleUnique = ({ keys, options }: Spec): boolean =>
  keys.length === 1 && (flag(options, "unique") || isIdIndex(keys));

function shortfall(demands: readonly Demand[], met: number): Unservable | undefined {
  if (met < demands.length) return { spec: "P23", why: "no index serves all of its predicates" };
  const left = demands.flatMap(({ need }) => need.left);
  if (left.length > 0)
    return { spec: "P25", why: `arrays keep \`${left.join("`, `")}\` out of the index that serves the rest` };
  return demands.find(({ need }) => need.unsorted)?.need.unsorted ?? undefined;
}

const serviceOf = ({ name }: Spec, { points, sort, ranges, geo }: Need): Service => ({
  index: name,
  equality: points,
  sort: sort.map((key) => key.path),
  range: geo ? [geo.path] : ranges,
});

/** Says why an index may go: by the planner's algebra, else by the shapes. */
export function explainDrop(spec: Spec, staying: readonly Spec[], demands: readonly Demand[]): Drop {
  const index = spec.name;
  const other = staying.find((candidate) => redundancy(candidate, spec).verdict === "redundant");
  if (other) return { index, because: "redundant", why: redundancy(other, spec).why, by: [other.name] };
  const served = demands.filter((demand) => serves(spec, demand));
  if (served.length === 0) return { index, because: "unused", why: "no shape is served by it", by: [] };
  const by = served.flatMap((demand) => staying.find((candidate) => serves(candidate, demand))?.name ?? []);
  const shapes = [...new Set(served.map(({ shape }) => shape))].join(", ");
  const why = `what it serves (shape ${shapes}) others serve in full`;
  return { index, because: "unneeded", why, by: [...new Set(by)] };
}
