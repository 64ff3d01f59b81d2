import { standIn } from "./likeness.js";
import { type Arr, type Obj, tick, type Value } from "./values.js";

const MAX_COPIED = 200;

/** What later calls build further: never shared. */
const growing = new Set(["query", "schema", "schema path", "virtual"]);

/** A result that can be given again. */
export interface Shared {
  readonly value: Value;
  /** When the call began that gave it. */
  readonly born: number;
  /** What that call was handed, where some of it is handed back. */
  readonly handed: readonly Value[];
}

/** A result as it can be given again, of a call that was handed this; null: it cannot be shared. */
export function shared(result: Value, born: number, handed: readonly Value[]): Shared | null {
  const use = useOf(result, born, handed);
  if (use === "holds on") return null;
  const back = use === "hands back" ? handed : [];
  const value = ownCopy(result, born, new Map(back.map((v) => [v, v])));
  return value && { value, born, handed: back };
}

/** The result for whoever makes such a call: what it hands over itself takes the place of what was handed over then. */
export function givenAgain({ value, born, handed }: Shared, now: readonly Value[]): Value {
  const instead = handed.map((v, i) => [v, now[i] ?? v] as const);
  return ownCopy(value, born, new Map(instead)) ?? value;
}

/** A value as a caller may keep and change it: what was made during the call is copied, but for what has something in its place; null: it cannot be. */
function ownCopy(v: Value, born: number, instead: ReadonlyMap<Value, Value>): Value | null {
  const copies = new Map<Value, Value>(instead);
  const most = copies.size + MAX_COPIED;
  const copy = (x: Value): Value => {
    if (x.t === "dom" && growing.has(x.kind.name)) throw unshareable;
    if (x.t === "union") return { t: "union", of: x.of.map(copy) };
    const known = copies.get(x);
    if (known) return known;
    if ((x.t !== "obj" && x.t !== "arr") || x.born < born) return x;
    if (copies.size >= most) throw unshareable;
    return x.t === "obj" ? copyObject(x) : copyArray(x);
  };
  const copyObject = (x: Obj): Obj => {
    const made: Obj = { ...x, props: new Map(), sources: x.sources.map(copy), born: tick() };
    copies.set(x, made);
    for (const [k, c] of x.props) made.props.set(k, c.v.t === "prim" ? c : { ...c, v: copy(c.v) });
    return made;
  };
  const copyArray = (x: Arr): Arr => {
    const made: Arr = { ...x, born: tick() };
    copies.set(x, made);
    made.items = x.items.map((c) => (c.v.t === "prim" ? c : { ...c, v: copy(c.v) }));
    made.rest = x.rest && copy(x.rest);
    return made;
  };
  try {
    return copy(v);
  } catch (error) {
    if (error === unshareable) return null;
    throw error;
  }
}

const unshareable = new Error("cannot be shared");

/** Does a result hold on to what the call was handed, other than by handing it back? */
function useOf(result: Value, born: number, handed: readonly Value[]): "holds on" | "hands back" | "none" {
  if (handed.length === 0) return "none";
  const given = new Set(handed);
  const seen = new Set<Value>();
  let handsBack = false;
  const holds = (v: Value): boolean => {
    if (given.has(v)) {
      handsBack = true;
      return false;
    }
    if (seen.has(v)) return false;
    switch (v.t) {
      case "union":
        return v.of.some(holds);
      case "unk":
        return [v.of, v.alias, v.element, v.carry].some((x) => x && (given.has(x) || holds(x)));
      case "fn":
        return v.born >= born;
      case "dom":
        return standIn(v) === undefined;
      case "obj":
        seen.add(v);
        return v.born >= born && ([...v.props.values()].some((c) => holds(c.v)) || v.sources.some(holds));
      case "arr":
        seen.add(v);
        return v.born >= born && (v.items.some((c) => holds(c.v)) || (v.rest !== null && holds(v.rest)));
      default:
        return false;
    }
  };
  if (holds(result)) return "holds on";
  return handsBack ? "hands back" : "none";
}

/** An instance all of whose members are plain or long-lived can stand for every other one made with the same arguments. */
export const isFlat = (o: Obj, born: number): boolean =>
  !o.open &&
  [...o.props.values()].every(({ v }) =>
    v.t === "obj" || v.t === "arr"
      ? v.born < born || (v.t === "obj" && Boolean(v.made))
      : v.t !== "union" && !(v.t === "dom" && growing.has(v.kind.name)),
  );
