import type { Machine } from "../machine.js";
import { perRun } from "../per-run.js";
import {
  type Builtin,
  builtin,
  type ClassV,
  prim,
  text,
  type Unk,
  undef,
  unknown,
  type Value,
} from "../values.js";

type Metadata = Map<string, Value>;
const kept = perRun((): WeakMap<ClassV, Metadata> => new WeakMap());

function metadataOf(m: Machine, cls: ClassV): Metadata {
  const byClass = kept(m);
  let metadata = byClass.get(cls);
  if (!metadata) byClass.set(cls, (metadata = new Map()));
  return metadata;
}

interface Asked {
  readonly cls: ClassV;
  readonly key: string;
}

/** Metadata of an instance or a prototype are its class's. */
function classOf(m: Machine, target: Value | undefined): Value | null | undefined {
  switch (target?.t) {
    case "dom":
      return target.kind.get(m, target, "constructor", null);
    case "obj":
      return target.cls;
    case "unk":
      return target.key === "prototype" ? target.of : null;
    default:
      return target;
  }
}

/** Which metadata of which class; null when that cannot be told, or the compiler writes it. */
function asked(
  m: Machine,
  name: Value | undefined,
  target: Value | undefined,
  member: Value | undefined,
): Asked | null {
  const key = text(name);
  const cls = classOf(m, target);
  const of = member === undefined || (member.t === "prim" && member.v === undefined) ? "" : text(member);
  if (key === null || key.startsWith("design:") || of === null || cls?.t !== "cls") return null;
  return { cls, key: `${key} ${of}` };
}

function found(m: Machine, { cls, key }: Asked): Value | undefined {
  for (let c: Value | null = cls; c?.t === "cls"; c = c.base) {
    for (const d of m.dialects) d.decorate?.(m, c);
    const v = metadataOf(m, c).get(key);
    if (v) return v;
  }
  return undefined;
}

/** Nobody leaves metadata on a definition. */
const isPlain = (v: Value): boolean => v.t === "obj" || v.t === "arr" || v.t === "prim" || v.t === "builtin";

const define: Builtin = builtin("Reflect.defineMetadata", (m, { args: [name, v, target, member] }) => {
  const at = asked(m, name, target, member);
  if (at) metadataOf(m, at.cls).set(at.key, v ?? undef);
  return undef;
});

const get: Builtin = builtin("Reflect.getMetadata", (m, { args: [name, target, member] }) => {
  const at = asked(m, name, target, member);
  if (at) return found(m, at) ?? undef;
  return target && isPlain(target) ? undef : unknown("metadata that is not known");
});

const has: Builtin = builtin("Reflect.hasMetadata", (m, { args: [name, target, member] }) => {
  const at = asked(m, name, target, member);
  return at ? prim(found(m, at) !== undefined) : unknown("whether there is metadata", { kind: ["boolean"] });
});

/** `Reflect`, with the metadata that decorators leave on classes by `reflect-metadata`. */
export const reflect = (): Unk => ({
  ...unknown("Reflect", { external: "the JavaScript library" }),
  props: new Map(
    Object.entries({
      defineMetadata: define,
      getMetadata: get,
      getOwnMetadata: get,
      hasMetadata: has,
      hasOwnMetadata: has,
    }).map(([name, v]) => [name, { v }]),
  ),
});
