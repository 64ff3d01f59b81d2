import type { Machine, Site } from "./machine.js";
import type { Builtin, Dom, Obj, Value } from "./values.js";

const bodies = new WeakMap<Obj, Dom>();
const added = new WeakMap<Dom, Obj>();

/** Runs the constructor of what a class extends, which no code declares: what it makes is what `this` stands for from then on. */
export function embody(m: Machine, base: Builtin | Dom, self: Obj, site: Site): boolean {
  const made =
    base.t === "dom"
      ? base.kind.construct?.(m, base, site)
      : base.extendable
        ? base.construct?.(m, site)
        : undefined;
  if (made?.t !== "dom") return false;
  bodies.set(self, made);
  added.set(made, self);
  return true;
}

/** What an object of a class that extends a builtin stands for. */
export const bodyOf = (v: Value): Value => (v.t === "obj" ? (bodies.get(v) ?? v) : v);

/** What a class adds to what it extends: its methods and fields. */
export const addedTo = (dom: Dom): Obj | undefined => added.get(dom);

/** What a class extends at last, where that is no class; anything else is itself. */
export function extended(v: Value): Value {
  let base: Value | null = v;
  while (base?.t === "cls") base = base.base;
  return base ?? v;
}
