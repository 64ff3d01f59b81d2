import type { Pat } from "../syntax/tree.js";
import { evaluate } from "./evaluate.js";
import type { Span } from "./happenings.js";
import { setVariable, store } from "./variables.js";
import { spreadInto } from "./literals.js";
import type { Frame, Machine } from "./machine.js";
import { assign, branch } from "./trail.js";
import { getMember } from "./members.js";
import { typed } from "./types.js";
import { array, join, object, prim, retyped, type Scope, undef, unknown, type Value } from "./values.js";

export type Mode = "let" | "var" | "assign";

/** Binds a pattern to a value: declares names, or assigns to what is there. */
export function bind(m: Machine, f: Frame, s: Scope, p: Pat, given: Value, mode: Mode): void {
  const v = p.d ? withDefault(m, f, s, p.d, given) : given;
  switch (p.k) {
    case "pid":
      return declare(m, f, s, p, annotated(m, f, p, v), mode);
    case "pexp":
      return store(m, f, s, p.x, v);
    case "pobj":
      return bindObject(m, f, s, p, v, mode);
    case "parr":
      return bindArray(m, f, s, p, v, mode);
  }
}

function withDefault(m: Machine, f: Frame, s: Scope, d: NonNullable<Pat["d"]>, v: Value): Value {
  if (v.t === "prim" && v.v === undefined) return evaluate(m, f, s, d);
  // What an unknown caller leaves out is named by the default: `name = "entries"`.
  if (v.t === "unk" && d.k === "lit" && typeof d.v === "string") return join([v, prim(d.v)]);
  const mayMiss = v.t === "union" && v.of.some((o) => o.t === "prim" && o.v === undefined);
  if (!mayMiss) return v;
  let fallback: Value = undef;
  branch(m, [
    () => "normal",
    () => {
      fallback = evaluate(m, f, s, d);
      return "normal";
    },
  ]);
  return join([...v.of.filter((o) => !(o.t === "prim" && o.v === undefined)), fallback]);
}

function annotated(m: Machine, f: Frame, p: Extract<Pat, { k: "pid" }>, v: Value): Value {
  if (v.t !== "unk" || v.type || !p.t) return v;
  const as = typed(m, { node: p.t, mod: f.mod, ...(f.typeParams && { params: f.typeParams }) }, v.why);
  return as.t === "unk" ? retyped(v, as) : v;
}

function declare(m: Machine, f: Frame, s: Scope, p: Extract<Pat, { k: "pid" }>, v: Value, mode: Mode): void {
  if (mode === "assign") return setVariable(m, s, p.n, v);
  let scope = s;
  if (mode === "var") while (!scope.fn && scope.parent) scope = scope.parent;
  assign(m, scope, scope.vars, p.n, { v, at: placeOf(f, p) });
}

const placeOf = (f: Frame, { n, s }: Extract<Pat, { k: "pid" }>): Span => ({
  file: f.mod.file,
  start: s,
  end: s + n.length,
});

function bindObject(
  m: Machine,
  f: Frame,
  s: Scope,
  p: Extract<Pat, { k: "pobj" }>,
  v: Value,
  mode: Mode,
): void {
  const taken: string[] = [];
  for (const x of p.p) {
    const key = typeof x.key === "string" ? prim(x.key) : evaluate(m, f, s, x.key);
    if (key.t === "prim") taken.push(String(key.v));
    const isNothing = v.t === "prim" && (v.v === null || v.v === undefined);
    const got =
      key.t !== "prim" || isNothing
        ? unknown("a destructured member")
        : getMember(m, v, String(key.v), x.v.k === "pid" ? placeOf(f, x.v) : null);
    bind(m, f, s, x.v, got, mode);
  }
  if (!p.rest) return;
  const rest = object();
  spreadInto(m, rest, v);
  for (const k of taken) rest.props.delete(k);
  bind(m, f, s, p.rest, rest, mode);
}

function bindArray(
  m: Machine,
  f: Frame,
  s: Scope,
  p: Extract<Pat, { k: "parr" }>,
  v: Value,
  mode: Mode,
): void {
  p.x.forEach((x, i) => {
    if (x) bind(m, f, s, x, elementAt(v, i), mode);
  });
  if (!p.rest) return;
  const rest =
    v.t === "arr"
      ? { ...array([], v.at, v.rest), items: v.items.slice(p.x.length) }
      : unknown("the rest of an unknown list");
  bind(m, f, s, p.rest, rest, mode);
}

function elementAt(v: Value, i: number): Value {
  if (v.t === "arr") {
    const cell = v.items[i];
    return cell ? cell.v : (v.rest ?? undef);
  }
  if (v.t === "union") return join(v.of.map((o) => elementAt(o, i)));
  if (v.t === "unk" && v.element) return v.element;
  return unknown("an element of an unknown list", { of: v, key: String(i) });
}
