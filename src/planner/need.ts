import { boundsOf, isPoints, isSinglePoint } from "./bounds.js";
import { entryOf } from "./entry.js";
import type { Entry } from "./entry.js";
import { and } from "./expression.js";
import type { Expression } from "./expression.js";
import { generatesBounds } from "./indexability.js";
import { MAX_EXPLODED } from "./order.js";
import type { SortKey } from "./order.js";
import { isCollated, Rank } from "./value.js";
import { areParallel, arrayPrefixes } from "./validity.js";

/** What one index must offer to serve a shape, or one branch of its `$or`, in full (A21). */
export interface Need {
  /** E: paths fixed by equalities; first, in any order. */
  readonly points: readonly string[];
  /** S: what is left of the sort; next, up to a global flip. */
  readonly sort: readonly SortKey[];
  /** R: paths with ranges; anywhere after. */
  readonly ranges: readonly string[];
  /** Paths with an equality: over a unique index they find one document. */
  readonly exact: readonly string[];
  /** null: any collation serves. */
  readonly collation: string | null;
  /** A geo key, in place of S and R. */
  readonly geo?: { readonly path: string; readonly kind: "2d" | "2dsphere" };
  /** Why the sort cannot be had beside these predicates. */
  readonly unsorted: Unservable | null;
  /** Paths whose predicates no index can hold beside the others (P25, I38). */
  readonly left: readonly string[];
  /** The conjunction this need is about. */
  readonly filter: Expression;
}

/** Why a shape, or a part of it, cannot be served by an index. */
export interface Unservable {
  readonly spec: string;
  readonly why: string;
}

interface Fact {
  readonly path: string;
  readonly kind: "point" | "points" | "range" | "weak" | "geo";
  readonly count: number;
  readonly collated: boolean;
  readonly elemMatch: Expression | null;
  readonly expression: Expression;
}

/** A plain index on nothing in particular: enough to ask which bounds a predicate has. */
const PLAIN: Entry = entryOf({ keys: [["", 1]], options: {} });

export interface NeedContext {
  readonly sort: readonly SortKey[];
  readonly collation: string;
  readonly arrays: ReadonlySet<string>;
}

/** What it takes to serve a filter in full: one need, or one per branch of an `$or` (P33). */
export function needsOf(filter: Expression, context: NeedContext): readonly Need[] | Unservable {
  return needsWithin(filter, [], context, false);
}

export const isUnservable = (needs: readonly Need[] | Unservable): needs is Unservable => "spec" in needs;

function needsWithin(
  filter: Expression,
  outside: readonly Expression[],
  context: NeedContext,
  inBranch: boolean,
): readonly Need[] | Unservable {
  const clauses = filter.type === "and" ? filter.children : [filter];
  const own = clauses.filter((clause) => clause.type !== "or");
  const around = [...outside, ...own];
  let reason: Unservable | undefined;
  for (const clause of clauses) {
    if (clause.type !== "or") continue;
    const branches = clause.children.map((branch) => needsWithin(branch, around, context, true));
    const failed = branches.find(isUnservable);
    if (!failed) return branches.flatMap((branch) => (isUnservable(branch) ? [] : branch));
    reason ??= { spec: "P33", why: `a branch of the \`$or\` cannot use an index: ${failed.why}` };
  }
  if (inBranch && usefulFacts(own).length === 0) return reason ?? weakest(own);
  return needOf(around, context, inBranch) ?? reason ?? weakest(around);
}

const usefulFacts = (clauses: readonly Expression[]): Fact[] =>
  clauses.flatMap((clause) => factsOf(clause, "", null)).filter((fact) => fact.kind !== "weak");

