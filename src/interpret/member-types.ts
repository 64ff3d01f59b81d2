import type { Type, TypeMember } from "../syntax/tree.js";
import type { Machine } from "./machine.js";
import { alsoDeclared, bindParams, essence, findType } from "./types.js";
import type { TypeIn } from "./values.js";

/** The type of a member: null when it cannot be told, "absent" when a closed type literal has none. */
export function memberType(m: Machine, type: TypeIn, key: string, hops = 0): TypeIn | "absent" | null {
  if (hops > 8) return null;
  const t = essence(m, type);
  const { node } = t;
  if (node.k === "tobj") {
    const own = memberNamed(node.m, key);
    if (own) return { ...t, node: own.t, optional: own.optional === true };
    return node.m.some((x) => x.n === "[]") ? null : "absent";
  }
  if (node.k === "tinter") {
    for (const part of node.of) {
      const hit = memberType(m, { ...t, node: part }, key, hops + 1);
      if (hit && hit !== "absent") return hit;
    }
    return null;
  }
  if (node.k !== "tref") return null;
  const named = findType(m, t, node.n);
  if (!named) return heldType(t, node, key);
  if (named.is !== "declared") return null;
  const { decl, mod } = named;
  if (decl.k === "iface") {
    const params = bindParams(decl.tp, node.a, t);
    const own = memberNamed(decl.m, key);
    if (own) return { node: own.t, mod, optional: own.optional === true, ...params };
    for (const base of decl.ext) {
      const hit = memberType(m, { node: base, mod, ...params }, key, hops + 1);
      if (hit && hit !== "absent") return hit;
    }
  }
  if (decl.k === "clsd") {
    const own = decl.c.members.find((x) => x.key === key && x.t);
    if (own?.t)
      return { node: own.t, mod, optional: own.optional === true, ...bindParams(decl.c.tp, node.a, t) };
    return addedType(m, mod, decl.n, key, hops);
  }
  return null;
}

/** What an interface of a class's own name says of a member. */
export function addedType(
  m: Machine,
  mod: TypeIn["mod"],
  name: string,
  key: string,
  hops = 0,
): TypeIn | null {
  const n = alsoDeclared(name);
  if (!mod.types.has(n)) return null;
  const type = memberType(m, { node: { k: "tref", n }, mod }, key, hops + 1);
  return type === "absent" ? null : type;
}

/** A member of its own name, or what is said of every key, if that says anything. */
function memberNamed(members: readonly TypeMember[], key: string): TypeMember | undefined {
  return members.find((x) => x.n === key) ?? members.find((x) => x.n === "[]" && x.t.k !== "tkw");
}

/** What a `Record` or `Map` holds. */
function heldType(t: TypeIn, { n, a }: Extract<Type, { k: "tref" }>, key: string): TypeIn | null {
  const held = a?.[1];
  if (!held || held.k === "tkw") return null;
  if (n === "Record") return { ...t, node: held };
  return key === "get" && /^(?:Readonly|Weak)?Map$/.test(n) ? { ...t, node: { k: "tfn", ret: held } } : null;
}
