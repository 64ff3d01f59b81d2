import type { Expr, Fn, Prop, Spread } from "../syntax/tree.js";
import { apply, callNew, closure } from "./call.js";
import { declareClass, superConstruct } from "./classes.js";
import { assign, branch, burn, type Frame, type Machine, setField, spanOf } from "./machine.js";
import { deleteMember, getMember, setMember } from "./members.js";
import { importValue, requireValue } from "./modules.js";
import { binary, unary } from "./operators.js";
import { bind } from "./patterns.js";
import { mark as markSite, operations } from "./sites.js";
import { typed } from "./types.js";
import {
  alternatives,
  type Arr,
  array,
  type Cell,
  join,
  object,
  type Obj,
  prim,
  type Scope,
  text,
  truth,
  undef,
  unknown,
  unset,
  type Value,
} from "./values.js";

/** The value of an expression. Everything it does on the way is seen. */
export function evaluate(m: Machine, f: Frame, s: Scope, x: Expr): Value {
  burn(m);
  switch (x.k) {
    case "id":
      return lookup(m, f, s, x.n);
    case "lit":
      return prim(x.v);
    case "regex":
      return { t: "regex", source: x.p, flags: x.f };
    case "tpl":
      return template(m, f, s, x.q, x.x);
    case "tagged":
    case "other":
      for (const child of x.x) evaluate(m, f, s, child);
      return unknown("an expression that is not followed");
    case "obj":
      return objectLiteral(m, f, s, x);
    case "arr":
      return arrayLiteral(m, f, s, x);
    case "mem": {
      if (x.o.k === "super") return superMember(m, f, x.n);
      const o = evaluate(m, f, s, x.o);
      return x.opt && isNullish(o) ? undef : getMember(m, o, x.n, spanOf(f.mod, x));
    }
    case "idx": {
      const o = evaluate(m, f, s, x.o);
      const i = evaluate(m, f, s, x.i);
      return x.opt && isNullish(o) ? undef : getIndex(m, f, o, i, x);
    }
    case "call":
      return call(m, f, s, x);
    case "new": {
      const callee = evaluate(m, f, s, x.f);
      const args = evaluateArgs(m, f, s, x.a);
      return callNew(m, callee, {
        self: undef,
        args,
        at: spanOf(f.mod, x),
        name: spanOf(f.mod, x),
        frame: f,
        ...(x.t && { typeArgs: x.t }),
      });
    }
    case "fn":
      return closure(m, f, s, x, null);
    case "cls":
      return declareClass(m, f, s, x, x.n ?? null);
    case "un":
      return x.op === "delete" ? deleted(m, f, s, x.x) : unary(x.op, evaluate(m, f, s, x.x));
    case "bin":
      return binary(x.op, evaluate(m, f, s, x.l), evaluate(m, f, s, x.r));
    case "log":
      return logical(m, f, s, x.op, x.l, x.r);
    case "asg":
      return assignment(m, f, s, x);
    case "upd": {
      const old = evaluate(m, f, s, x.x);
      const value = binary(x.op.includes("+") ? "+" : "-", old, prim(1));
      store(m, f, s, x.x, value);
      return x.op.startsWith("post") ? old : value;
    }
    case "cond":
      return conditional(m, f, s, x.c, x.a, x.b);
    case "seq": {
      let last: Value = undef;
      for (const part of x.x) last = evaluate(m, f, s, part);
      return last;
    }
    case "await":
      return awaited(m, evaluate(m, f, s, x.x));
    case "yield": {
      const v = x.x ? evaluate(m, f, s, x.x) : undef;
      if (x.all && v.t === "arr") f.yields.push(...v.items.map((c) => c.v));
      else f.yields.push(v);
      return unknown("what next() was given");
    }
    case "as": {
      const v = evaluate(m, f, s, x.x);
      if (v.t !== "unk" || v.type) return v;
      const as = typed(m, { node: x.t, mod: f.mod, ...(f.typeParams && { params: f.typeParams }) }, v.why);
      return as.t === "unk" && (as.kind || as.type?.node.k === "tref")
        ? {
            ...as,
            alias: v.alias ?? v,
            ...(v.of && { of: v.of }),
            ...(v.key !== undefined && { key: v.key }),
          }
        : v;
    }
    case "this":
      return f.self;
    case "super":
      return unknown("super");
    case "import": {
      const from = text(evaluate(m, f, s, x.x));
      return from === null ? unknown("a dynamic import") : importValue(m, f.mod, from, "*");
    }
  }
}

