import type { ModelRef } from "./happenings.js";
import { limits, type Machine } from "./machine.js";
import { perRun } from "./per-run.js";
import type { FnV, Props, Value } from "./values.js";

/** More than these, and it is a registry of all models rather than one that was handed in. */
const MAX_MEMBERS = 8;

/** By function: what its closures count as, by the models they hold. */
const lots = perRun((): Map<object, Map<string, object>> => new Map());
const counted = new WeakMap<FnV, object>();

/**
 * What a closure counts as: its function; where the functions around it or its `this` were handed models, its function with
 * these models. `getAll(Tour)` and `getAll(User)` give two handlers, each of which asks its own collection.
 */
export function countsAs(m: Machine, fn: FnV): object {
  const { node, mod } = fn;
  if (!node.asks && !m.roots.has(mod.file)) return node;
  if (fn.scope.mod && !hasThis(fn)) return node;
  const known = counted.get(fn);
  if (known) return known;
  const as = lotOf(m, node, modelsHeld(m, fn) || (bound.has(fn) ? "this" : ""));
  counted.set(fn, as);
  return as;
}

/** By what `bind` made: its `this`. */
const bound = new WeakMap<FnV, Value>();

/** Notes what a function was bound to. */
export const noteBound = (fn: FnV, self: Value): void => void bound.set(fn, self);

/** An arrow in a field, or a bound method: what its `this` holds is known when the constructor has run. */
export const hasThis = (fn: FnV): boolean =>
  fn.node.arrow === true ? fn.home !== null && fn.self?.t === "obj" : bound.has(fn);

/** A function of whose closures some hold models or have their `this`: without these, it says nothing. */
export const isSurpassed = (m: Machine, fn: FnV): boolean =>
  lots(m).has(fn.node) && countsAs(m, fn) === fn.node;

const further = new WeakSet<FnV>();
/** Notes the field of an instance that is not the first of its class. */
export const noteFurther = (fn: FnV): void => void further.add(fn);
/** The first instance stands for all that hold no models. */
export const isRepeated = (m: Machine, fn: FnV): boolean => further.has(fn) && countsAs(m, fn) === fn.node;

function lotOf(m: Machine, node: object, models: string): object {
  if (models === "") return node;
  const all = lots(m);
  const ofNode = all.get(node) ?? new Map<string, object>();
  all.set(node, ofNode);
  const known = ofNode.get(models);
  if (known) return known;
  if (ofNode.size >= limits.closuresPerNode) return node;
  const lot = {};
  ofNode.set(models, lot);
  return lot;
}

function modelsHeld(m: Machine, fn: FnV): string {
  const found = new Set<string>();
  const look = (v: Value, levels: number): void => {
    if (v.t === "dom") {
      const name = nameOf(m, v);
      if (name !== null) found.add(name);
    } else if (v.t === "obj" && levels > 0 && v.props.size <= MAX_MEMBERS) lookInto(v.props, levels - 1);
  };
  const lookInto = (props: Props, levels: number): void => {
    for (const { v } of props.values()) look(v, levels);
  };
  for (let scope = fn.scope; !scope.mod && scope.parent; scope = scope.parent) lookInto(scope.vars, 1);
  const self = bound.get(fn) ?? fn.self;
  if (self) look(self, 2);
  return [...found].sort().join();
}

function nameOf(m: Machine, v: Extract<Value, { t: "dom" }>): string | null {
  if (v.kind.name !== "model" && v.kind.name !== "collection") return null;
  const datum = v.kind.freeze(m, v);
  return datum.t === "model" ? keyOf(datum.ref) : null;
}

function keyOf(ref: ModelRef): string | null {
  switch (ref.by) {
    case "registration":
      return `#${ref.id}`;
    case "document":
      return ref.type;
    case "unknown":
      return null;
    default:
      return ref.name;
  }
}
