import type { Machine } from "../machine.js";
import { setField } from "../trail.js";
import { type Arr, array, join, type Value } from "../values.js";

/** `list[key] = v`. */
export function setElement(m: Machine, a: Arr, key: string, v: Value): void {
  const i = Number(key);
  if (Number.isInteger(i) && i >= 0 && isPlaced(a, i)) {
    const before = [...a.items.slice(0, i)];
    while (a.rest && before.length < i) before.push({ v: a.rest });
    setField(m, a, "items", [...before, { v }, ...a.items.slice(i + 1)]);
  } else if (key === "length" && v.t === "prim" && v.v === 0) setField(m, a, "items", []);
  else if (key !== "length") setField(m, a, "rest", a.rest ? join([a.rest, v]) : v);
}

const longest = 8;

/** Is it known which element an index means? */
const isPlaced = ({ items, rest }: Arr, i: number): boolean =>
  rest ? i < longest && items.every(({ maybe }) => !maybe) : i <= items.length;

/** The list from an element on; undefined: which element that is is not known. */
export function listFrom({ items, rest }: Arr, start: number): Arr | undefined {
  if (!(start >= 0) || items.slice(0, start).some(({ maybe }) => maybe)) return undefined;
  return { ...array([], null, rest), items: items.slice(start) };
}
