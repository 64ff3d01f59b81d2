import { depth, prefixOf } from "./entry.js";
import type { Entry } from "./entry.js";
import type { Expression, Tag } from "./expression.js";

/** A predicate on a path of its own, as noted by `rate`. */
export type Predicate = Expression & { tag: Tag };

export interface Assigned {
  readonly predicate: Predicate;
  readonly position: number;
}

/** Predicates that one scan of an index serves together. */
export interface Assignment {
  readonly entry: Entry;
  readonly number: number;
  readonly assigned: readonly Assigned[];
}

/** All ways to lay predicates on one index; arrays decide what may be combined (P25). */
export function assign(
  entry: Entry,
  number: number,
  first: readonly Predicate[],
  later: readonly Predicate[],
): Assignment[] {
  const made = (assigned: readonly Assigned[]): Assignment => ({ entry, number, assigned });
  const leading = first.map((predicate) => ({ predicate, position: 0 }));
  if (!entry.multikey || entry.type === "text") return [made([...leading, ...located(entry, later)])];
  if (!entry.arrays)
    return leading.map((one) => made([one, ...located(entry, compoundable([one.predicate], later))]));
  return firstChoices(entry, first).map((choice) => {
    const start = choice.map((predicate) => ({ predicate, position: 0 }));
    return made([...start, ...safelyLater(entry, start, later)]);
  });
}

/** As `assign`, when one geo predicate must be served (P31). */
export function assignMandatory(
  entry: Entry,
  number: number,
  mandatory: Predicate,
  first: readonly Predicate[],
  later: readonly Predicate[],
): Assignment | undefined {
  const [lead] = first;
  if (!lead) return undefined;
  const onFirst = first.includes(mandatory);
  if (!entry.multikey || entry.type === "text") return assign(entry, number, first, later)[0];
  const rest = later.filter((predicate) => predicate !== mandatory);
  const itself = located(entry, [mandatory]);
  if (entry.arrays) {
    const start = onFirst ? [{ predicate: mandatory, position: 0 }] : safely(entry, first, 0, new Map());
    const with_ = onFirst ? start : [...start, ...itself];
    return { entry, number, assigned: [...with_, ...safelyLater(entry, with_, rest)] };
  }
  const start = onFirst
    ? [{ predicate: mandatory, position: 0 }]
    : [{ predicate: lead, position: 0 }, ...itself];
  const compounded = compoundable(
    start.map((one) => one.predicate),
    rest,
  );
  return { entry, number, assigned: [...start, ...located(entry, compounded)] };
}

function located(entry: Entry, predicates: readonly Predicate[]): Assigned[] {
  const result: Assigned[] = [];
  for (const predicate of predicates) {
    const position = entry.paths.indexOf(predicate.tag.fullPath);
    if (position > 0) result.push({ predicate, position });
  }
  return result;
}

const hasArrayFrom = (components: readonly number[], from: number): boolean =>
  components.some((at) => at >= from);

/** On an array only predicates of one `$elemMatch` may be intersected, and only if the arrays end there. */
function firstChoices(entry: Entry, first: readonly Predicate[]): (readonly Predicate[])[] {
  const components = entry.arrays?.[0] ?? [];
  if (components.length === 0) return [first];
  const alone = first.filter((predicate) => !predicate.tag.elemMatch).map((predicate) => [predicate]);
  const groups = new Map<Expression, Predicate[]>();
  for (const predicate of first) {
    const { elemMatch } = predicate.tag;
    if (elemMatch) groups.set(elemMatch, [...(groups.get(elemMatch) ?? []), predicate]);
  }
  const together = [...groups].flatMap(([elemMatch, group]) =>
    hasArrayFrom(components, depth(elemMatch.path)) ? group.map((predicate) => [predicate]) : [group],
  );
  return [...alone, ...together];
}

type Used = Map<string, Expression | null>;

function safelyLater(entry: Entry, start: readonly Assigned[], later: readonly Predicate[]): Assigned[] {
  const used: Used = new Map();
  for (const { predicate, position } of start) mayJoin(predicate.tag, entry.arrays?.[position] ?? [], used);
  return entry.paths.flatMap((_, position) => (position === 0 ? [] : safely(entry, later, position, used)));
}

function safely(entry: Entry, candidates: readonly Predicate[], position: number, used: Used): Assigned[] {
  const components = entry.arrays?.[position] ?? [];
  return candidates
    .filter((predicate) => predicate.tag.fullPath === entry.paths[position])
    .filter((predicate) => components.length === 0 || mayJoin(predicate.tag, components, used))
    .map((predicate) => ({ predicate, position }));
}

/** May this predicate join those in `used`, seen from the arrays on its path? Notes it as used when it may. */
function mayJoin(tag: Tag, components: readonly number[], used: Used): boolean {
  const outside = tag.elemMatch ? depth(tag.elemMatch.path) : 0;
  for (const component of components) {
    const prefix = prefixOf(tag.fullPath, component + 1);
    const holder = used.get(prefix);
    if (holder === undefined) {
      const isOutside = component < outside;
      used.set(prefix, isOutside ? tag.elemMatch : null);
      if (!isOutside) break;
    } else if (holder === null || holder !== tag.elemMatch) return false;
  }
  return true;
}

const root = (path: string): string => prefixOf(path, 1);

/** Without knowing which paths are arrays: one predicate per first path component, but for one `$elemMatch`. */
function compoundable(assigned: readonly Predicate[], candidates: readonly Predicate[]): Predicate[] {
  const used = new Map<Expression | null, Set<string>>();
  for (const { tag } of assigned) {
    used.set(null, new Set([root(tag.fullPath)]));
    if (tag.elemMatch) used.set(tag.elemMatch, new Set([tag.prefix]));
  }
  return candidates.filter(({ tag }) => {
    const inside = used.get(tag.elemMatch);
    if (inside) {
      if (inside.has(tag.prefix)) return false;
      inside.add(tag.prefix);
      return true;
    }
    const top = used.get(null) ?? new Set<string>();
    if (top.has(root(tag.fullPath))) return false;
    top.add(root(tag.fullPath));
    used.set(tag.elemMatch, new Set([tag.prefix]));
    return true;
  });
}
