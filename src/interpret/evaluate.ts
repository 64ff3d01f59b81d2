import type { Expr } from "../syntax/tree.js";
import { callNew } from "./call.js";
import { closure } from "./closures.js";
import { declareClass } from "./classes.js";
import { call, evaluateArgs, superMember } from "./invoke.js";
import { instance } from "./instances.js";
import { arrayLiteral, objectLiteral, template } from "./literals.js";
import { unnamedMember } from "./late.js";
import { burn, type Frame, type Machine, spanOf } from "./machine.js";
import { branch } from "./trail.js";
import { deleteMember, getMember } from "./members.js";
import { importValue } from "./modules.js";
import { binary, unary } from "./operators.js";
import { bind } from "./patterns.js";
import { bodyOf } from "./subclass.js";
import { typed } from "./types.js";
import {
  alternatives,
  join,
  prim,
  type Scope,
  text,
  truth,
  undef,
  type Unk,
  unknown,
  type Value,
} from "./values.js";
import { lookup, store } from "./variables.js";

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
      if (isNullish(o)) return x.opt ? undef : getMember(m, asNamed(x.o), x.n, spanOf(f.mod, x));
      return getMember(m, o, x.n, spanOf(f.mod, x));
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
      return x.op === "instanceof"
        ? instance(m, evaluate(m, f, s, x.l), evaluate(m, f, s, x.r))
        : binary(x.op, evaluate(m, f, s, x.l), evaluate(m, f, s, x.r));
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
      return bodyOf(f.self);
    case "super":
      return unknown("super");
    case "import": {
      const from = text(evaluate(m, f, s, x.x));
      return from === null ? unknown("a dynamic import") : importValue(m, f.mod, from, "*");
    }
  }
}

/** What an expression stands for where it is nothing as far as can be seen, though a member of it is read: its name is all we have. */
function asNamed(x: Expr): Unk {
  const why = "nothing, as far as can be seen";
  if (x.k === "mem") return unknown(why, { key: x.n, of: asNamed(x.o) });
  return unknown(why, x.k === "id" ? { key: x.n } : {});
}

export const isNullish = (v: Value): boolean => v.t === "prim" && (v.v === null || v.v === undefined);

/** `await x` is x, but for what a dialect says (a query becomes its result). */
export function awaited(m: Machine, v: Value): Value {
  if (v.t === "dom") return v.kind.awaited?.(m, v) ?? v;
  if (v.t === "union" && v.of.some((o) => o.t === "dom")) return join(v.of.map((o) => awaited(m, o)));
  return v;
}

/** `o[i]`. */
export function getIndex(m: Machine, f: Frame, o: Value, i: Value, x: Extract<Expr, { k: "idx" }>): Value {
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
  const unnamed = o.t === "obj" ? unnamedMember(m, o) : undefined;
  // A table that is filled as the program runs: it may not hold that one yet.
  if (unnamed) return join([unnamed, undef]);
  return unknown("a member whose name is not known", { of: o });
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

function deleted(m: Machine, f: Frame, s: Scope, x: Expr): Value {
  if (x.k === "mem") deleteMember(m, evaluate(m, f, s, x.o), prim(x.n));
  if (x.k === "idx") deleteMember(m, evaluate(m, f, s, x.o), evaluate(m, f, s, x.i));
  return prim(true);
}
