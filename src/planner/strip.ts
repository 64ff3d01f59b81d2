import type { Entry } from "./entry.js";
import type { Expression } from "./expression.js";
import { implies } from "./implies.js";
import { generatesBounds, usesIndexOnOwnField } from "./indexability.js";

/** Takes back assignments that the query as a whole does not allow; returns why, by index. */
export function stripInvalid(root: Expression, entries: readonly Entry[], why: (string | undefined)[]): void {
  for (const [number, entry] of entries.entries()) {
    if (entry.type === "text") stripText(root, number, entry, why);
    if (entry.type === "2dsphere" && !entry.holdsAll) strip2dsphere(root, number, why);
    if (entry.type === "wildcard" && entry.paths.length > 1) stripCompoundWildcard(root, number, entry);
    if (entry.filter) stripPartial(root, number, entry, entry.filter, why);
  }
}

function remove(expression: Expression, number: number): boolean {
  const tag = expression.tag ?? (expression.type === "not" ? expression.children[0]?.tag : null);
  if (!tag) return false;
  const had = tag.first.length + tag.notFirst.length;
  tag.first = tag.first.filter((other) => other !== number);
  tag.notFirst = tag.notFirst.filter((other) => other !== number);
  return had > tag.first.length + tag.notFirst.length;
}

const tagOf = (expression: Expression) =>
  expression.type === "not" ? (expression.children[0]?.tag ?? null) : expression.tag;

const isAssigned = (expression: Expression, number: number): boolean => {
  const tag = tagOf(expression);
  return tag !== null && (tag.first.includes(number) || tag.notFirst.includes(number));
};

/** A partial index serves what implies its filter: the whole query, or a branch of an `$or` outside any negation (P19). */
function stripPartial(
  root: Expression,
  number: number,
  entry: Entry,
  filter: Expression,
  why: (string | undefined)[],
): void {
  if (implies(root, filter)) return;
  stripPartialBelow(root, number, filter, isOpaque(root));
  why[number] = `partial filter ${entry.filterText} is not implied`;
}

const isOpaque = (expression: Expression): boolean =>
  expression.type === "not" || expression.type === "nor" || expression.type === "elemMatchObject";

function stripPartialBelow(
  expression: Expression,
  number: number,
  filter: Expression,
  opaque: boolean,
): void {
  remove(expression, number);
  for (const child of expression.children) {
    if (!opaque && expression.type === "or" && implies(child, filter)) continue;
    stripPartialBelow(child, number, filter, opaque || isOpaque(child));
  }
}

/** A text index with ordinary keys before its text key needs `$text` and an equality on each of them, ANDed (I8). */
function stripText(root: Expression, number: number, entry: Entry, why: (string | undefined)[]): void {
  const before = entry.paths.slice(0, entry.kinds.indexOf("text"));
  if (before.length === 0) return;
  if (stripTextBelow(root, number, before))
    why[number] = `a text index needs \`$text\` and an equality on \`${before.join("`, `")}\``;
}

function stripTextBelow(expression: Expression, number: number, before: readonly string[]): boolean {
  if (usesIndexOnOwnField(expression)) return remove(expression, number);
  if (expression.type === "not" || expression.type === "nor") return false;
  let stripped = false;
  if (expression.type !== "and") {
    for (const child of expression.children) stripped = stripTextBelow(child, number, before) || stripped;
    return stripped;
  }
  const missing = new Set(before);
  let hasText = false;
  for (const child of expression.children) {
    if (!isAssigned(child, number)) stripped = stripTextBelow(child, number, before) || stripped;
    else if (child.type === "text") hasText = true;
    else missing.delete(child.path);
  }
  if (hasText && missing.size === 0) return stripped;
  for (const child of expression.children) stripped = stripTextBelow(child, number, before) || stripped;
  return stripped;
}

/** A 2dsphere index lacks documents without the geo field: its other keys serve only beside a geo predicate (I7). */
function strip2dsphere(expression: Expression, number: number, why: (string | undefined)[]): void {
  const isGeo = expression.type === "geo" || expression.type === "near";
  if (isGeo) return;
  if (usesIndexOnOwnField(expression)) {
    if (remove(expression, number)) why[number] = "a 2dsphere index needs a geo predicate";
    return;
  }
  if (expression.type === "not" || expression.type === "nor") return;
  if (expression.type !== "and") {
    for (const child of expression.children) strip2dsphere(child, number, why);
    return;
  }
  const related: Expression[] = [];
  const other: Expression[] = [];
  partition(expression, related, other);
  for (const child of other) strip2dsphere(child, number, why);
  const hasGeo = related.some(
    (child) => (child.type === "geo" || child.type === "near") && isAssigned(child, number),
  );
  if (!hasGeo) for (const child of related) strip2dsphere(child, number, why);
}

function partition(expression: Expression, related: Expression[], other: Expression[]): void {
  for (const child of expression.children) {
    if (generatesBounds(child)) related.push(child);
    else if (child.type === "elemMatchObject" || child.type === "and") partition(child, related, other);
    else other.push(child);
  }
}

/** An expanded compound wildcard index without a predicate on its wildcard path adds nothing. */
function stripCompoundWildcard(expression: Expression, number: number, entry: Entry): void {
  const path = entry.paths[entry.wildcard] ?? "";
  if (path.startsWith("$")) return;
  if (expression.type === "and" || expression.type === "elemMatchObject") {
    const preds: Expression[] = [];
    const rest: Expression[] = [];
    partition(expression, preds, rest);
    const assigned = preds.filter((child) => isAssigned(child, number));
    if (!assigned.some((child) => tagOf(child)?.fullPath === path))
      for (const child of assigned) remove(child, number);
    for (const child of rest) stripCompoundWildcard(child, number, entry);
    return;
  }
  if (isAssigned(expression, number) && tagOf(expression)?.fullPath !== path) remove(expression, number);
  if (expression.type !== "not")
    for (const child of expression.children) stripCompoundWildcard(child, number, entry);
}

/** An equality on a single-field unique index finds at most one document: nothing else is considered (I10). Says whether it was so. */
export function stripUnneeded(expression: Expression, entries: readonly Entry[]): boolean {
  if (expression.type === "and") {
    for (const child of expression.children) {
      if (child.type !== "eq" || !child.tag) continue;
      const number = child.tag.first.find((candidate) => isSingleUnique(entries[candidate]));
      if (number === undefined) continue;
      clear(expression);
      child.tag.first = [number];
      return true;
    }
  }
  return expression.children.reduce((stripped, child) => stripUnneeded(child, entries) || stripped, false);
}

const isSingleUnique = (entry: Entry | undefined): boolean =>
  entry !== undefined && entry.unique && entry.paths.length === 1;

function clear(expression: Expression): void {
  if (expression.tag) {
    expression.tag.first = [];
    expression.tag.notFirst = [];
  }
  for (const child of expression.children) clear(child);
}
