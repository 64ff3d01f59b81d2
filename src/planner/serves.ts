import { keysOf, flag, isIdIndex } from "./keys.js";
import type { Need } from "./need.js";
import { planExpression } from "./plan.js";
import type { AnyIndex, Candidate, PlannedQuery } from "./types.js";

/** Does this index, by the planner's own word, serve the need in full (A21)? */
export function servesNeed(index: AnyIndex, need: Need, query: PlannedQuery): boolean {
  return candidatesFor(index, need, query).some((candidate) => isFull(candidate, index, need));
}

/** May any plan for this need use the index at all? */
export const helpsNeed = (index: AnyIndex, need: Need, query: PlannedQuery): boolean =>
  candidatesFor(index, need, query).some((candidate) => candidate.bounded > 0);

function candidatesFor(index: AnyIndex, need: Need, query: PlannedQuery): Candidate[] {
  const sort = need.sort.length > 0 ? query.sort : null;
  const { candidates } = planExpression(
    need.filter,
    { ...query, sort: sort ?? null, hint: null, noIdIndex: true },
    [index],
  );
  return candidates.filter(({ branch }) => branch === undefined);
}

function isFull(candidate: Candidate, index: AnyIndex, need: Need): boolean {
  const paths = keysOf(index).map(([path]) => path);
  const lead = paths.slice(0, candidate.bounded);
  if (findsOne(index, paths, lead, need)) return true;
  if (need.geo) return servesGeo(index, lead, need);
  if (!samePaths(paths.slice(0, need.points.length), need.points) || candidate.bounded < need.points.length)
    return false;
  if (need.sort.length > 0) {
    if (candidate.sort !== "index") return false;
  } else if (need.ranges.length > 0 && !need.ranges.includes(lead[need.points.length] ?? "")) return false;
  const decided = new Set([...lead, ...(candidate.loose ?? [])]);
  return need.ranges.every((path) => decided.has(path));
}

/** An equality on all keys of a unique index finds one document, whatever else is asked (I10). */
function findsOne(index: AnyIndex, paths: readonly string[], lead: readonly string[], need: Need): boolean {
  const unique = flag(index.options ?? {}, "unique") || isIdIndex(keysOf(index));
  return unique && lead.length === paths.length && paths.every((path) => need.exact.includes(path));
}

function servesGeo(index: AnyIndex, lead: readonly string[], need: Need): boolean {
  const kind = keysOf(index).find(([path]) => path === need.geo?.path)?.[1];
  if (kind !== need.geo?.kind) return false;
  const paths = keysOf(index).map(([path]) => path);
  return kind === "2d"
    ? need.points.every((path) => paths.includes(path))
    : need.points.every((path) => lead.includes(path));
}

const samePaths = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((path) => b.includes(path));
