import type { GeoRegion } from "./geo.js";
import type { Pattern, Point } from "./value.js";

export type ExpressionType =
  | "and"
  | "or"
  | "nor"
  | "not"
  | "eq"
  | "lt"
  | "lte"
  | "gt"
  | "gte"
  | "exprEq"
  | "exprRange"
  | "in"
  | "regex"
  | "mod"
  | "exists"
  | "type"
  | "size"
  | "elemMatchValue"
  | "elemMatchObject"
  | "geo"
  | "near"
  | "text"
  | "never"
  | "other";

/** A node of the parsed, normalised filter. */
export interface Expression {
  readonly type: ExpressionType;
  /** Relative to the enclosing `$elemMatch`; empty for logical nodes. */
  readonly path: string;
  readonly children: readonly Expression[];
  /** Operand of a comparison. */
  readonly operand: Point | null;
  readonly detail: Detail | null;
  /** Scratch of one planning run. */
  tag: Tag | null;
}

export interface Detail {
  /** `$in`: its members except regular expressions. */
  readonly points?: readonly Point[];
  /** `$in` of a list whose length is not known, or known to be longer than `points`. */
  readonly count?: number;
  readonly patterns?: readonly Pattern[];
  /** A regular expression of unknown text; `prefix`: known to start with `^prefix`. */
  readonly unknownPattern?: "any" | "prefix";
  readonly ranks?: readonly number[];
  readonly numbers?: boolean;
  readonly region?: GeoRegion;
  /** Identity of what has no operand (`$size`, `$mod`, `$where` …). */
  readonly text?: string;
}

/** What index selection found out about a predicate. */
export interface Tag {
  readonly fullPath: string;
  /** Indexes (by number) that have this path as first key… */
  first: number[];
  /** …or as a later one. */
  notFirst: number[];
  elemMatch: Expression | null;
  /** First component of the path inside the innermost `$elemMatch`. */
  prefix: string;
  /** The negation this predicate stands under. */
  negation: Expression | null;
}

const none: readonly Expression[] = [];

/** Makes a node without operand. */
export const node = (
  type: ExpressionType,
  path: string,
  children = none,
  detail: Detail | null = null,
): Expression => ({
  type,
  path,
  children,
  operand: null,
  detail,
  tag: null,
});

/** Makes a comparison. */
export const comparison = (type: ExpressionType, path: string, operand: Point): Expression => ({
  type,
  path,
  children: none,
  operand,
  detail: null,
  tag: null,
});

/** Matches nothing. */
export const never = (): Expression => node("never", "");

/** Conjunction: flat, and of more than one. */
export function and(children: readonly Expression[]): Expression {
  const flat = flatten("and", children);
  if (flat.some((child) => child.type === "never")) return never();
  return flat.length === 1 && flat[0] ? flat[0] : node("and", "", flat);
}

/** Disjunction: flat, without branches that match nothing. */
export function or(children: readonly Expression[]): Expression {
  const flat = flatten("or", children).filter((child) => child.type !== "never");
  if (flat.length === 0) return never();
  return flat.length === 1 && flat[0] ? flat[0] : node("or", "", flat);
}

/** Negated disjunction; of one branch, its negation. */
export function nor(children: readonly Expression[]): Expression {
  const live = children.filter((child) => child.type !== "never");
  if (live.length === 0) return node("and", "");
  return live.length === 1 && live[0] ? not(live[0]) : node("nor", "", live);
}

/** Negation; of a negation, its operand. */
export function not(child: Expression): Expression {
  return child.type === "not" && child.children[0] ? child.children[0] : node("not", "", [child]);
}

function flatten(type: "and" | "or", children: readonly Expression[]): readonly Expression[] {
  if (!children.some((child) => child.type === type)) return children;
  return children.flatMap((child) => (child.type === type ? child.children : [child]));
}

/** Does this predicate, or one below it, need an index to be evaluated at all? */
export const requiresIndex = (expression: Expression): boolean =>
  expression.type === "near" || expression.type === "text" || expression.children.some(requiresIndex);

/** Finds the first node of a type. */
export function find(expression: Expression, type: ExpressionType): Expression | undefined {
  if (expression.type === type) return expression;
  for (const child of expression.children) {
    const found = find(child, type);
    if (found) return found;
  }
  return undefined;
}
