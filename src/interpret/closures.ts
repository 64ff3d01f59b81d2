import type { Fn } from "../syntax/tree.js";
import { countsAs, hasThis, noteBound, noteFurther } from "./apart.js";
import { type Frame, limits, type Machine } from "./machine.js";
import { noteClosure } from "./part.js";
import { isUnderTest, setAside } from "./tests.js";
import { type ClassV, type FnV, type Scope, tick, type Value } from "./values.js";

/** Makes a function value; every closure is an entry to come, at most `closuresPerNode` of one node. */
export function closure(
  m: Machine,
  f: Frame,
  scope: Scope,
  node: Fn,
  name: string | null,
  home: ClassV | null = null,
): FnV {
  const fn: FnV = {
    t: "fn",
    node,
    scope,
    mod: f.mod,
    self: node.arrow ? f.self : null,
    name: node.n ?? name,
    home: home ?? (node.arrow ? f.home : null),
    props: null,
    owner: null,
    typeParams: f.typeParams,
    born: tick(),
  };
  if (node.body !== null) queue(m, fn);
  return fn;
}

/** `fn.bind(self)`: a callback that nobody is seen to call runs by itself, with this `this`. */
export function boundTo(m: Machine, fn: FnV, self: Value): FnV {
  const own: FnV = { ...fn, props: null, owner: () => self, born: tick() };
  noteBound(own, self);
  queue(m, own);
  return own;
}

/** Of a function that declares nothing, one closure stands for all that hold the same models. */
function queue(m: Machine, fn: FnV): void {
  if (isUnderTest(m, fn.mod.file)) return setAside(m, fn);
  const as = queuedAs(m, fn);
  const known = m.made.get(as) ?? 0;
  if (known >= (fn.node.declares || hasThis(fn) ? limits.closuresPerNode : 1)) return;
  m.made.set(as, known + 1);
  if (known > 0 && hasThis(fn)) noteFurther(fn);
  if (m.part) noteClosure(m, m.part, fn);
  m.closures.push(fn);
}

/** Takes back that a closure was queued: the next of its function is. */
export function unqueue(m: Machine, fn: FnV): void {
  const as = queuedAs(m, fn);
  m.made.set(as, (m.made.get(as) ?? 1) - 1);
}

/** Under which key the closures of a function are counted. */
const queuedAs = (m: Machine, fn: FnV): object =>
  fn.node.declares || hasThis(fn) ? fn.node : countsAs(m, fn);
