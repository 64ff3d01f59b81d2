import type { Expr, Spread } from "../syntax/tree.js";
import { apply } from "./call.js";
import { superConstruct } from "./classes.js";
import { evaluate, getIndex, isNullish } from "./evaluate.js";
import { type Frame, type Machine, spanOf } from "./machine.js";
import { branch } from "./trail.js";
import { getMember } from "./members.js";
import { mark, operations } from "./sites.js";
import { bodyOf } from "./subclass.js";
import { alternatives, join, type Scope, undef, unknown, type Value } from "./values.js";

/** The arguments of a call; spread lists as far as they are known. */
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

/** A call expression: of a member, of `super`, of anything. */
export function call(m: Machine, f: Frame, s: Scope, x: Extract<Expr, { k: "call" }>): Value {
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
    mark(m.sites, name, "unknown", "the receiver is null or undefined as far as can be seen");
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
  if (why) mark(m.sites, name, "look-alike", why);
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
    case "dom":
      return o.kind.name === "documents" ? "the receiver is a list of documents" : null;
    default:
      return null;
  }
}

/** `super.name`. */
export function superMember(m: Machine, f: Frame, name: string): Value {
  const base = f.home?.base;
  if (!base) return unknown("super without a base class");
  const body = bodyOf(f.self);
  if (base.t !== "cls" && body.t === "dom") return body.kind.get(m, body, name, null);
  if (base.t !== "cls") return unknown("a base class that is not known", { of: base, key: name });
  const isStatic = f.self.t === "cls";
  if (isStatic) return getMember(m, base, name, null);
  for (let c: Value | null = base; c?.t === "cls"; c = c.base) {
    const cell = c.methods.get(name);
    if (cell) return cell.v;
  }
  return body.t === "dom" ? body.kind.get(m, body, name, null) : unknown(`super.${name} is not known`);
}
