import type { Cell, Obj, Value } from "./values.js";
import { join, unknown } from "./values.js";

const overlaid = new WeakMap<Obj, Set<Cell>>();

/** Notes that something unknown is spread over what an object holds so far: `{ search: "", ...query }`. */
export function overlay(o: Obj): void {
  const known = overlaid.get(o) ?? new Set();
  for (const cell of o.props.values()) if (isNothing(cell.v)) known.add(cell);
  if (known.size > 0) overlaid.set(o, known);
}

/** What a member is that starts as nothing and may have been spread over. */
export const underOverlay = (o: Obj, cell: Cell, key: string): Value | null =>
  overlaid.get(o)?.has(cell)
    ? join([cell.v, unknown("a member of an object that is not wholly known", { of: o, key })])
    : null;

/** What stands for nothing: `""`, `0`, `null`, `{}`, `[]`. */
function isNothing(v: Value): boolean {
  if (v.t === "prim") return !v.v;
  if (v.t === "arr") return v.items.length === 0 && !v.rest;
  return v.t === "obj" && v.props.size === 0 && !v.open && !v.cls;
}
