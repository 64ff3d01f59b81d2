import { constructorOf, instanceOf } from "./classes.js";
import { implementers, madeFor } from "./heirs.js";
import type { Machine } from "./machine.js";
import { exportValue, resolved, runModule } from "./modules.js";
import { typeArguments } from "./type-arguments.js";
import { bindParams, essence, findType } from "./types.js";
import { type ClassV, type TypeIn, unknown, type Value } from "./values.js";

/** What a type stands for when a member of it is read: a library's value, an injected instance, an enum; null: nothing special. */
export function instanceOfType(m: Machine, type: TypeIn, hops: number): Value | null {
  if (hops > 6) return null;
  const t = essence(m, type);
  const { node } = t;
  if (node.k === "tinter") {
    for (const part of node.of) {
      const v = instanceOfType(m, { ...t, node: part }, hops + 1);
      if (v) return v;
    }
    return null;
  }
  if (node.k === "ttypeof") return typeofValue(m, t, node.n);
  if (node.k !== "tref") return null;
  const named = findType(m, t, node.n);
  if (named?.is === "external") {
    for (const d of m.dialects) {
      const v = d.annotation?.(m, named.pkg, named.name, node.a ?? [], t);
      if (v) return v;
    }
    return {
      ...unknown(`a ${node.n} of ${named.pkg}`, { external: named.pkg, key: named.name }),
      expanded: null,
    };
  }
  if (named?.is !== "declared") return null;
  const { decl, mod, key } = named;
  if (decl.k === "iface") {
    const params = bindParams(decl.tp, node.a, t);
    return libraryInterface(m, decl, { node, mod, ...params }, key, hops) ?? implementation(m, key);
  }
  if (decl.k !== "clsd") return null;
  const cls = valueNamed(m, mod, decl.n);
  if (cls?.t !== "cls") return null;
  const library = cls.base && cls.base.t !== "cls" ? cls.base : null;
  if (library?.t === "unk" && library.external !== undefined && node.a === undefined) {
    const v = fromBase(m, library.external, library.key ?? "", cls, t, key);
    if (v) return v;
  }
  const made = madeFor(m, cls);
  return instanceOf(m, made, made === cls ? typeArguments(m, cls, node.a, t) : undefined);
}

function fromBase(
  m: Machine,
  pkg: string,
  name: string,
  cls: ClassV,
  where: TypeIn,
  key: string,
): Value | null {
  for (const d of m.dialects) {
    const v = d.interfaceOf?.(m, pkg, name, cls.node.extT ?? [], { ...where, mod: cls.mod }, key);
    if (v) return v;
  }
  return null;
}

function libraryInterface(
  m: Machine,
  decl: { readonly ext: readonly TypeIn["node"][] },
  where: TypeIn,
  key: string,
  hops: number,
): Value | null {
  for (const base of decl.ext) {
    if (base.k !== "tref") continue;
    const named = findType(m, { ...where, node: base }, base.n);
    if (named?.is === "external")
      for (const d of m.dialects) {
        const v = d.interfaceOf?.(m, named.pkg, named.name, base.a ?? [], { ...where, node: base }, key);
        if (v) return v;
      }
    if (named?.is === "declared" && named.decl.k === "iface") {
      const v = libraryInterface(
        m,
        named.decl,
        { node: base, mod: named.mod, ...bindParams(named.decl.tp, base.a, where) },
        key,
        hops + 1,
      );
      if (v && hops < 6) return v;
    }
  }
  return null;
}

/** The one class that implements an interface. */
function implementation(m: Machine, key: string): Value | null {
  const classes = implementers(m).get(key) ?? [];
  // A class that is given what it implements stands before the real one.
  const real = classes.filter(
    (c) =>
      !constructorOf(c)?.node.params.some((p) => p.p.k === "pid" && p.p.t && names(m, p.p.t, c.mod, key)),
  );
  const nodes = new Set(real.map((c) => c.node));
  return nodes.size === 1 && real[0] ? instanceOf(m, real[0]) : null;
}

const names = (m: Machine, t: TypeIn["node"], mod: TypeIn["mod"], key: string): boolean => {
  if (t.k !== "tref") return false;
  const named = findType(m, { node: t, mod }, t.n);
  return named?.is === "declared" && named.key === key;
};

function typeofValue(m: Machine, t: TypeIn, name: string): Value | null {
  const [head = "", ...rest] = name.split(".");
  if (rest.length > 0) return null;
  return valueNamed(m, t.mod, head);
}

/** The value of a top-level name, running its module when needed. */
export function valueNamed(m: Machine, mod: TypeIn["mod"], name: string): Value | null {
  const imported = mod.scope.imports?.get(name);
  if (imported) {
    const to = resolved(m, mod, imported.from);
    const target = to.to === "file" ? m.modules.get(to.file) : null;
    return target ? exportValue(m, target, imported.name) : null;
  }
  runModule(m, mod);
  return mod.scope.vars.get(name)?.v ?? null;
}
