import type { Datum, Element, QueryStep } from "../../interpret/happenings.js";
import { applyCall } from "./calls.js";
import { addOperator } from "./chain.js";
import type { Chain } from "./chain.js";
import { mergeInto, setEntry } from "./conditions.js";
import type { Conditions } from "./conditions.js";
import { applyGeo, isGeoStep } from "./geosteps.js";
import { applyOptions } from "./options.js";
import { mergedProjection, readProjection } from "./projection.js";
import { addSort, readCount, readPlain } from "./shape.js";
import type { Shape } from "./shape.js";
import { isTerminal } from "./signatures.js";
import { foreignWhy } from "./stages.js";

/** Helper → operator (M68); each takes (value) after `where(path)`, or (path, value). */
const OPERATORS: ReadonlyMap<string, string> = new Map<string, string>([
  ["gt", "$gt"],
  ["gte", "$gte"],
  ["lt", "$lt"],
  ["lte", "$lte"],
  ["ne", "$ne"],
  ["in", "$in"],
  ["nin", "$nin"],
  ["all", "$all"],
  ["size", "$size"],
  ["regex", "$regex"],
  ["exists", "$exists"],
  ["mod", "$mod"],
  ["elemMatch", "$elemMatch"],
]);

/** Applies the chained calls after a query, in order (M66–M70). */
export function applySteps(shape: Shape, steps: readonly QueryStep[]): void {
  const chain: Chain = { shape, path: null, either: [], geo: null };
  steps.forEach((step, position) => {
    applyStep(chain, step, position);
  });
}

/** Starts a chain with `where(…)`, as `Model.where("a")` does. */
export function startWhere(
  shape: Shape,
  method: string,
  args: readonly Datum[],
  steps: readonly QueryStep[],
): void {
  const first: QueryStep = { method, args, at: { file: "", start: 0, end: 0 } };
  const chain: Chain = { shape, path: null, either: [], geo: null };
  applyStep(chain, first, -1);
  steps.forEach((step, position) => {
    applyStep(chain, step, position);
  });
}

function applyStep(chain: Chain, step: QueryStep, position: number): void {
  const { shape } = chain;
  const { method, args } = step;
  const maybe = step.maybe === true;
  if (step.foreign) return applyForeign(shape, method);
  const operator = OPERATORS.get(method);
  if (operator !== undefined) return applyOperator(chain, method, operator, args, maybe);
  if (isGeoStep(method)) return applyGeo(chain, method, args, maybe);
  switch (method) {
    case "where":
      return applyWhere(chain, args, maybe);
    case "$where":
      return setEntry(shape.conditions, { key: "$where", value: args[0] ?? { t: "undefined" } }, maybe);
    case "equals":
    case "eq":
      return setAt(chain, args[0], maybe);
    case "or":
    case "and":
    case "nor":
      return concatenate(shape.conditions, `$${method}`, args[0], maybe);
    case "merge":
      if (args[0] !== undefined) mergeInto(shape.conditions, args[0], maybe);
      return;
    case "filter":
    case "setQuery":
      if (args[0] !== undefined && args[0].t !== "function") mergeInto(shape.conditions, args[0], maybe);
      return;
    case "sort":
      return applySort(shape, args, maybe);
    case "select":
    case "projection":
    case "project":
    case "fields":
      shape.projection = maybe ? "unknown" : mergedProjection(shape.projection, readProjection(args[0]));
      return;
    case "limit":
      shape.limit = maybe ? "unknown" : readCount(args[0]);
      return;
    case "skip":
      shape.skip = maybe ? "unknown" : readCount(args[0]);
      return;
    case "hint":
      shape.hint = readPlain(args[0]);
      return;
    case "collation":
      shape.collation = readPlain(args[0]);
      return;
    case "setOptions":
      return applyOptions(shape, args[0], maybe);
    case "populate":
      shape.populates.push({ args, step: position });
      return;
  }
  if (isTerminal(method)) applyCall(shape, method, chainedArgs(method, args), maybe);
}

/** A plugin's step may add conditions and an order. */
function applyForeign(shape: Shape, method: string): void {
  shape.conditions.open = true;
  shape.sort = "unknown";
  shape.troubles.push(foreignWhy(method));
}

/** On a query, an update or replacement may stand alone: `find(f).updateOne({ $set: … })`. */
function chainedArgs(method: string, args: readonly Datum[]): readonly Datum[] {
  const lone = /^(update|replace|findOneAnd(Update|Replace))/.test(method) && args.length === 1;
  return lone ? [{ t: "undefined" }, ...args] : args;
}

