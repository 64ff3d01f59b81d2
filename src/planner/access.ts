import { assign, assignMandatory } from "./assign.js";
import type { Assignment, Predicate } from "./assign.js";
import { prefixOf } from "./entry.js";
import type { Entry } from "./entry.js";
import { requiresIndex } from "./expression.js";
import type { Expression, Tag } from "./expression.js";
import { generatesBounds, isIndexableNot, usesIndexOnOwnField } from "./indexability.js";
import { buildScan, mergeScan, pathsOf } from "./scan.js";
import type { Scan } from "./scan.js";

/** Scans that together find what an `$or` matches: one way or several for each branch (P33). */
export interface Union {
  readonly kind: "union";
  readonly branches: readonly (readonly Access[])[];
  /** Predicates beside the `$or`, decided on the document unless a branch's scan takes them in. */
  readonly beside: readonly Expression[];
  /** The same, as far as no scan could take them in. */
  readonly fetch: boolean;
}

/** One way to find a superset of the documents through indexes. */
export type Access = Scan | Union;

/** A predicate ANDed with an `$or` around this point; `blocked` once an `$elemMatch` lies between (P25). */
interface Outside {
  readonly predicate: Predicate;
  readonly blocked: boolean;
}

interface Scope {
  readonly entries: readonly Entry[];
  readonly elemMatch: Expression | null;
  readonly outside: readonly Outside[];
}

/** Every way to serve the filter by indexes, given the notes `rate` left on it; null: there is none. */
export const accessesOf = (root: Expression, entries: readonly Entry[]): readonly Access[] | null =>
  accesses(root, { entries, elemMatch: null, outside: [] });

function accesses(expression: Expression, scope: Scope): readonly Access[] | null {
  if (expression.type === "or") return union(expression, scope);
  if (expression.type === "elemMatchObject") return inElemMatch(expression, scope);
  const conjunctive =
    usesIndexOnOwnField(expression) || isIndexableNot(expression) || expression.type === "and";
  return conjunctive ? conjunction(expression, scope) : null;
}

function union(expression: Expression, scope: Scope): readonly Access[] | null {
  const outside = scope.outside.filter(({ blocked }) => !blocked);
  const branches: (readonly Access[])[] = [];
  for (const child of expression.children) {
    const found = accesses(child, { ...scope, outside });
    if (!found) return null;
    branches.push(found);
  }
  const apart: Union = { kind: "union", branches, beside: [], fetch: false };
  const merged = mergedScans(expression, scope.entries, outside);
  const [only] = merged;
  const same = only && branches.flat().every((way) => way.kind === "scan" && way.entry === only.entry);
  return same ? merged : [apart, ...merged];
}

/** Plain predicates on one index's first key need one scan, not one each (P35). */
function mergedScans(expression: Expression, entries: readonly Entry[], outside: readonly Outside[]): Scan[] {
  const tags = expression.children.map((child) => (generatesBounds(child) ? predicateOf(child).tag : null));
  const shared = (tags[0]?.first ?? []).filter((number) => tags.every((tag) => tag?.first.includes(number)));
  const alone = shared.filter((number) => !outside.some(({ predicate: { tag } }) => isNoted(tag, number)));
  return alone.flatMap((number) => {
    const entry = entries[number];
    return entry && entry.type !== "text" ? [mergeScan(entry, expression)] : [];
  });
}

const isNoted = (tag: Tag, number: number): boolean =>
  tag.first.includes(number) || tag.notFirst.includes(number);

/** The whole `$elemMatch` is checked on the document, whatever its bounds (P17). */
function inElemMatch(expression: Expression, scope: Scope): readonly Access[] | null {
  const inside = enter(expression, scope);
  const found = expression.children.flatMap((child) => accesses(child, inside) ?? []);
  return found.length === 0 ? null : found.map((access) => withResidual(access, [expression]));
}

function enter(elemMatch: Expression, scope: Scope): Scope {
  const outside = scope.outside.map((one) => ({
    ...one,
    blocked: one.blocked || one.predicate.tag.elemMatch !== elemMatch,
  }));
  return { entries: scope.entries, elemMatch, outside };
}

function withResidual(access: Access, beside: readonly Expression[]): Access {
  if (beside.length === 0) return access;
  if (access.kind === "union") return { ...access, beside: [...access.beside, ...beside], fetch: true };
  return { ...access, fetch: true, residual: [...new Set([...access.residual, ...pathsOf(beside)])] };
}