export const isNullish = (v: Value): boolean => v.t === "prim" && (v.v === null || v.v === undefined);

/** `await x` is x, but for what a dialect says (a query becomes its result). */
export function awaited(m: Machine, v: Value): Value {
  if (v.t === "dom") return v.kind.awaited?.(m, v) ?? v;
  if (v.t === "union" && v.of.some((o) => o.t === "dom")) return join(v.of.map((o) => awaited(m, o)));
  return v;
}

export function lookup(m: Machine, f: Frame, s: Scope, name: string): Value {
  let outside = false;
  for (let scope: Scope | null = s; scope; scope = scope.parent) {
    const cell = scope.vars.get(name);
    if (cell) return outside && cell.v === unset ? late(m, scope, name) : cell.v;
    outside ||= scope.fn;
    const imported = scope.imports?.get(name);
    if (imported && scope.mod) {
      if (imported.name === "=") return requireValue(m, scope.mod, imported.from);
      return importValue(m, scope.mod, imported.from, imported.name);
    }
  }
  return name === "undefined" ? undef : unknown(`\`${name}\` is not known in ${f.mod.file}`, { key: name });
}

/** A variable around this function that another function assigns: what it was given, else unknown. */
function late(m: Machine, scope: Scope, name: string): Value {
  const given = m.late.get(scope)?.get(name);
  if (given) return given;
  if (m.current) {
    let names = m.waiting.get(scope);
    if (!names) m.waiting.set(scope, (names = new Map()));
    let entries = names.get(name);
    if (!entries) names.set(name, (entries = new Set()));
    entries.add(m.current);
  }
  return unknown(`\`${name}\` is assigned elsewhere`, { key: name });
}

function template(m: Machine, f: Frame, s: Scope, quasis: readonly string[], parts: readonly Expr[]): Value {
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

function objectLiteral(m: Machine, f: Frame, s: Scope, x: Extract<Expr, { k: "obj" }>): Value {
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
    if (logged) assign(m, o, o.props, key, cell);
    else o.props.set(key, cell);
  };
  const opened = (): void => {
    if (logged) setField(m, o, "open", true);
    else o.open = true;
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
    case "unk":
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
      for (const [key, cell] of v.props) set(key, cell);
      return;
    default:
  }
}

