import { withArrays } from "./arrays.js";
import { canonical } from "./canonical.js";
import { serves } from "./demand.js";
import type { Demand, Shape } from "./demand.js";
import { fewestGroups } from "./fewest.js";
import { defaultName } from "./keys.js";
import type { Need } from "./need.js";
import { sharedKey } from "./shared-key.js";
import type { IndexSpec } from "./types.js";

type Spec = Required<IndexSpec>;

interface Groups {
  readonly groups: readonly (readonly Demand[])[];
  readonly exact: boolean;
}

export interface Cover extends Groups {
  /** Existing indexes that do as well as new ones. */
  readonly reused: readonly Spec[];
}

/** Meets all demands with the fewest indexes, taking existing ones wherever that costs none (A22–A24). */
export function coverDemands(
  demands: readonly Demand[],
  existing: readonly Spec[],
  arrays: ReadonlySet<string>,
): Cover {
  let open = demands;
  let best = partition(open, arrays);
  const reused: Spec[] = [];
  const counts = existing.map((spec) => ({
    spec,
    count: open.filter((demand) => serves(spec, demand)).length,
  }));
  for (const { spec, count } of counts.sort((a, b) => b.count - a.count)) {
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

function partition(demands: readonly Demand[], arrays: ReadonlySet<string>): Groups {
  const distinct = new Map<string, Demand[]>();
  for (const demand of demands) {
    const id = identity(demand.need);
    distinct.set(id, [...(distinct.get(id) ?? []), demand]);
  }
  const classes = [...distinct.values()];
  const needs = classes.flatMap(([first]) => (first ? [first.need] : []));
  const remembered = new Map<string, boolean>();
  const fit = (group: readonly number[]): boolean => {
    const id = group.join();
    const known = remembered.get(id);
    if (known !== undefined) return known;
    const together = group.flatMap((at) => needs[at] ?? []);
    const fits = sharedKey(together, arrays) !== undefined;
    remembered.set(id, fits);
    return fits;
  };
  const { groups, exact } = fewestGroups(needs.length, fit);
  const ordered = groups
    .map((group) => [...group].sort((a, b) => a - b))
    .sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
  return { groups: ordered.map((group) => group.flatMap((at) => classes[at] ?? [])), exact };
}

const identity = ({ points, sort, ranges, collation, geo }: Need): string =>
  canonical([[...points].sort(), sort, [...ranges].sort(), collation, geo ?? null]);

/** The new indexes, one per group; none whose service the planner does not confirm. */
export function newIndexes(
  groups: Groups["groups"],
  arrays: ReadonlySet<string>,
  kept: readonly Spec[],
): Spec[] {
  const names = new Set(kept.map(({ name }) => name));
  const made: Spec[] = [];
  for (const group of groups) {
    const needs = group.map(({ need }) => need);
    const shared = sharedKey(needs, arrays);
    if (!shared) continue;
    const lead = group.find(({ need }) => need.collation);
    const collation = shared.collation === "" ? undefined : lead?.query.collation;
    const name = freeName(defaultName(shared.keys), collation, names);
    const index = { keys: shared.keys, options: collation ? { collation } : {}, name };
    if (!group.some((demand) => serves(withArrays(index, arrays), demand))) continue;
    names.add(name);
    made.push(index);
  }
  return made;
}

/** An auto-name that is taken by another index would make it fail (I21). */
function freeName(name: string, collation: Shape["collation"], taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  const better = `${name}_${collation ? String(collation["locale"]) : "plain"}`;
  return taken.has(better) ? `${better}_2` : better;
}
