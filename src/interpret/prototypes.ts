import { callFunction } from "./call.js";
import { longLived } from "./likeness.js";
import { frameIn } from "./frame.js";
import { limits, type Machine, OutOfFuel, spanOf } from "./machine.js";
import { aside } from "./aside.js";
import { unknownArgs } from "./unknown-call.js";
import { type FnV, type Obj, object, propsOf, unknown, type Value } from "./values.js";

const makers = new WeakMap<Obj, FnV>();

/** `F.prototype` of a constructor function. */
export function prototypeOf(fn: FnV): Obj {
  const known = fn.props?.get("prototype")?.v;
  if (known?.t === "obj") return known;
  const made = object();
  propsOf(fn).set("prototype", { v: made });
  makers.set(made, fn);
  return made;
}

/** `F.prototype = { … }`: what it holds are methods of what F makes. */
export function adopt(fn: FnV, prototype: Obj): void {
  makers.set(prototype, fn);
  for (const { v } of prototype.props.values()) noteMethod(prototype, v);
}

/** A function put on a prototype is called on what its constructor makes, when nobody is seen to call it. */
export function noteMethod(prototype: Obj, v: Value): void {
  const maker = makers.get(prototype);
  if (maker && v.t === "fn" && !v.node.arrow) v.owner = (m) => instanceMade(m, maker);
}

/** What a prototype has and its heir has not. */
export function inherit(heir: Obj, from: Obj): void {
  for (const [key, cell] of from.props) if (!heir.props.has(key)) heir.props.set(key, cell);
}

const instances = new WeakMap<FnV, Value>();

/** What a constructor function makes of unknown arguments: one, with its own fuel. */
function instanceMade(m: Machine, fn: FnV): Value {
  const known = instances.get(fn);
  if (known) return known;
  const self = object(spanOf(fn.mod, fn.node));
  inherit(self, prototypeOf(fn));
  instances.set(fn, self);
  longLived.add(self);
  return aside(m, limits.entryFuel, () => {
    m.frames.push(frameIn(fn.mod, {}));
    try {
      callFunction(m, fn, self, unknownArgs(m, fn, fn.typeParams), { call: null, callee: null });
      return self;
    } catch (error) {
      if (!(error instanceof OutOfFuel)) throw error;
      instances.set(fn, unknown(`what ${fn.name ?? "a function"} makes was too long to follow`));
      return self;
    } finally {
      m.frames.pop();
    }
  });
}
