import { alternatives, join, no, prim, truth, type Unk, unknown, type Value } from "./values.js";

/** `-x`, `!x`, `typeof x` … */
export function unary(op: string, v: Value): Value {
  if (v.t === "union") return join(v.of.map((o) => unary(op, o)));
  if (op === "!") {
    const t = truth(v);
    return t === undefined ? unknown("a negated unknown", { kind: ["boolean"] }) : prim(!t);
  }
  if (op === "void") return prim(undefined);
  if (op === "typeof") return typeOf(v);
  if (v.t !== "prim") return unknown("arithmetic on an unknown", { kind: ["number"] });
  if (op === "-") return prim(-Number(v.v));
  if (op === "+") return prim(Number(v.v));
  return op === "~" ? prim(~Number(v.v)) : unknown(`the operator ${op}`);
}

function typeOf(v: Value): Value {
  switch (v.t) {
    case "prim":
      return prim(typeof v.v);
    case "fn":
    case "cls":
    case "builtin":
      return prim("function");
    case "obj":
    case "arr":
    case "regex":
      return prim("object");
    case "unk":
      return v.sure && v.kind?.[0] !== undefined
        ? prim(v.kind[0])
        : unknown("typeof an unknown", { kind: ["string"] });
    default:
      return unknown("typeof an unknown", { kind: ["string"] });
  }
}

const arithmetic = new Set(["-", "*", "/", "%", "**", "|", "&", "^", "<<", ">>", ">>>"]);

/** `a op b`, distributed over small unions. */
export function binary(op: string, l: Value, r: Value): Value {
  const ls = alternatives(l);
  const rs = alternatives(r);
  if (ls.length * rs.length === 1 && ls[0] && rs[0]) return plain(op, ls[0], rs[0]);
  if (ls.length * rs.length > 24) return unknown("an operation on many values");
  return join(ls.flatMap((a) => rs.map((b) => plain(op, a, b))));
}

function plain(op: string, l: Value, r: Value): Value {
  if (l.t === "prim" && r.t === "prim") return onPrims(op, l.v, r.v);
  if (op === "+") return added(l, r);
  if (op === "instanceof") return isInstance(l, r);
  if (arithmetic.has(op)) return unknown("arithmetic on an unknown", { kind: ["number"] });
  if ((op === "===" || op === "==") && certainlyDiffer(l, r)) return no;
  if ((op === "!==" || op === "!=") && certainlyDiffer(l, r)) return prim(true);
  return unknown("a comparison of unknowns", { kind: ["boolean"] });
}

/** What is no object is no instance; `User.prototype instanceof Base` asks for the class chain. */
function isInstance(l: Value, r: Value): Value {
  if (l.t === "prim") return no;
  const open = unknown("whether it is an instance", { kind: ["boolean"] });
  if (l.t !== "unk" || l.key !== "prototype" || l.of?.t !== "cls" || r.t !== "cls") return open;
  let base = l.of.base;
  while (base?.t === "cls") {
    if (base === r) return prim(true);
    base = base.base;
  }
  return base === null ? no : open;
}

const solid = (v: Value): boolean =>
  v.t === "obj" || v.t === "arr" || v.t === "fn" || v.t === "cls" || v.t === "regex";
const certainlyDiffer = (l: Value, r: Value): boolean =>
  (solid(l) && r.t === "prim") || (l.t === "prim" && solid(r));

function added(l: Value, r: Value): Value {
  const beginning = l.t === "prim" && typeof l.v === "string" ? l.v : l.t === "unk" ? l.prefix : undefined;
  const isText =
    beginning !== undefined || (r.t === "prim" && typeof r.v === "string") || hasText(l) || hasText(r);
  if (!isText) return unknown("a sum with an unknown");
  const ending = beginning ? "" : endingOf(l, r);
  return unknown("text with an unknown part", {
    kind: ["string"],
    ...(beginning && { prefix: beginning }),
    ...(ending && { ending }),
  });
}

/** `base + "/models" + "/user"` ends in "/models/user". */
function endingOf(l: Value, r: Value): string {
  if (r.t === "unk") return r.ending ?? "";
  return r.t === "prim" ? ((l.t === "unk" && l.ending) || "") + String(r.v) : "";
}

const hasText = (v: Value): v is Unk => v.t === "unk" && v.kind?.length === 1 && v.kind[0] === "string";

type P = string | number | boolean | null | undefined;

/** The analysed code's own `==`. */
// eslint-disable-next-line eqeqeq
const looselyEqual = (a: P, b: P): boolean => a == b;

function onPrims(op: string, a: P, b: P): Value {
  const x = a as number;
  const y = b as number;
  switch (op) {
    case "+":
      return prim((a as string) + (b as string));
    case "-":
      return prim(x - y);
    case "*":
      return prim(x * y);
    case "/":
      return prim(x / y);
    case "%":
      return prim(x % y);
    case "**":
      return prim(x ** y);
    case "|":
      return prim(x | y);
    case "&":
      return prim(x & y);
    case "^":
      return prim(x ^ y);
    case "<<":
      return prim(x << y);
    case ">>":
      return prim(x >> y);
    case ">>>":
      return prim(x >>> y);
    case "===":
      return prim(a === b);
    case "!==":
      return prim(a !== b);
    case "==":
      return prim(looselyEqual(a, b));
    case "!=":
      return prim(!looselyEqual(a, b));
    case "<":
      return prim(x < y);
    case ">":
      return prim(x > y);
    case "<=":
      return prim(x <= y);
    case ">=":
      return prim(x >= y);
    default:
      return unknown(`the operator ${op}`);
  }
}
