import type { Filter, IndexKeys, Model, Predicate, Query } from "../catalog/types.js";

/** How a predicate helps an index: as an equality, a range, hardly (it reads the whole index), or not at all (§C.1). */
export type PredicateClass = "equality" | "range" | "scan" | "none";

const classes: { readonly [op in Predicate["op"]]: PredicateClass } = {
  eq: "equality",
  in: "equality",
  all: "equality",
  range: "range",
  "regex-prefix": "range",
  geo: "range",
  elemMatch: "range",
  ne: "scan",
  nin: "scan",
  exists: "scan",
  regex: "scan",
  type: "scan",
  mod: "scan",
  not: "scan",
  text: "none",
  size: "none",
  where: "none",
  expr: "none",
  unknown: "none",
};

export const classOf = ({ op, value, type }: Predicate): PredicateClass => {
  // `$exists: false` asks for null, a point (P12), a list of patterns for whatever matches one (P7).
  if (op === "exists" && value === false) return "equality";
  return type === "regex" && classes[op] === "equality" ? "scan" : classes[op];
};

/** All predicates every document must satisfy, those Mongoose adds included. */
export const conjuncts = ({ filter, added }: Query): readonly Predicate[] => [...filter.all, ...added];

/** Does the query ask for every document? */
export const isUnfiltered = (query: Query): boolean =>
  conjuncts(query).length + query.filter.any.length + query.filter.nor.length === 0;

/** Is the collection told by its own schema, all of it? One without paths stands for what others write. */
export const isTold = ({ complete, dialect, paths }: Model): boolean =>
  complete && dialect !== "driver" && paths.some(({ path }) => path !== "_id" && path !== "__v");

/** Shows what a filter asks: `{ ownerId, status: in, createdAt?: range }`. */
export function showFilter(filter: Filter, added: readonly Predicate[] = []): string {
  const or = filter.any.map(
    (branches) => `$or: [${branches.map((branch) => showFilter(branch)).join(", ")}]`,
  );
  const nor =
    filter.nor.length > 0 ? [`$nor: [${filter.nor.map((branch) => showFilter(branch)).join(", ")}]`] : [];
  const rest = filter.open ? ["…"] : [];
  const parts = [...[...filter.all, ...added].map(showPredicate), ...or, ...nor, ...rest];
  return parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
}

const identifier = /^[A-Za-z_$][\w$]*$/;
/** Shows a path as one writes it for a key. */
export const showPath = (path: string): string => (identifier.test(path) ? path : JSON.stringify(path));

function showPredicate({ path, op, maybe }: Predicate): string {
  if (path === "") return op;
  return `${showPath(path)}${maybe ? "?" : ""}${op === "eq" ? "" : `: ${op}`}`;
}

/** Does the query say itself how documents are to be found? `$natural` order is read from the collection (P31, P40). */
export const isHinted = ({ hint, sort }: Query): boolean =>
  hint !== undefined || (Array.isArray(sort) && sort.some(([path]) => path === "$natural"));

/** Queries another one makes on a collection of their own (M80–M83). */
export const isJoin = ({ operation }: Query): boolean =>
  /^(lookup|graphLookup|unionWith|populate)$/.test(operation);

/** Shows a call: `User.find({ email })`, `populate(User { _id: in })`. */
export function showCall(query: Query): string {
  const { model, operation, filter } = query;
  const [name, asked] = [model ?? "?", showFilter(filter)];
  if (operation === "populate") return `populate(${name} ${asked})`;
  return isJoin(query) ? `$${operation} ${name} ${asked}` : `${name}.${operation}(${asked})`;
}

/** What tells queries apart whatever their values: model-independent, order of predicates ignored. */
export function shapeOf({ operation, filter, added, sort }: Query): string {
  const order = Array.isArray(sort)
    ? sort.map(([path, direction]) => `${path}:${direction}`).join(",")
    : (sort ?? "");
  return [operation, normal(filter, added), order].filter((part) => part !== "").join(" ");
}

function normal(filter: Filter, added: readonly Predicate[] = []): string {
  const all = [...filter.all, ...added].map(showPredicate).sort();
  const any = filter.any
    .map(
      (branches) =>
        `$or[${branches
          .map((each) => normal(each))
          .sort()
          .join()}]`,
    )
    .sort();
  const nor =
    filter.nor.length > 0
      ? [
          `$nor[${filter.nor
            .map((each) => normal(each))
            .sort()
            .join()}]`,
        ]
      : [];
  return `{${[...all, ...any, ...nor].join()}}`;
}

