import { alternativeKinds } from "./kinds.js";
import type { Datum, Entry } from "./happenings.js";
import type { Machine } from "./machine.js";
import { getMember } from "./members.js";
import { alternatives, type Obj, object, type Unk, type Value } from "./values.js";

const MAX_DEPTH = 16;

/** A value as a plain fact of this moment. */
export function freeze(m: Machine, v: Value, path: readonly Value[] = []): Datum {
  if (path.length > MAX_DEPTH || path.includes(v))
    return { t: "unknown", why: "a structure that contains itself" };
  const inner = (x: Value): Datum => freeze(m, x, [...path, v]);
  switch (v.t) {
    case "prim":
      if (v.v === undefined) return { t: "undefined" };
      return { t: "prim", v: v.v };
    case "obj":
      // Nothing of it can be enumerated: `type: JSON` is an empty definition.
      if (v === m.globals.vars.get("JSON")?.v) return { t: "object", entries: [], open: false };
      return frozenObject(m, v, inner);
    case "arr":
      return {
        t: "array",
        items: v.items.map((c) => ({ value: inner(c.v), ...(c.maybe && { maybe: true as const }) })),
        ...(v.rest && { rest: inner(v.rest) }),
        ...(v.at && { at: v.at }),
      };
    case "regex":
      return { t: "regex", source: v.source, flags: v.flags, ...(v.prefix && { prefix: v.prefix }) };
    case "fn":
    case "builtin":
      return typeToken(v.name) ?? { t: "function", name: v.name };
    case "cls":
      return { t: "class", name: v.name, id: `${v.mod.file}#${v.name ?? v.node.s}` };
    case "union":
      return { t: "union", of: v.of.map(inner) };
    case "ns":
      return { t: "unknown", why: `the module ${v.mod.file}` };
    case "unk":
      return frozenUnknown(m, v, inner);
    case "dom":
      return v.kind.freeze(m, v);
  }
}

const constructors = new Set([
  "String",
  "Number",
  "Boolean",
  "Date",
  "Array",
  "Object",
  "Map",
  "Buffer",
  "BigInt",
]);
/** JavaScript's own constructors are types in a schema definition. */
const typeToken = (name: string | null): Datum | null =>
  name !== null && constructors.has(name) ? { t: "type", name: name === "Object" ? "Mixed" : name } : null;

function frozenObject(m: Machine, o: Obj, inner: (x: Value) => Datum): Extract<Datum, { t: "object" }> {
  // Mapped, not pushed: an array that grew has room for more, and facts are kept by the hundred thousand.
  const entries = [...o.props].map(([key, c]): Entry => {
    const live = alternatives(c.v).filter((a) => !(a.t === "prim" && a.v === undefined));
    const value =
      c.v.t === "union" && live.length > 0 && live.length < c.v.of.length ? { ...c.v, of: live } : c.v;
    const plain = value.t === "union" && value.of.length === 1 && value.of[0] ? value.of[0] : value;
    return {
      key,
      value: inner(c.v.t === "fn" && c.v.getter ? getMember(m, o, key, null) : plain),
      ...(c.maybe && { maybe: true as const }),
      ...(c.at && { at: c.at }),
    };
  });
  return { t: "object", entries, open: o.open, ...(o.at && { at: o.at }) };
}

function frozenUnknown(m: Machine, u: Unk, inner: (x: Value) => Datum): Datum {
  if (u.external !== undefined && u.key === "Buffer") return { t: "type", name: "Buffer" };
  const kind = alternativeKinds(m, u);
  const given = u.written && (kind.length === 0 || kind.includes("object")) ? givenTo(u) : null;
  if (given?.props.size) return { ...frozenObject(m, given, inner), unknown: u.why };
  return {
    t: "unknown",
    why: u.why,
    ...(u.at && { at: u.at }),
    ...(kind.length > 0 && { kind }),
    ...(u.element && { element: inner(u.element) }),
    ...(u.prefix && { prefix: u.prefix }),
  };
}

/** Something unknown that code gave members to has those, whatever else it has. */
function givenTo({ props, at }: Unk): Obj {
  const o = object(at ?? null);
  o.open = true;
  for (const [key, cell] of props ?? []) if (cell.at) o.props.set(key, cell);
  return o;
}
