import type { Stmt } from "../syntax/tree.js";
import { closure } from "./closures.js";
import { declareClass } from "./classes.js";
import { evaluate, isNullish, judged } from "./evaluate.js";
import { burn, type Completion, type Frame, limits, type Machine } from "./machine.js";
import { assign, branch } from "./trail.js";
import { evaluateArgs } from "./invoke.js";
import { loop, loopOver, whileLoop } from "./loops.js";
import { runImported } from "./modules.js";
import { bind, type Mode } from "./patterns.js";
import { tell } from "./tell.js";
import {
  alternatives,
  childScope,
  object,
  type Obj,
  prim,
  type Scope,
  undef,
  unknown,
  unset,
} from "./values.js";

/** Runs statements in order; function declarations first, as JavaScript hoists them. */
export function runBody(m: Machine, f: Frame, s: Scope, list: readonly Stmt[]): Completion {
  for (const x of list) if (x.k === "fnd") assign(m, s, s.vars, x.n, { v: closure(m, f, s, x.f, x.n) });
  for (const x of list) {
    const end = guarded(m, f, s, x);
    if (end !== "normal") return end;
  }
  return "normal";
}

/** A bug of ours in one top-level statement must not swallow the file. */
function guarded(m: Machine, f: Frame, s: Scope, x: Stmt): Completion {
  if (f.fn !== null || s !== f.mod.scope) return execute(m, f, s, x);
  const frames = m.frames.length;
  try {
    const end = execute(m, f, s, x);
    return end === "return" || end === "throw" ? end : "normal";
  } catch (error) {
    m.frames.length = frames;
    if (m.fuel < 0 || error instanceof RangeError) {
      tell(m, {
        type: "gap",
        what: "module",
        why: "the module was too long to follow to its end",
        at: { file: f.mod.file, start: 0, end: 0 },
      });
      m.fuel = limits.entryFuel;
    } else m.errors.push({ file: f.mod.file, error });
    return "normal";
  }
}

/** Runs one statement. */
export function execute(m: Machine, f: Frame, s: Scope, x: Stmt): Completion {
  burn(m);
  switch (x.k) {
    case "exp":
      evaluate(m, f, s, x.x);
      return "normal";
    case "var":
      return declareAll(m, f, s, x);
    case "ret":
      f.returns.push(x.x ? evaluate(m, f, s, x.x) : undef);
      return "return";
    case "throw":
      if (x.x.k === "new") evaluateArgs(m, f, s, x.x.a);
      else evaluate(m, f, s, x.x);
      return "throw";
    case "if":
      return conditional(m, f, s, x);
    case "block":
      return runBody(m, f, childScope(s), x.b);
    case "forof":
    case "forin":
      return loopOver(m, f, s, x);
    case "for":
      return loop(m, f, s, x);
    case "while":
      return whileLoop(m, f, s, x);
    case "switch":
      return choose(m, f, s, x);
    case "try":
      return attempt(m, f, s, x);
    case "break":
      return "break";
    case "continue":
      return "continue";
    case "label": {
      const end = execute(m, f, s, x.b);
      return end === "break" ? "normal" : end;
    }
    case "clsd":
      assign(m, s, s.vars, x.n, { v: declareClass(m, f, s, x.c, x.n) });
      return "normal";
    case "enum":
      assign(m, s, s.vars, x.n, { v: enumObject(m, f, s, x) });
      return "normal";
    case "ns": {
      const inner = childScope(s, true);
      runBody(m, f, inner, x.b);
      const o = object();
      for (const [k, c] of inner.vars) o.props.set(k, c);
      assign(m, s, s.vars, x.n, { v: o });
      return "normal";
    }
    case "exportDefault": {
      const v =
        x.x.k === "fn"
          ? closure(m, f, s, x.x, "default")
          : x.x.k === "cls"
            ? declareClass(m, f, s, x.x, x.x.n ?? "default")
            : evaluate(m, f, s, x.x);
      assign(m, s, s.vars, "default", { v });
      return "normal";
    }
    case "exportAssign":
      assign(m, s, s.vars, "=", { v: evaluate(m, f, s, x.x) });
      return "normal";
    case "import":
      // An import for its side effects runs now; the others when a binding is first read.
      if (x.names.length === 0 && !x.type) runImported(m, f.mod, x.from);
      return "normal";
    default:
      return "normal";
  }
}

