import type { CreatedAfter, GapSeen, Happening, QueryIssued } from "../interpret/happenings.js";
import { groupBy } from "./group.js";

/** What happened: what models and collections are made of, and, file by file, what is asked of them. */
export interface Strands {
  /** Schemas, models, plugins and operations. */
  readonly told: readonly Happening[];
  readonly queries: ReadonlyMap<string, readonly QueryIssued[]>;
  /** By the file of the query. */
  readonly created: ReadonlyMap<string, readonly CreatedAfter[]>;
  readonly gaps: readonly GapSeen[];
}

/** The strands of a list. What holds the same objects as before is the object it was. */
export function strandsOf(list: readonly Happening[], before: Strands | null): Strands {
  const told: Happening[] = [];
  const issued: QueryIssued[] = [];
  const created: CreatedAfter[] = [];
  const gaps: GapSeen[] = [];
  for (const each of list) {
    if (each.type === "query") issued.push(each);
    else if (each.type === "created") created.push(each);
    else if (each.type === "gap") gaps.push(each);
    else told.push(each);
  }
  const queries = groupBy(issued, ({ at }) => at.file);
  return {
    told: before && areSame(before.told, told) ? before.told : told,
    queries: before ? keeping(queries, before.queries) : queries,
    created: groupBy(created, ({ query }) => query.file),
    gaps,
  };
}

function keeping<T>(
  now: ReadonlyMap<string, readonly T[]>,
  before: ReadonlyMap<string, readonly T[]>,
): ReadonlyMap<string, readonly T[]> {
  const kept = new Map(now);
  for (const [key, group] of now) {
    const last = before.get(key);
    if (last && areSame(last, group)) kept.set(key, last);
  }
  return kept;
}

/** Do two lists hold the same objects? */
export function areSame(some: readonly unknown[], others: readonly unknown[]): boolean {
  if (some === others) return true;
  return some.length === others.length && some.every((each, i) => each === others[i]);
}
