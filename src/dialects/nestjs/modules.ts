import { closure } from "../../interpret/closures.js";
import { evaluate } from "../../interpret/evaluate.js";
import type { Frame, Machine } from "../../interpret/machine.js";
import { array, type ClassV, type Value } from "../../interpret/values.js";
import { classFrame } from "../decorators/marks.js";
import { provide } from "../injection/providers.js";
import type { Expr } from "../../syntax/tree.js";

const others = new Set([
  "forwardRef",
  "SetMetadata",
  "UseGuards",
  "UseInterceptors",
  "UseFilters",
  "UsePipes",
]);

/** Runs what a class's decorators do on the way: the dynamic modules that `@Module({ imports })` makes, and its factories. */
export function runDecorators(m: Machine, cls: ClassV): void {
  if (!cls.node.dec) return;
  const frame = classFrame(cls);
  for (const d of cls.node.dec) {
    if (d.x.k !== "call" || isDeclaring(cls, d.x.f)) continue;
    for (const a of d.x.a) if (a.k !== "spread") sweep(m, frame, cls, a);
  }
}

/** Decorators that say what a schema is are read with the class's other marks; some lead nowhere. */
function isDeclaring(cls: ClassV, callee: Expr): boolean {
  const name = callee.k === "id" ? callee.n : callee.k === "mem" ? callee.n : "";
  const head = callee.k === "mem" && callee.o.k === "id" ? callee.o.n : name;
  const from = cls.mod.scope.imports?.get(head)?.from ?? "";
  return others.has(name) || /typegoose|@nestjs\/mongoose/.test(from);
}

/** Names alone do nothing: reading them would only run their modules earlier. */
function sweep(m: Machine, f: Frame, cls: ClassV, x: Expr): void {
  switch (x.k) {
    case "id":
    case "lit":
    case "mem":
    case "tpl":
      return;
    case "obj":
      for (const p of x.p) {
        if (p.k !== "spread" && p.key === "providers") provide(m, providersIn(m, f, cls, p.v), f.mod.file);
        else sweep(m, f, cls, p.k === "spread" ? p.x : p.v);
      }
      return;
    case "arr":
      for (const e of x.x) if (e) sweep(m, f, cls, e.k === "spread" ? e.x : e);
      return;
    case "fn":
      closure(m, f, cls.scope, x, null);
      return;
    case "as":
      return sweep(m, f, cls, x.x);
    case "call": {
      if (x.f.k === "id" && others.has(x.f.n)) return;
      const made = evaluate(m, f, cls.scope, x);
      const list = made.t === "obj" ? made.props.get("providers")?.v : undefined;
      if (list) provide(m, list, f.mod.file);
      return;
    }
    default:
      evaluate(m, f, cls.scope, x);
  }
}

/** A list of providers without its classes: these provide themselves, and reading them would run their modules. */
function providersIn(m: Machine, f: Frame, cls: ClassV, x: Expr): Value {
  if (x.k === "as") return providersIn(m, f, cls, x.x);
  if (x.k !== "arr") return isClassName(x) ? array() : evaluate(m, f, cls.scope, x);
  const parts = x.x.flatMap((e) => (e ? [e.k === "spread" ? e.x : e] : [])).filter((e) => !isClassName(e));
  return array(parts.map((e) => evaluate(m, f, cls.scope, e)));
}

const isClassName = (x: Expr): boolean => x.k === "id" && /^[A-Z]/.test(x.n) && /[a-z]/.test(x.n);
