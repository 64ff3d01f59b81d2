import type { CreatedAfter } from "../interpret/happenings.js";
import { groupBy } from "./group.js";
import { comparePlaces, type PlaceOf } from "./places.js";
import type { Creation, Place, Query } from "./types.js";

/** Queries of one file, each with where a document is created of what it looked for in vain. */
export function withCreations(
  queries: readonly Query[],
  created: readonly CreatedAfter[],
  place: PlaceOf,
): readonly Query[] {
  const byQuery = groupBy(created, ({ query }) => spot(place(query)));

  return queries.map((query) => {
    const found = byQuery.get(spot(query.at));
    if (!found || !asksPlainly(query)) return query;
    const asked = query.filter.all.map(({ path }) => path);
    const of = found.filter(({ fields }) => asked.length > 0 && asked.every((path) => fields.includes(path)));
    return of.length === 0 ? query : { ...query, creates: distinct(of, place) };
  });
}

const spot = ({ file, line, column }: Place): string => `${file}:${line}:${column}`;

/** Nothing but conditions that are all known; no join that stands at the same place. */
const asksPlainly = ({ filter, operation }: Query): boolean =>
  !filter.open && filter.any.length + filter.nor.length === 0 && operation !== "populate";

/** Each place once; a proof beats an assumption. */
function distinct(of: readonly CreatedAfter[], place: PlaceOf): readonly Creation[] {
  const sure = new Set(of.filter(({ maybe }) => !maybe).map(({ at }) => JSON.stringify(at)));
  const once = new Map(of.map(({ at }) => [JSON.stringify(at), at]));
  return [...once]
    .map(([key, at]): Creation => ({ at: place(at), certainty: sure.has(key) ? "proven" : "assumed" }))
    .sort((a, b) => comparePlaces(a.at, b.at));
}