function needOf(
  clauses: readonly Expression[],
  context: NeedContext,
  inBranch: boolean,
): readonly Need[] | undefined {
  const facts = usefulFacts(clauses);
  const useful = compatible(facts, context.arrays);
  if (useful.length === 0 && (clauses.length > 0 || context.sort.length === 0)) return undefined;
  const geo = useful.find((fact) => fact.kind === "geo");
  const sort = geo ? [] : context.sort;
  const leftover = sort.filter((key) => !isFixed(key.path, useful, context.arrays));
  const mayExplode = !inBranch && leftover.length === sort.length;
  const order = orderOf(useful, leftover, context.arrays, mayExplode);
  const paths = unique(useful.filter((fact) => fact.kind !== "geo").map((fact) => fact.path));
  const collated = order.sort.length > 0 || useful.some((fact) => fact.collated);
  const need: Need = {
    ...order,
    ranges: geo ? [] : paths.filter((path) => !order.points.includes(path)),
    exact: unique(useful.filter(isExact).map((fact) => fact.path)),
    collation: collated ? context.collation : null,
    left: unique(facts.filter((fact) => !useful.includes(fact)).map((fact) => fact.path)),
    filter: and(clauses),
  };
  const kind = geo?.expression.detail?.region?.sphere ? "2dsphere" : "2d";
  return [geo ? { ...need, geo: { path: geo.path, kind } } : need];
}

/** An equality makes its path drop out of the sort, unless it holds arrays (P26, P29). */
const isFixed = (path: string, facts: readonly Fact[], arrays: ReadonlySet<string>): boolean =>
  arrayPrefixes(path, arrays).length === 0 &&
  facts.some((fact) => fact.kind === "point" && fact.path === path);

/** Which paths count as equalities, and which sort can stand behind them. */
function orderOf(
  facts: readonly Fact[],
  sort: readonly SortKey[],
  arrays: ReadonlySet<string>,
  mayExplode: boolean,
): Pick<Need, "points" | "sort" | "unsorted"> {
  const points = pointPaths(facts, sort, mayExplode);
  const [first] = sort;
  if (!first) return { points, sort, unsorted: null };
  const without = pointPaths(facts, [], mayExplode);
  if (!sortable(sort, facts, arrays))
    return {
      points: without,
      sort: [],
      unsorted: { spec: "P29", why: "arrays in the sort, or bounded beside it, give no order" },
    };
  const bounding = facts.some((fact) => fact.path === first.path);
  if (points.length > 0 || bounding || facts.length === 0) return { points, sort, unsorted: null };
  const unsorted =
    without.length > 0
      ? { spec: "P28", why: `too many values to split the scan for the sort by \`${first.path}\`` }
      : { spec: "P27", why: `one index can bound the range or give the sort by \`${first.path}\`, not both` };
  return { points: without, sort: [], unsorted };
}

const isExact = ({ expression, elemMatch }: Fact): boolean => expression.type === "eq" && elemMatch === null;
const unique = (paths: readonly string[]): string[] => [...new Set(paths)];

/** `$in` counts as equality unless the sort has it, or splitting it would take too many scans (A12, P28). */
function pointPaths(facts: readonly Fact[], sort: readonly SortKey[], mayExplode: boolean): string[] {
  const single = facts.filter((fact) => fact.kind === "point");
  const several = facts.filter((fact) => fact.kind === "points");
  if (sort.length === 0)
    return unique(
      [...facts.filter((fact) => fact.kind === "point" || fact.kind === "points")].map((fact) => fact.path),
    );
  const sorted = new Set(sort.map((key) => key.path));
  const free = several.filter((fact) => !sorted.has(fact.path));
  const scans = free.reduce((product, fact) => product * fact.count, 1);
  const split = mayExplode && free.length === several.length && scans <= MAX_EXPLODED;
  const chosen = split ? [...single, ...free] : single;
  return unique(facts.filter((fact) => chosen.includes(fact)).map((fact) => fact.path));
}

/** P29: an array gives no order while it, or what shares it, is bounded. */
function sortable(sort: readonly SortKey[], facts: readonly Fact[], arrays: ReadonlySet<string>): boolean {
  return sort.every(({ path }) => {
    const prefixes = arrayPrefixes(path, arrays);
    if (prefixes.length === 0) return true;
    return facts.every(
      (fact) =>
        fact.path !== path &&
        !areParallel(fact.path, path, arrays) &&
        !arrayPrefixes(fact.path, arrays).some((p) => prefixes.includes(p)),
    );
  });
}

