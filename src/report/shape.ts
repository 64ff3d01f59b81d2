import type { Filter, Place, Predicate, Query } from "../catalog/types.js";

/** Shows a place the way terminals and editors open it: `src/a.ts:12`. */
export const showPlace = (place: Place): string => `${place.file}:${place.line}`;

/** Shows what a query asks for: `{ ownerId, status: in, createdAt?: range } sort { createdAt: -1 }`. */
export function showShape(query: Query): string {
  const parts = [showFilter(query.filter, query.added)];
  if (query.sort === "unknown") parts.push("sort ?");
  else if (query.sort && query.sort.length > 0) {
    parts.push(
      `sort { ${query.sort.map(([path, direction]) => `${showPath(path)}: ${direction}`).join(", ")} }`,
    );
  }
  return parts.join(" ");
}

/** Does the query ask for everything, as far as its filter is known? */
export const isUnfiltered = ({ filter, added }: Query): boolean =>
  filter.all.length + filter.any.length + filter.nor.length + added.length === 0 && !filter.open;

function showFilter(filter: Filter, added: readonly Predicate[] = []): string {
  const parts = [
    ...[...filter.all, ...added].map(showPredicate),
    ...filter.any.map((branches) => `$or: [${branches.map((branch) => showFilter(branch)).join(", ")}]`),
    ...(filter.nor.length > 0
      ? [`$nor: [${filter.nor.map((branch) => showFilter(branch)).join(", ")}]`]
      : []),
    ...(filter.open ? ["…"] : []),
  ];
  return parts.length > 0 ? `{ ${parts.join(", ")} }` : "{}";
}

function showPredicate({ path, op, maybe }: Predicate): string {
  return `${showPath(path)}${maybe ? "?" : ""}${op === "eq" ? "" : `: ${op}`}`;
}

const showPath = (path: string): string => (/^[A-Za-z_$][\w$]*$/.test(path) ? path : JSON.stringify(path));
