import type { Expr } from "../syntax/tree.js";
import { evaluate, isNullish } from "./evaluate.js";
import { lateMember } from "./late.js";
import { type Frame, type Machine, spanOf } from "./machine.js";
import { assign } from "./trail.js";
import { setMember } from "./members.js";
import { importValue, requireValue } from "./modules.js";
import { join, prim, type Scope, undef, unknown, unset, type Value } from "./values.js";

/** The value of a name; modules run when a binding of theirs is first read. */
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
  if (name === "undefined") return undef;
  return ofGlobal(m, name) ?? unknown(`\`${name}\` is not known in ${f.mod.file}`, { key: name });
}

/** `global.User = …` in any file is `User` in all. */
function ofGlobal(m: Machine, name: string): Value | undefined {
  const all = m.globals.vars.get("global")?.v;
  return all?.t === "obj" ? (all.props.get(name)?.v ?? lateMember(m, all, name)) : undefined;
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
    m.asks.push((machine) => void late(machine, scope, name));
  }
  return unknown(`\`${name}\` is assigned elsewhere`, { key: name });
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

/** Assigns to the nearest variable of that name. */
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