function arrayLiteral(m: Machine, f: Frame, s: Scope, x: Extract<Expr, { k: "arr" }>): Value {
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

function getIndex(m: Machine, f: Frame, o: Value, i: Value, x: Extract<Expr, { k: "idx" }>): Value {
  const at = spanOf(f.mod, x);
  if (i.t === "prim") return getMember(m, o, String(i.v), at);
  if (i.t === "union" && i.of.every((k) => k.t === "prim"))
    return join(i.of.map((k) => getMember(m, o, k.t === "prim" ? String(k.v) : "", at)));
  if (o.t === "obj" && !o.open && o.props.size > 0 && o.props.size <= 12)
    return join([...o.props.values()].map((c) => c.v));
  if (o.t === "arr" && !o.rest && o.items.length > 0 && o.items.length <= 12)
    return join(o.items.map((c) => c.v));
  if (o.t === "arr" && o.rest && o.items.length === 0) return o.rest;
  if (o.t === "unk" && o.element) return o.element;
  return unknown("a member whose name is not known", { of: o });
}

export function evaluateArgs(
  m: Machine,
  f: Frame,
  s: Scope,
  list: readonly (Expr | Spread)[],
): readonly Value[] {
  const out: Value[] = [];
  for (const a of list) {
    if (a.k !== "spread") {
      out.push(evaluate(m, f, s, a));
      continue;
    }
    const v = evaluate(m, f, s, a.x);
    if (v.t === "arr") {
      out.push(...v.items.map((c) => c.v));
      if (v.rest) out.push(v.rest);
    } else out.push(unknown("spread arguments", { of: v }));
  }
  return out;
}

function call(m: Machine, f: Frame, s: Scope, x: Extract<Expr, { k: "call" }>): Value {
  const at = spanOf(f.mod, x);
  const callee = x.f;
  const more = x.t && { typeArgs: x.t };
  if (callee.k === "super") return superConstruct(m, f, evaluateArgs(m, f, s, x.a));
  if (callee.k === "mem" || callee.k === "idx") {
    const name = spanOf(f.mod, callee);
    if (callee.o.k === "super") {
      const fn = callee.k === "mem" ? superMember(m, f, callee.n) : unknown("super");
      return apply(m, fn, { self: f.self, args: evaluateArgs(m, f, s, x.a), at, name, frame: f, ...more });
    }
    const self = evaluate(m, f, s, callee.o);
    if ((callee.opt ?? x.opt) && isNullish(self)) return undef;
    return callMember(m, f, s, x, self, name);
  }
  const fn = evaluate(m, f, s, callee);
  const start = callee.k === "id" ? callee.s : x.s;
  const name = { file: f.mod.file, start, end: callee.k === "id" ? callee.s + callee.n.length : x.e };
  if (x.opt && isNullish(fn)) return undef;
  return apply(m, fn, { self: undef, args: evaluateArgs(m, f, s, x.a), at, name, frame: f, ...more });
}

/** `self.name(…)`; each alternative of the receiver is called for itself. */
function callMember(
  m: Machine,
  f: Frame,
  s: Scope,
  x: Extract<Expr, { k: "call" }>,
  self: Value,
  name: ReturnType<typeof spanOf>,
): Value {
  const callee = x.f;
  const key = callee.k === "idx" ? evaluate(m, f, s, callee.i) : undef;
  const method = (o: Value): Value =>
    callee.k === "mem"
      ? getMember(m, o, callee.n, name)
      : callee.k === "idx"
        ? getIndex(m, f, o, key, callee)
        : undef;
  const at = spanOf(f.mod, x);
  const invoke = (o: Value, fn: Value, args: readonly Value[]): Value => {
    if (callee.k === "mem" && operations.has(callee.n)) noteReceiver(m, name, callee.n, o, fn);
    return apply(m, fn, { self: o, args, at, name, frame: f, ...(x.t && { typeArgs: x.t }) });
  };
  if (self.t !== "union" && !isNullish(self)) {
    const fn = method(self);
    return invoke(self, fn, evaluateArgs(m, f, s, x.a));
  }
  const receivers = alternatives(self).filter((o) => !isNullish(o));
  const functions = receivers.map(method);
  const args = evaluateArgs(m, f, s, x.a);
  if (receivers.length === 0 && callee.k === "mem" && operations.has(callee.n))
    markSite(m.sites, name, "unknown", "the receiver is null or undefined as far as can be seen");
  if (receivers.length === 0) return unknown("a method of nothing");
  const results: Value[] = [];
  const arm = (o: Value, i: number) => () => {
    results.push(invoke(o, functions[i] ?? undef, args));
    return "normal" as const;
  };
  if (receivers.length === 1 && receivers[0]) return invoke(receivers[0], functions[0] ?? undef, args);
  branch(m, receivers.map(arm));
  return join(results);
}

function noteReceiver(
  m: Machine,
  name: ReturnType<typeof spanOf>,
  operation: string,
  o: Value,
  fn: Value,
): void {
  const why = fn.t === "fn" ? `it calls ${fn.mod.file}'s own ${operation}` : lookAlike(o);
  if (why) markSite(m.sites, name, "look-alike", why);
}

/** What speaks against a receiver being a model. */
function lookAlike(o: Value): string | null {
  switch (o.t) {
    case "arr":
      return "the receiver is an array";
    case "prim":
      return `the receiver is a ${typeof o.v}`;
    case "regex":
      return "the receiver is a regular expression";
    case "builtin":
      return `the receiver is ${o.name}`;
    case "fn":
      return "the receiver is a function";
    default:
      return null;
  }
}

function superMember(m: Machine, f: Frame, name: string): Value {
  const base = f.home?.base;
  if (!base) return unknown("super without a base class");
  if (base.t !== "cls") return unknown("a base class that is not known", { of: base, key: name });
  const isStatic = f.self.t === "cls";
  if (isStatic) return getMember(m, base, name, null);
  for (let c: Value | null = base; c?.t === "cls"; c = c.base) {
    const cell = c.methods.get(name);
    if (cell) return cell.v;
  }
  return unknown(`super.${name} is not known`);
}

function logical(m: Machine, f: Frame, s: Scope, op: "&&" | "||" | "??", l: Expr, r: Expr): Value {
  const left = evaluate(m, f, s, l);
  const decided = op === "??" ? decidedNullish(left) : truth(left);
  if (op === "&&" ? decided === false : decided === true) return left;
  if (op === "&&" ? decided === true : decided === false) return evaluate(m, f, s, r);
  let right: Value = undef;
  branch(m, [
    () => "normal",
    () => {
      right = evaluate(m, f, s, r);
      return "normal";
    },
  ]);
  const kept = alternatives(left).filter((v) =>
    op === "&&" ? truth(v) !== true : op === "||" ? truth(v) !== false : !isNullish(v),
  );
  return join([...kept.map((v) => (op === "&&" && v.t === "unk" ? falsy : v)), right]);
}

/** The falsy side of `unknown && x`: spreads to nothing, is no filter. */
const falsy: Value = { t: "prim", v: undefined };

/** true: certainly not nullish; false: certainly nullish. */
function decidedNullish(v: Value): boolean | undefined {
  if (v.t === "unk") return undefined;
  if (v.t === "dom") return v.kind.truthy;
  if (v.t === "union") {
    const all = v.of.map(decidedNullish);
    return all.every((a) => a === all[0]) ? all[0] : undefined;
  }
  return !isNullish(v);
}

/** The truth of a condition; on a second chance every arm is looked at. */
export const judged = (m: Machine, v: Value): boolean | undefined => (m.forced ? undefined : truth(v));

function conditional(m: Machine, f: Frame, s: Scope, c: Expr, a: Expr, b: Expr): Value {
  const decided = judged(m, evaluate(m, f, s, c));
  if (decided !== undefined) return evaluate(m, f, s, decided ? a : b);
  const results: Value[] = [];
  const arm = (x: Expr) => () => {
    results.push(evaluate(m, f, s, x));
    return "normal" as const;
  };
  branch(m, [arm(a), arm(b)]);
  return join(results);
}

function assignment(m: Machine, f: Frame, s: Scope, x: Extract<Expr, { k: "asg" }>): Value {
  if (x.op === "=") {
    const name = x.l.k === "pid" ? x.l.n : x.l.k === "pexp" && x.l.x.k === "mem" ? x.l.x.n : null;
    const v = x.r.k === "fn" ? closure(m, f, s, x.r, name) : evaluate(m, f, s, x.r);
    bind(m, f, s, x.l, v, "assign");
    return v;
  }
  const target: Expr | null =
    x.l.k === "pid" ? { k: "id", n: x.l.n, s: x.l.s } : x.l.k === "pexp" ? x.l.x : null;
  if (!target) return unknown("a compound assignment to a pattern");
  const old = evaluate(m, f, s, target);
  const op = x.op.slice(0, -1);
  if (op === "||" || op === "&&" || op === "??") {
    const decided = op === "??" ? decidedNullish(old) : truth(old);
    if (op === "&&" ? decided === false : decided === true) return old;
    const v = evaluate(m, f, s, x.r);
    const result = decided === undefined ? join([...alternatives(old).filter((o) => !isNullish(o)), v]) : v;
    bind(m, f, s, x.l, result, "assign");
    return result;
  }
  const v = binary(op, old, evaluate(m, f, s, x.r));
  bind(m, f, s, x.l, v, "assign");
  return v;
}

/** Assigns to what an expression names. */
export function store(m: Machine, f: Frame, s: Scope, target: Expr, v: Value): void {
  if (target.k === "id") return setVariable(m, s, target.n, v);
  if (target.k === "as") return store(m, f, s, target.x, v);
  if (target.k === "mem")
    return setMember(m, evaluate(m, f, s, target.o), prim(target.n), v, spanOf(f.mod, target));
  if (target.k === "idx")
    setMember(m, evaluate(m, f, s, target.o), evaluate(m, f, s, target.i), v, spanOf(f.mod, target));
}

export function setVariable(m: Machine, s: Scope, name: string, v: Value): void {
  let outside = false;
  for (let scope: Scope | null = s; scope; scope = scope.parent) {
    if (scope.vars.has(name) || scope.parent === null) {
      if (outside && scope.parent !== null && !isNullish(v)) remember(m, scope, name, v);
      return assign(m, scope, scope.vars, name, { v });
    }
    outside ||= scope.fn;
  }
}

function remember(m: Machine, scope: Scope, name: string, v: Value): void {
  let names = m.late.get(scope);
  if (!names) m.late.set(scope, (names = new Map()));
  const old = names.get(name);
  names.set(name, old ? join([old, v]) : v);
}

function deleted(m: Machine, f: Frame, s: Scope, x: Expr): Value {
  if (x.k === "mem") deleteMember(m, evaluate(m, f, s, x.o), prim(x.n));
  if (x.k === "idx") deleteMember(m, evaluate(m, f, s, x.o), evaluate(m, f, s, x.i));
  return prim(true);
}
