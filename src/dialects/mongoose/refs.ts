import type { Machine } from "../../interpret/machine.js";
import { runCallback } from "../../interpret/unknown-call.js";
import type { FnV, Props, Value } from "../../interpret/values.js";
import { modelKind } from "./model.js";

/** As deep as definitions are nested. */
const MAX_NESTED = 6;

/** A definition whose `ref: () => "User"`, the cure for circular imports, are the names or models those functions give. */
export function withRefs(m: Machine, v: Value, depth = 0): Value {
  if (depth > MAX_NESTED) return v;
  if (v.t === "arr") {
    const items = v.items.map((cell) => ({ ...cell, v: withRefs(m, cell.v, depth + 1) }));
    return items.some((cell, i) => cell.v !== v.items[i]?.v) ? { ...v, items } : v;
  }
  if (v.t !== "obj") return v;
  let props: Props | null = null;
  for (const [key, cell] of v.props) {
    const now = key === "ref" && cell.v.t === "fn" ? given(m, cell.v) : withRefs(m, cell.v, depth + 1);
    if (now !== cell.v) (props ??= new Map(v.props)).set(key, { ...cell, v: now });
  }
  return props ? { ...v, props } : v;
}

function given(m: Machine, fn: FnV): Value {
  const v = runCallback(m, fn, []);
  const isName = v.t === "prim" && typeof v.v === "string";
  return isName || (v.t === "dom" && v.kind === modelKind) ? v : fn;
}
