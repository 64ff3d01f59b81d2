import type { Expr, Fn, Prop } from "../syntax/tree.js";
import { closure } from "./closures.js";
import { evaluate, isNullish } from "./evaluate.js";
import { rememberMember, rememberOpened } from "./late.js";
import { type Frame, type Machine, spanOf } from "./machine.js";
import { assign, setField } from "./trail.js";
import { getMember } from "./members.js";
import { binary } from "./operators.js";
import { overlay } from "./overlaid.js";
import { closedMembers } from "./types.js";
import {
  alternatives,
  type Arr,
  array,
  type Cell,
  join,
  type Obj,
  object,
  prim,
  type Scope,
  undef,
  unknown,
  type Value,
} from "./values.js";

/** A template string; unknown parts leave the known beginning. */
export function template(
  m: Machine,
  f: Frame,
  s: Scope,
  quasis: readonly string[],
  parts: readonly Expr[],
): Value {
  let out: Value = prim(quasis[0] ?? "");
  parts.forEach((p, i) => {
    out = binary("+", binary("+", out, asText(evaluate(m, f, s, p))), prim(quasis[i + 1] ?? ""));
  });
  return out;
}

const asText = (v: Value): Value =>
  v.t === "prim"
    ? prim(String(v.v))
    : v.t === "union"
      ? join(v.of.map(asText))
      : v.t === "unk"
        ? v
        : unknown("text of an object", { kind: ["string"] });

/** `{ … }`. */
export function objectLiteral(m: Machine, f: Frame, s: Scope, x: Extract<Expr, { k: "obj" }>): Value {
  const o = object(spanOf(f.mod, x));
  for (const p of x.p) {
    if (p.k === "spread") spreadInto(m, o, evaluate(m, f, s, p.x));
    else property(m, f, s, o, p);
  }
  return o;
}

function property(m: Machine, f: Frame, s: Scope, o: Obj, p: Prop): void {
  const at = spanOf(f.mod, p);
  const key = typeof p.key === "string" ? prim(p.key) : evaluate(m, f, s, p.key);
  const v = p.v.k === "fn" ? methodOf(m, f, s, p.v, o, p) : evaluate(m, f, s, p.v);
  if (p.k === "set") return;
  const names = alternatives(key);
  if (!names.every((n) => n.t === "prim")) {
    o.open = true;
    return;
  }
  for (const n of names) {
    const name = n.t === "prim" ? String(n.v) : "";
    o.props.delete(name);
    o.props.set(name, { v, at, ...(names.length > 1 && { maybe: true }) });
  }
}

function methodOf(m: Machine, f: Frame, s: Scope, fn: Fn, o: Obj, p: Prop): Value {
  const name = typeof p.key === "string" ? p.key : null;
  const made = closure(m, f, s, fn, name);
  if (made.t !== "fn") return made;
  // Whoever calls it may do so on another object with more members.
  if (!fn.arrow) made.owner ??= () => ({ ...o, open: true });
  return p.k === "get" ? { ...made, getter: true } : made;
}

/** `{...v}` and `Object.assign(o, v)`. */
export function spreadInto(m: Machine, o: Obj, v: Value, logged = false): void {
  const set = (key: string, cell: Cell): void => {
    if (logged) {
      rememberMember(m, o, key, cell.v);
      assign(m, o, o.props, key, cell);
    } else o.props.set(key, cell);
  };
  const opened = (): void => {
    if (logged) {
      rememberOpened(m, o);
      setField(m, o, "open", true);
    } else o.open = true;
  };
  switch (v.t) {
    case "obj":
      o.sources.push(v);
      if (v.open) opened();
      for (const [key, cell] of v.props) {
        const old = cell.maybe ? o.props.get(key) : undefined;
        set(key, old ? { ...cell, v: join([old.v, cell.v]), maybe: old.maybe ?? false } : cell);
      }
      return;
    case "union": {
      o.sources.push(v);
      const objects = v.of.filter((a) => !isNullish(a) && !(a.t === "prim" && a.v === false));
      for (const a of objects) {
        if (a.t !== "obj") {
          spreadInto(m, o, a, logged);
          continue;
        }
        o.sources.push(a);
        if (a.open) opened();
        const always = objects.length === v.of.length;
        for (const [key, cell] of a.props) {
          const everywhere = always && objects.every((b) => b.t === "obj" && b.props.has(key));
          const old = o.props.get(key);
          const maybe = old ? old.maybe : !everywhere || cell.maybe;
          const value = old && old.v !== cell.v ? join([old.v, cell.v]) : cell.v;
          set(key, { v: value, ...(cell.at && { at: cell.at }), ...(maybe && { maybe: true }) });
        }
      }
      return;
    }
    case "unk": {
      o.sources.push(v);
      const closed = v.written ? null : closedMembers(m, v.type);
      if (!closed) {
        overlay(o);
        return opened();
      }
      for (const key of closed) set(key, { v: getMember(m, v, key, null), maybe: true });
      return;
    }
    case "dom":
      o.sources.push(v);
      opened();
      return;
    case "ns":
      for (const key of v.mod.exports.keys()) set(key, { v: getMember(m, v, key, null) });
      if (v.mod.stars.length > 0) opened();
      return;
    case "arr":
      v.items.forEach((c, i) => set(String(i), c));
      return;
    case "cls":
      for (const [key, cell] of v.statics) set(key, cell);
      return;
    case "fn":
      for (const [key, cell] of v.props ?? []) set(key, cell);
      return;
    default:
  }
}

/** `[ … ]`. */
export function arrayLiteral(m: Machine, f: Frame, s: Scope, x: Extract<Expr, { k: "arr" }>): Value {
  const out = array([], spanOf(f.mod, x));
  const items: Cell[] = [];
  for (const e of x.x) {
    if (!e) items.push({ v: undef });
    else if (e.k === "spread") spreadItems(out, items, evaluate(m, f, s, e.x));
    else items.push({ v: evaluate(m, f, s, e) });
  }
  out.items = items;
  return out;
}

/** `[...v]`. */
export function spreadItems(out: Arr, items: Cell[], v: Value): void {
  if (v.t === "arr") {
    items.push(...v.items);
    if (v.rest) out.rest = out.rest ? join([out.rest, v.rest]) : v.rest;
  } else if (v.t === "union") {
    for (const a of v.of) {
      const inner: Cell[] = [];
      spreadItems(out, inner, a);
      items.push(...inner.map((c) => ({ ...c, maybe: true })));
    }
  } else if (!isNullish(v))
    out.rest = v.t === "unk" && v.element ? v.element : unknown("an element of an unknown list");
}
