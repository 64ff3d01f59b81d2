import { type Arr, type ClassV, type FnV, type Obj, tick, type Unk, type Value } from "./values.js";

interface Remembered {
  readonly value: Value;
  readonly born: number;
  /** How deep the call was, when its value is cut short by calls too deep to follow: it holds from there on only. */
  readonly depth: number;
}

/** Remembered results of calls whose arguments have no inner state that the callee could read or change. */
export interface Memo {
  readonly results: Map<string, Remembered>;
  readonly ids: WeakMap<object, number>;
  next: number;
}

export const newMemo = (): Memo => ({ results: new Map(), ids: new WeakMap(), next: 0 });

function identity(memo: Memo, of: object): number {
  let id = memo.ids.get(of);
  if (id === undefined) memo.ids.set(of, (id = memo.next++));
  return id;
}

/** A key for the call (or construction), or null when it must be run each time. */
export function memoKey(
  memo: Memo,
  fn: FnV | ClassV,
  self: Value,
  args: readonly Value[],
  longLived: (v: Value) => boolean,
): string | null {
  const parts = [identity(memo, fn)] as (string | number)[];
  for (const v of [self, ...args]) {
    const part = partOf(memo, v, longLived);
    if (part === null) return null;
    parts.push(part);
  }
  return parts.join("|");
}

/** Unknowns that would be followed alike are one argument, whoever they are. */
function unknownPart(memo: Memo, v: Unk): string {
  const type = v.type
    ? `${identity(memo, v.type.node)}${v.type.params ? `p${identity(memo, v.type.params)}` : ""}`
    : "";
  const element = v.element && !v.type ? identity(memo, v.element) : "";
  const carry = v.carry?.t === "dom" ? identity(memo, v.carry.data as object) : "";
  const named = v.key !== undefined && /models?$/i.test(v.key) ? v.key : "";
  return `u:${type}:${v.kind?.join() ?? ""}:${v.prefix ?? ""}:${v.ending ?? ""}:${v.external ?? ""}:${element}:${carry}:${named}${v.sure ? ":!" : ""}`;
}

function partOf(memo: Memo, v: Value, longLived: (v: Value) => boolean): string | null {
  switch (v.t) {
    case "prim":
      return `${typeof v.v}:${String(v.v)}`;
    case "unk":
      return v.written || v.later ? `u${identity(memo, v)}` : unknownPart(memo, v);
    case "fn":
    case "cls":
    case "builtin":
    case "ns":
      return `#${identity(memo, v)}`;
    case "obj":
      return v.made ? `i${v.made}` : longLived(v) ? `#${identity(memo, v)}` : null;
    case "dom":
      return longLived(v) ? `#${identity(memo, v.data as object)}` : null;
    default:
      return null;
  }
}

const MAX_COPIED = 200;

/** What later calls build further: never shared. */
const growing = new Set(["query", "schema", "schema path", "virtual"]);

/** A result as a caller may keep and change it: what was made during the call is copied; null when it cannot be shared. */
export function ownCopy(v: Value, born: number): Value | null {
  const copies = new Map<Value, Value>();
  const copy = (x: Value): Value => {
    if (x.t === "dom" && growing.has(x.kind.name)) throw unshareable;
    if (x.t === "union") return { t: "union", of: x.of.map(copy) };
    if ((x.t !== "obj" && x.t !== "arr") || x.born < born) return x;
    const known = copies.get(x);
    if (known) return known;
    if (copies.size >= MAX_COPIED) throw unshareable;
    return x.t === "obj" ? copyObject(x) : copyArray(x);
  };
  const copyObject = (x: Obj): Obj => {
    const made: Obj = { ...x, props: new Map(), born: tick() };
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

/** An instance all of whose members are plain or long-lived can stand for every other one made with the same arguments. */
export const isFlat = (o: Obj, born: number): boolean =>
  !o.open &&
  [...o.props.values()].every(({ v }) =>
    v.t === "obj" || v.t === "arr"
      ? v.born < born || (v.t === "obj" && Boolean(v.made))
      : v.t !== "union" && !(v.t === "dom" && growing.has(v.kind.name)),
  );