function factsOf(expression: Expression, prefix: string, elemMatch: Expression | null): Fact[] {
  if (expression.type === "and")
    return expression.children.flatMap((child) => factsOf(child, prefix, elemMatch));
  if (expression.type === "elemMatchObject")
    return expression.children.flatMap((child) => factsOf(child, `${prefix}${expression.path}.`, expression));
  if (expression.type === "or" || !generatesBounds(expression)) return [];
  const predicate = expression.type === "not" ? expression.children[0] : expression;
  if (!predicate) return [];
  const bounds = boundsOf(expression, PLAIN, 0);
  const { intervals } = bounds;
  const base = { path: prefix + predicate.path, elemMatch, expression, collated: isCollatedFact(expression) };
  if (expression.type === "geo" || expression.type === "near") return [{ ...base, kind: "geo", count: 1 }];
  if (isSinglePoint(bounds)) return [{ ...base, kind: "point", count: 1 }];
  if (isPoints(bounds)) return [{ ...base, kind: "points", count: bounds.count ?? intervals.length }];
  const narrow =
    intervals.length === 0 || intervals.some(({ start, end }) => start.side === 0 || end.side === 0);
  return [{ ...base, kind: narrow && !isWeak(expression) ? "range" : "weak", count: 1 }];
}

/** Operators that rarely narrow a scan (P7–P14, P18b). */
function isWeak(expression: Expression): boolean {
  const { type, detail } = expression;
  if (type === "not" || type === "exists" || type === "mod" || type === "type") return true;
  if (type !== "regex") return false;
  return (
    boundsOf(expression, PLAIN, 0).intervals.some(
      ({ start, end }) => start.rank === Rank.string && start.side !== 0 && end.side !== 0,
    ) || detail?.unknownPattern === "any"
  );
}

function isCollatedFact({ operand, detail, children }: Expression): boolean {
  const points = [...(operand ? [operand] : []), ...(detail?.points ?? [])];
  return (
    points.some((point) => isCollated(point.rank) || point.rank === Rank.anything) ||
    (detail?.patterns?.length ?? 0) > 0 ||
    detail?.unknownPattern !== undefined ||
    children.some(isCollatedFact)
  );
}

/** Predicates one index can combine: arrays allow one branch, and one `$elemMatch` on it (P25, A14). */
function compatible(facts: readonly Fact[], arrays: ReadonlySet<string>): readonly Fact[] {
  if (arrays.size === 0) return facts;
  const order = { point: 0, geo: 0, points: 1, range: 2, weak: 3 };
  const chosen: Fact[] = [];
  for (const fact of [...facts].sort((a, b) => order[a.kind] - order[b.kind]))
    if (chosen.every((other) => mayCombine(fact, other, arrays))) chosen.push(fact);
  return facts.filter((fact) => chosen.includes(fact));
}

function mayCombine(a: Fact, b: Fact, arrays: ReadonlySet<string>): boolean {
  if (a.path === b.path) return true;
  if (areParallel(a.path, b.path, arrays)) return false;
  const shared = arrayPrefixes(a.path, arrays).filter((prefix) =>
    arrayPrefixes(b.path, arrays).includes(prefix),
  );
  return shared.length === 0 || (a.elemMatch !== null && a.elemMatch === b.elemMatch);
}

const reasons: Partial<Record<Expression["type"], readonly [string, string]>> = {
  not: ["P8", "a negation rarely narrows anything"],
  regex: ["P7", "a regular expression without a prefix reads all strings"],
  exists: ["P11", "`$exists: true` reads the whole index"],
  type: ["P13", "`$type` reads all values of the type"],
  mod: ["P14", "`$mod` reads all numbers"],
  nor: ["P38", "`$nor` uses no index"],
  text: ["A14", "`$text` needs a text index, which only you can design"],
};

function weakest(clauses: readonly Expression[]): Unservable {
  if (clauses.length === 0) return { spec: "P39", why: "an empty filter reads the whole collection" };
  const types = clauses.map((clause) => clause.type);
  const text = types.includes("text") ? "text" : undefined;
  const type = text ?? types.find((one) => reasons[one]);
  const [spec, why] = (type && reasons[type]) ?? ["P18", "none of its operators can use an index"];
  return { spec, why };
}
