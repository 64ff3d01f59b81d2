import { longLived } from "./likeness.js";
import type { Machine } from "./machine.js";
import { memberType } from "./member-types.js";
import { typed } from "./types.js";
import { alternatives, type ClassV, join, type Obj, tick, type TypeIn, type Value } from "./values.js";

const copies = new WeakMap<Obj, Obj>();

/**
 * What somebody hands over as an instance of a class that only holds data: `filter = {}` says what a field is
 * unless the request, a file or the caller says otherwise. Services and what they hold stay as they are.
 */
export function filled(m: Machine, instance: Value | null, type: TypeIn): Value | null {
  if (instance?.t !== "obj" || !instance.cls || !holdsData(instance.cls)) return instance;
  const known = copies.get(instance);
  if (known) return known;
  if (![...instance.props.values()].some(({ v }) => isData(v))) return instance;
  const copy: Obj = { ...instance, props: new Map(), born: tick(), made: null };
  for (const [key, cell] of instance.props) {
    const { v } = cell;
    copy.props.set(key, isData(v) ? { ...cell, v: join([v, other(m, type, key)]) } : cell);
  }
  copies.set(instance, copy);
  longLived.add(copy);
  return copy;
}

function other(m: Machine, type: TypeIn, key: string): Value {
  const of = memberType(m, type, key);
  const why = `the property ${key}`;
  return typed(m, of && of !== "absent" ? of : { ...type, node: { k: "tother" } }, why);
}

/** A class without methods: its getters tell what its fields hold. */
function holdsData(cls: ClassV): boolean {
  for (let c: Value | null = cls; c?.t === "cls"; c = c.base) {
    if (c.node.members.some(({ k, v }) => k === "method" || (k === "field" && v?.k === "fn"))) return false;
  }
  return true;
}

const isData = (v: Value, depth = 0): boolean => {
  if (depth > 3) return false;
  switch (v.t) {
    case "prim":
      return v.v !== undefined;
    case "obj":
      return !v.cls && [...v.props.values()].every((cell) => isData(cell.v, depth + 1));
    case "arr":
      return !v.rest && v.items.every((cell) => isData(cell.v, depth + 1));
    case "union":
      return alternatives(v).every((each) => isData(each, depth + 1));
    default:
      return v.t === "regex";
  }
};