/** The predicates of a filter that an index key could bound: those inside an `$elemMatch` by their full path (P17). */
export function keyed(predicates: readonly Predicate[]): readonly Predicate[] {
  return predicates.flatMap((each) => {
    if (each.op !== "elemMatch" || !each.within) return [each];
    const inner = each.within.map((one) => ({
      ...one,
      path: one.path === "" ? each.path : `${each.path}.${one.path}`,
      ...(each.maybe ? { maybe: true as const } : {}),
    }));
    return keyed(inner);
  });
}

/** Whether a path is there selects next to everything, as `deletedAt: null` does, or next to nothing (A15). */
export function isAbsence(path: string, predicates: readonly Predicate[]): boolean {
  const own = predicates.filter((each) => each.path === path);
  return (
    own.length > 0 &&
    own.every(
      ({ op, value, type }) => op === "exists" || (op === "eq" && (value === null || type === "null")),
    )
  );
}

/** Keys that would serve: equalities, then the sort, then one range (A11); null when no key would help. */
export function idealKeys(
  predicates: readonly Predicate[],
  sort: Query["sort"],
  model: Model | null,
): IndexKeys | null {
  const usable = keyed(predicates).filter(({ path }) => isIndexable(path, model));
  const of = (wanted: PredicateClass): string[] => [
    ...new Set(usable.filter((each) => classOf(each) === wanted).map(({ path }) => path)),
  ];
  // What next to all documents share comes last among equals: the keys before it serve other queries, too (A15).
  const equal = of("equality").sort((a, b) => Number(isCommon(a, usable)) - Number(isCommon(b, usable)));
  const sorted = Array.isArray(sort) ? sort.filter(([, way]) => way !== "meta") : [];
  const given = sorted.every(([path]) => path === "_id" || isIndexable(path, model));
  const order = given ? sorted.filter(([path]) => !equal.includes(path)) : [];
  const ranged = of("range");
  const inOrder = equal.length > 0 || (order[0] !== undefined && ranged.includes(order[0][0]));
  const ranges = ranged.filter(
    (path) => !equal.includes(path) && !(inOrder && order.some(([key]) => key === path)),
  );
  const keys: [string, 1 | -1][] = [
    ...equal.map((path): [string, 1] => [path, 1]),
    // Without an equality before it, a sort key would leave the filter unbounded.
    ...(inOrder ? order : []).map(([path, way]): [string, 1 | -1] => [path, way === -1 ? -1 : 1]),
    ...ranges.slice(0, 1).map((path): [string, 1] => [path, 1]),
  ];
  const [first] = keys;
  if (!first || !usable.some(({ path }) => path === first[0])) return null;
  return oneArray(keys, model);
}

/** Is only asked whether the path lacks a value, or which of two it has? */
const isCommon = (path: string, predicates: readonly Predicate[]): boolean =>
  predicates
    .filter((each) => each.path === path && classOf(each) === "equality")
    .every(({ op, value }) => op === "exists" || value === null || typeof value === "boolean");

/** The paths that hold arrays. */
export const arraysOf = (model: Model): readonly string[] =>
  model.paths.filter(({ array }) => array).map(({ path }) => path);

/** A path the schema has (or could have): an index on a misspelt one helps nobody. */
function isIndexable(path: string, model: Model | null): boolean {
  if (path === "") return false;
  if (!model || !model.complete || model.dialect === "driver" || model.paths.length === 0) return true;
  return model.paths.some(
    (known) =>
      known.path === path ||
      known.path.startsWith(`${path}.`) ||
      (path.startsWith(`${known.path}.`) && /^(Mixed|Map|Embedded|Object)/.test(known.type)),
  );
}

/** At most one array among the keys (I38). */
function oneArray(keys: readonly [string, 1 | -1][], model: Model | null): IndexKeys {
  let array: string | null = null;
  return keys.filter(([path]) => {
    const prefix = arrayOf(path, model);
    if (prefix === null) return true;
    if (array !== null && array !== prefix) return false;
    array = prefix;
    return true;
  });
}

/** The outermost array a path goes through, or null. */
export const arrayOf = (path: string, model: Model | null): string | null =>
  model?.paths.find((each) => each.array && (path === each.path || path.startsWith(`${each.path}.`)))?.path ??
  null;