function declareAll(m: Machine, f: Frame, s: Scope, x: Extract<Stmt, { k: "var" }>): Completion {
  const mode: Mode = x.kind === "var" ? "var" : "let";
  for (const d of x.d) {
    const name = d.p.k === "pid" ? d.p.n : null;
    if (!d.i) {
      if (name !== null && (mode === "let" || !s.vars.has(name))) bind(m, f, s, d.p, unset, mode);
      continue;
    }
    const v =
      d.i.k === "fn"
        ? closure(m, f, s, d.i, name)
        : d.i.k === "cls"
          ? declareClass(m, f, s, d.i, d.i.n ?? name)
          : evaluate(m, f, s, d.i);
    bind(m, f, s, d.p, x.kind !== "const" && isNullish(v) ? unset : v, mode);
  }
  return "normal";
}

function enumObject(m: Machine, f: Frame, s: Scope, x: Extract<Stmt, { k: "enum" }>): Obj {
  const o = object();
  const scope = childScope(s);
  let next = 0;
  for (const e of x.m) {
    const v = e.v ? evaluate(m, f, scope, e.v) : prim(next);
    if (v.t === "prim" && typeof v.v === "number") next = v.v + 1;
    o.props.set(e.n, { v });
    scope.vars.set(e.n, { v });
  }
  return o;
}

function conditional(m: Machine, f: Frame, s: Scope, x: Extract<Stmt, { k: "if" }>): Completion {
  const decided = judged(m, evaluate(m, f, s, x.c));
  if (decided === true) return execute(m, f, s, x.a);
  if (decided === false) return x.b ? execute(m, f, s, x.b) : "normal";
  const { b } = x;
  return branch(m, [() => execute(m, f, s, x.a), () => (b ? execute(m, f, s, b) : "normal")]);
}

function choose(m: Machine, f: Frame, outer: Scope, x: Extract<Stmt, { k: "switch" }>): Completion {
  const v = evaluate(m, f, outer, x.x);
  const s = childScope(outer);
  const values = x.cases.map((c) => (c.c ? evaluate(m, f, s, c.c) : null));
  const from = (i: number) => (): Completion => {
    for (const c of x.cases.slice(i)) {
      const end = runBody(m, f, s, c.b);
      if (end === "break") return "normal";
      if (end !== "normal") return end;
    }
    return "normal";
  };
  const fallback = values.indexOf(null);
  const known = alternatives(v);
  const plain = known.every((k) => k.t === "prim") && values.every((c) => c === null || c.t === "prim");
  if (plain && !m.forced) {
    const arms = new Set(
      known.map((k) => {
        const hit = values.findIndex((c) => c?.t === "prim" && k.t === "prim" && c.v === k.v);
        return hit < 0 ? fallback : hit;
      }),
    );
    const [only] = arms;
    if (arms.size === 1 && only !== undefined) return only < 0 ? "normal" : from(only)();
    return branch(
      m,
      [...arms].map((i) => (i < 0 ? (): Completion => "normal" : from(i))),
    );
  }
  const arms = values.map((_, i) => from(i));
  return branch(m, fallback < 0 ? [...arms, () => "normal"] : arms);
}

function attempt(m: Machine, f: Frame, s: Scope, x: Extract<Stmt, { k: "try" }>): Completion {
  const level = m.branch;
  let end = runBody(m, f, childScope(s), x.b);
  const rescue = (): Completion => {
    const scope = childScope(s);
    if (x.p) bind(m, f, scope, x.p, unknown("a caught error", { kind: ["object"] }), "let");
    return runBody(m, f, scope, x.c ?? []);
  };
  if (x.c) {
    const first = end;
    end = first === "throw" ? rescue() : branch(m, [() => first, rescue]);
    // What follows a try is not conditional on its catch.
    if (first === "normal") m.branch = level;
  }
  if (x.f) {
    const last = runBody(m, f, childScope(s), x.f);
    if (last !== "normal") return last;
  }
  return end;
}
