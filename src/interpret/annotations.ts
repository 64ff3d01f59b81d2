import type { Param, Type } from "../syntax/tree.js";
import type { CallInfo } from "./call.js";
import type { Frame, Machine, Site } from "./machine.js";
import { typed } from "./types.js";
import { type FnV, retyped, type TypeIn, type Unk, type Value } from "./values.js";

/** What a call's type arguments give the function's own type parameters. */
export const typeParams = (fn: FnV, site: Site): ReadonlyMap<string, TypeIn> =>
  new Map(
    (fn.node.tp ?? []).flatMap((n, i) => {
      const node = site.typeArgs?.[i];
      return node
        ? [
            [
              n,
              { node, mod: site.frame.mod, ...(site.frame.typeParams && { params: site.frame.typeParams }) },
            ] as const,
          ]
        : [];
    }),
  );

/** The same, with what those around the function stood for when it was made. */
export const withOuterTypes = (fn: FnV, info: CallInfo): CallInfo =>
  fn.typeParams ? { ...info, typeParams: new Map([...fn.typeParams, ...(info.typeParams ?? [])]) } : info;

/** An untyped unknown argument takes the parameter's annotation; they stay one value. */
export function annotated(m: Machine, frame: Frame, p: Param, v: Value): Value {
  const t = p.p.k === "pexp" ? undefined : p.p.t;
  if (v.t !== "unk" || !t) return v;
  if (v.type) return isOneOfSeveral(v, t) ? { ...v, sure: true, alias: v.alias ?? v } : v;
  const as = typed(
    m,
    { node: t, mod: frame.mod, ...(frame.typeParams && { params: frame.typeParams }) },
    v.why,
  );
  return as.t === "unk" ? retyped(v, v.kind ? { ...as, kind: v.kind } : as) : v;
}

const testable = new Set(["string", "number", "boolean"]);

/** Is it a string for a parameter of `string | Filter`? What the function asks `typeof` of it is decided by its caller. */
function isOneOfSeveral(v: Unk, t: Type): boolean {
  const [kind, ...others] = v.kind ?? [];
  if (kind === undefined || others.length > 0 || !testable.has(kind) || t.k !== "tunion") return false;
  const isMissing = (o: Type): boolean =>
    (o.k === "tkw" && o.n === "undefined") || (o.k === "tlit" && o.v === null);
  const isThat = (o: Type): boolean => o.k === "tkw" && o.n === kind;
  return t.of.some(isThat) && t.of.some((o) => !isThat(o) && !isMissing(o)) && !t.of.some(isMissing);
}

/** An unknown result takes the function's return type. */
export function returned(m: Machine, fn: FnV, info: CallInfo, v: Value): Value {
  if (v.t !== "unk" || v.type || v.carry || !fn.node.ret) return v;
  const as = typed(
    m,
    { node: fn.node.ret, mod: fn.mod, ...(info.typeParams && { params: info.typeParams }) },
    v.why,
  );
  return as.t === "unk" ? { ...as, alias: v.alias ?? v } : v;
}