function conjunction(expression: Expression, scope: Scope): readonly Access[] | null {
  const predicates: Predicate[] = [];
  collect(expression, scope.elemMatch, predicates);
  const here: Scope = {
    ...scope,
    outside: [...scope.outside, ...predicates.map((predicate) => ({ predicate, blocked: false }))],
  };
  const nested: Nested = { optional: [], mandatory: [], impossible: false };
  collectNested(expression, here, nested, []);
  if (nested.impossible || nested.mandatory.length > 1) return null;
  const [required] = nested.mandatory;
  if (required) return required;
  const mandatory = predicates.find(requiresIndex);
  if (mandatory) return mandatoryScans(expression, predicates, mandatory, scope.entries);
  const scans = oneIndexScans(expression, predicates, scope);
  const found = [...nested.optional.flat(), ...scans];
  return found.length === 0 ? null : found;
}

/** Predicates ANDed here, through `$and` and `$elemMatch`. */
function collect(expression: Expression, elemMatch: Expression | null, out: Predicate[]): void {
  if (usesIndexOnOwnField(expression)) {
    const { tag } = expression;
    if (!tag) return;
    tag.elemMatch = elemMatch;
    tag.prefix = prefixOf(elemMatch ? expression.path : tag.fullPath, 1);
    out.push(expression as Predicate);
  } else if (isIndexableNot(expression) || expression.type === "and") {
    for (const child of expression.children) collect(child, elemMatch, out);
  } else if (expression.type === "elemMatchObject") {
    for (const child of expression.children) collect(child, expression, out);
  }
}

interface Nested {
  readonly optional: (readonly Access[])[];
  readonly mandatory: (readonly Access[])[];
  impossible: boolean;
}

/** Disjunctions ANDed here; each may be served by its own scans, with the rest as filter. */
function collectNested(
  expression: Expression,
  scope: Scope,
  out: Nested,
  around: readonly Expression[],
): void {
  for (const child of expression.children) {
    if (child.type === "or") {
      const beside = expression.type === "and" ? expression.children.filter((other) => other !== child) : [];
      const found = accesses(child, scope)?.map((access) => beforeFilter(access, [...beside, ...around]));
      const required = requiresIndex(child);
      if (found) (required ? out.mandatory : out.optional).push(found);
      else if (required) out.impossible = true;
    } else if (child.type === "elemMatchObject") {
      collectNested(
        child,
        enter(child, scope),
        out,
        expression.type === "and" ? expression.children : [child],
      );
    } else if (child.type === "and") {
      collectNested(child, scope, out, around);
    }
  }
}

function beforeFilter(access: Access, beside: readonly Expression[]): Access {
  if (access.kind === "scan") return withResidual(access, beside);
  const pushable = beside.every((one) => predicateOf(one).tag !== null);
  return { ...access, beside: [...access.beside, ...beside], fetch: access.fetch || !pushable };
}

/** The predicate of a negation, else the expression itself. */
export const predicateOf = (expression: Expression): Expression =>
  expression.type === "not" ? (expression.children[0] ?? expression) : expression;

type ByIndex = Map<number, Predicate[]>;

function note(map: ByIndex, numbers: readonly number[], predicate: Predicate): void {
  for (const number of numbers) {
    const list = map.get(number);
    if (list) list.push(predicate);
    else map.set(number, [predicate]);
  }
}

function oneIndexScans(expression: Expression, predicates: readonly Predicate[], scope: Scope): Access[] {
  const first: ByIndex = new Map();
  const later: ByIndex = new Map();
  for (const predicate of predicates) {
    note(first, predicate.tag.first, predicate);
    note(later, predicate.tag.notFirst, predicate);
  }
  const outside = new Set<Expression>();
  if (scope.outside.length > 0) {
    const own = new Set([...first.keys(), ...later.keys()]);
    for (const { predicate } of scope.outside) {
      outside.add(predicate);
      note(
        first,
        predicate.tag.first.filter((number) => own.has(number)),
        predicate,
      );
      note(
        later,
        predicate.tag.notFirst.filter((number) => own.has(number)),
        predicate,
      );
    }
  }
  const scans: Access[] = [];
  for (const [number, leading] of first) {
    const entry = scope.entries[number];
    if (!entry) continue;
    for (const assignment of assign(entry, number, leading, later.get(number) ?? []))
      if (outside.size === 0 || assignment.assigned.some(({ predicate }) => !outside.has(predicate)))
        scans.push(buildScan(assignment, expression, outside));
  }
  return scans;
}

const nobody: ReadonlySet<Expression> = new Set();

function mandatoryScans(
  expression: Expression,
  predicates: readonly Predicate[],
  mandatory: Predicate,
  entries: readonly Entry[],
): Access[] | null {
  const scans: Access[] = [];
  for (const number of [...mandatory.tag.first, ...mandatory.tag.notFirst]) {
    const entry = entries[number];
    if (!entry) continue;
    const first = predicates.filter(({ tag }) => tag.first.includes(number));
    const later = predicates.filter(({ tag }) => tag.notFirst.includes(number));
    const assignment: Assignment | undefined = assignMandatory(entry, number, mandatory, first, later);
    if (assignment) scans.push(buildScan(assignment, expression, nobody));
  }
  return scans.length === 0 ? null : scans;
}
