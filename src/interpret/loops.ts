import type { Stmt } from "../syntax/tree.js";
import { evaluate } from "./evaluate.js";
import { execute } from "./execute.js";
import { type Completion, type Frame, limits, type Machine } from "./machine.js";
import { branch } from "./trail.js";
import { bind } from "./patterns.js";
import { childScope, join, prim, type Scope, truth, unknown, type Value } from "./values.js";

type Over = Extract<Stmt, { k: "forof" | "forin" }>;

/** `for … of`, `for … in`: known elements in order, the rest once. */
export function loopOver(m: Machine, f: Frame, s: Scope, x: Over): Completion {
  const list = evaluate(m, f, s, x.x);
  const known = x.k === "forin" ? keysOf(list) : itemsOf(m, list);
  const level = m.branch;
  const round = (v: Value): Completion => {
    const scope = childScope(s);
    bind(m, f, scope, x.p, v, x.decl ? "let" : "assign");
    return execute(m, f, scope, x.b);
  };
  try {
    for (const item of known.items.slice(0, limits.unroll)) {
      const end: Completion = item.maybe ? branch(m, [() => round(item.v), () => "normal"]) : round(item.v);
      if (end === "return" || end === "throw") return end;
      if (end === "break") return "normal";
    }
    const isEmpty = known.items.length === 0;
    const rest = known.rest ?? (m.forced && isEmpty ? unknown("an element of an empty list") : null);
    if (rest) branch(m, [() => "normal", () => swallow(round(rest))]);
  } finally {
    m.branch = level;
  }
  return "normal";
}

/** `break` and `continue` end a round, not the code around the loop. */
const swallow = (end: Completion): Completion => (end === "return" || end === "throw" ? end : "normal");

interface Items {
  readonly items: readonly { readonly v: Value; readonly maybe?: boolean }[];
  readonly rest: Value | null;
}

/** The elements a loop sees: those that are known, and one for all others. */
function itemsOf(m: Machine, v: Value): Items {
  if (v.t === "arr") return v;
  if (v.t === "dom" && v.kind.list) return v.kind.list(m, v);
  if (v.t === "prim" && typeof v.v === "string")
    return { items: [...v.v].map((c) => ({ v: prim(c) })), rest: null };
  if (v.t !== "union") return { items: [], rest: elementOf(m, v) };
  const lists = v.of.map((one) => itemsOf(m, one));
  const rests = lists.flatMap(({ rest }) => rest ?? []);
  return {
    items: lists.flatMap(({ items }) => items.map((item) => ({ ...item, maybe: true }))),
    rest: rests.length > 0 ? join(rests) : null,
  };
}

function elementOf(m: Machine, v: Value): Value | null {
  if (v.t === "dom") return v.kind.element?.(m, v) ?? unknown("an element", { of: v });
  return v.t === "unk" ? (v.element ?? unknown("an element of an unknown list", { of: v })) : null;
}

function keysOf(v: Value): Items {
  if (v.t === "obj") {
    const items = [...v.props].map(([k, c]) => ({ v: prim(k), ...(c.maybe && { maybe: true }) }));
    return { items, rest: v.open ? unknown("an unknown key", { kind: ["string"] }) : null };
  }
  if (v.t === "arr")
    return {
      items: v.items.map((_, i) => ({ v: prim(String(i)) })),
      rest: v.rest ? unknown("an index", { kind: ["string"] }) : null,
    };
  return { items: [], rest: unknown("a key of an unknown object", { kind: ["string"] }) };
}

const MAX_ROUNDS = 64;

/** `for (…; …; …)`, as long as its condition is known. */
export function loop(m: Machine, f: Frame, outer: Scope, x: Extract<Stmt, { k: "for" }>): Completion {
  const s = childScope(outer);
  if (x.i) execute(m, f, s, x.i);
  const level = m.branch;
  try {
    for (let i = 0; i < MAX_ROUNDS; i++) {
      const decided = x.c ? truth(evaluate(m, f, s, x.c)) : true;
      if (decided === false) return "normal";
      if (decided === undefined) {
        branch(m, [() => "normal", () => swallow(execute(m, f, s, x.b))]);
        return "normal";
      }
      const end = execute(m, f, s, x.b);
      if (end === "return" || end === "throw") return end;
      if (end === "break") return "normal";
      if (x.u) evaluate(m, f, s, x.u);
    }
  } finally {
    m.branch = level;
  }
  return "normal";
}

/** `while` and `do`, the same. */
export function whileLoop(m: Machine, f: Frame, s: Scope, x: Extract<Stmt, { k: "while" }>): Completion {
  const level = m.branch;
  try {
    for (let i = 0; i < MAX_ROUNDS; i++) {
      const decided = x.post && i === 0 ? true : truth(evaluate(m, f, s, x.c));
      if (decided === false) return "normal";
      if (decided === undefined) {
        if (!(x.post && i > 0)) branch(m, [() => "normal", () => swallow(execute(m, f, s, x.b))]);
        return "normal";
      }
      const end = execute(m, f, s, x.b);
      if (end === "return" || end === "throw") return end;
      if (end === "break") return "normal";
    }
  } finally {
    m.branch = level;
  }
  return "normal";
}
