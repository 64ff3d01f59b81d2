import { incompatibility } from "./compatible.js";
import type { Surroundings } from "./compatible.js";
import type { Entry } from "./entry.js";
import type { Expression, Tag } from "./expression.js";
import { generatesBounds, usesIndexOnOwnField } from "./indexability.js";

/** The full paths some index could serve a predicate on. */
export function fieldsOf(expression: Expression, prefix = "", out = new Set<string>()): Set<string> {
  if (expression.type === "nor") return out;
  if (usesIndexOnOwnField(expression)) out.add(prefix + expression.path);
  else if (expression.type === "elemMatchObject")
    for (const child of expression.children) fieldsOf(child, `${prefix}${expression.path}.`, out);
  else if (expression.path === "") for (const child of expression.children) fieldsOf(child, prefix, out);
  return out;
}

/** Notes on every predicate which indexes have a key that can serve it; returns why the others cannot, by index. */
export function rate(root: Expression, entries: readonly Entry[], collation: string): (string | undefined)[] {
  const why: (string | undefined)[] = [];
  rateNode(root, "", entries, { collation, elemMatch: null, elemMatchPath: "", negated: false }, why);
  return why;
}

function rateNode(
  expression: Expression,
  prefix: string,
  entries: readonly Entry[],
  around: Surroundings,
  why: (string | undefined)[],
): void {
  if (expression.type === "nor") return;
  if (generatesBounds(expression)) {
    ratePredicate(expression, prefix, entries, around, why);
  } else if (expression.type === "elemMatchObject") {
    const path = prefix + expression.path;
    const inside: Surroundings = {
      collation: around.collation,
      elemMatch: expression,
      elemMatchPath: path,
      negated: false,
    };
    for (const child of expression.children) rateNode(child, `${path}.`, entries, inside, why);
  } else if (expression.path === "") {
    const inside = expression.type === "not" ? { ...around, negated: true } : around;
    for (const child of expression.children) rateNode(child, prefix, entries, inside, why);
  }
}

function ratePredicate(
  expression: Expression,
  prefix: string,
  entries: readonly Entry[],
  around: Surroundings,
  why: (string | undefined)[],
): void {
  const negation = expression.type === "not" ? expression : null;
  const predicate = negation?.children[0] ?? expression;
  const fullPath = prefix + predicate.path;
  const tag: Tag = { fullPath, first: [], notFirst: [], elemMatch: null, prefix: "", negation };
  for (let number = 0; number < entries.length; number++) {
    const entry = entries[number];
    if (!entry) continue;
    for (let position = 0; position < entry.paths.length; position++) {
      if (entry.paths[position] !== fullPath) continue;
      const reason = incompatibility(entry, position, expression, fullPath, around);
      if (reason !== undefined) why[number] ??= reason;
      else (position === 0 ? tag.first : tag.notFirst).push(number);
    }
  }
  predicate.tag = tag;
}