function applyWhere(chain: Chain, args: readonly Datum[], maybe: boolean): void {
  const [first, second] = args;
  chain.geo = null;
  chain.either = first?.t === "union" ? namesIn(first.of) : [];
  if (first?.t === "prim" && typeof first.v === "string") {
    chain.path = first.v;
    if (second !== undefined) setAt(chain, second, maybe);
    return;
  }
  chain.path = null;
  if (chain.either.length > 0) {
    if (second !== undefined) setAt(chain, second, maybe);
    return;
  }
  if (first === undefined) return;
  if (first.t === "object" || first.t === "union") mergeInto(chain.shape.conditions, first, maybe);
  else chain.shape.conditions.open = true;
}

/** The names that a path may have; none when it may be anything else. */
function namesIn(alternatives: readonly Datum[]): readonly string[] {
  const known = alternatives.filter(({ t }) => t !== "undefined");
  const names = known.flatMap((d) => (d.t === "prim" && typeof d.v === "string" ? [d.v] : []));
  return names.length === known.length ? names : [];
}

function setAt(chain: Chain, value: Datum | undefined, maybe: boolean): void {
  const given = value ?? { t: "undefined" };
  const { conditions } = chain.shape;
  if (chain.path !== null) return setEntry(conditions, { key: chain.path, value: given }, maybe);
  for (const key of chain.either) setEntry(conditions, { key, value: given }, true);
  if (chain.either.length === 0) conditions.open = true;
}

function applyOperator(
  chain: Chain,
  method: string,
  operator: string,
  args: readonly Datum[],
  maybe: boolean,
): void {
  const { paths, value } = operands(chain, method, args);
  const { conditions } = chain.shape;
  for (const path of paths) addOperator(conditions, path, operator, value, maybe || paths === chain.either);
  if (paths.length === 0) conditions.open = true;
}

function operands(
  chain: Chain,
  method: string,
  args: readonly Datum[],
): { readonly paths: readonly string[]; readonly value: Datum } {
  const first = args[0];
  const named = first?.t === "prim" && typeof first.v === "string" ? first.v : null;
  const pathFirst =
    method === "exists" || method === "regex" || method === "elemMatch"
      ? args.length > 1 || (method === "exists" && named !== null)
      : method === "mod"
        ? args.length === 3 || (args.length === 2 && args[1]?.t === "array")
        : args.length > 1;
  const path = pathFirst ? named : chain.path;
  const paths = path !== null ? [path] : pathFirst ? [] : chain.either;
  const rest = pathFirst ? args.slice(1) : args;
  if (method === "exists") return { paths, value: rest[0] ?? { t: "prim", v: true } };
  if (method === "mod" && rest.length === 2)
    return { paths, value: { t: "array", items: rest.map((value) => ({ value })) } };
  return { paths, value: rest[0] ?? { t: "undefined" } };
}

/** `.or([x]).or([y])` is one `$or` of two (M67); a single condition needs no list. */
function concatenate(conditions: Conditions, key: string, given: Datum | undefined, maybe: boolean): void {
  if (given === undefined) return;
  const list: Datum = given.t === "object" ? { t: "array", items: [{ value: given }] } : given;
  const before = conditions.entries.get(key);
  if (before?.value.t !== "array") return setEntry(conditions, { key, value: list }, maybe);
  if (list.t !== "array") {
    conditions.open = true;
    return;
  }
  const items = [...itemsOf(before.value, before.maybe === true), ...itemsOf(list, maybe)];
  const rest = before.value.rest ?? list.rest;
  conditions.entries.set(key, {
    key,
    value: { t: "array", items, ...(rest && { rest }) },
    ...(before.maybe && maybe && { maybe: true as const }),
  });
}

const itemsOf = ({ items }: Extract<Datum, { t: "array" }>, maybe: boolean): readonly Element[] =>
  maybe ? items.map((item) => ({ ...item, maybe: true as const })) : items;

function applySort(shape: Shape, args: readonly Datum[], maybe: boolean): void {
  const [by, second] = args;
  if (shape.native && by?.t === "prim" && typeof by.v === "string" && second !== undefined) {
    const pair: Datum = { t: "array", items: [{ value: by }, { value: second }] };
    return addSort(shape, { t: "array", items: [{ value: pair }] }, maybe);
  }
  if (
    !shape.native &&
    second !== undefined &&
    second.t !== "object" &&
    second.t !== "undefined" &&
    second.t !== "unknown"
  ) {
    shape.troubles.push("sort: sort() takes one sort, not several");
    return;
  }
  const override =
    second?.t === "object" &&
    second.entries.some(({ key, value }) => key === "override" && value.t === "prim" && value.v === true);
  addSort(shape, by, maybe, override);
}
