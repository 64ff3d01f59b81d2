import type { Type } from "../syntax/tree.js";
import type { Machine } from "./machine.js";
import { bindParams, essence, findType } from "./types.js";
import type { ClassV, TypeIn } from "./values.js";

/** What the type parameters of a class stand for in one place. */
export interface TypeArguments {
  /** The same for what stands for the same. */
  readonly key: string;
  readonly params: ReadonlyMap<string, TypeIn>;
}

/** The type arguments a class is named with; undefined: none that say anything. */
export function typeArguments(
  m: Machine,
  cls: ClassV,
  args: readonly Type[] | undefined,
  where: TypeIn,
): TypeArguments | undefined {
  const { params } = bindParams(cls.node.tp, args, where);
  const keys = [...(params ?? [])].map(([, t]) => keyOf(m, t, 0));
  return params && keys.some((key) => key !== "") ? { key: keys.join(), params } : undefined;
}

/** Names a type by where it is declared; empty when nothing is known of it. */
function keyOf(m: Machine, type: TypeIn, hops: number): string {
  const t = essence(m, type);
  const { node } = t;
  if (node.k === "ttypeof") return `typeof ${t.mod.file}#${node.n}`;
  if (node.k !== "tref" || hops > 4) return "";
  const named = findType(m, t, node.n);
  if (!named || named.is === "parameter") return "";
  const name = named.is === "declared" ? named.key : `${named.pkg}#${named.name}`;
  const of = node.a?.map((a) => keyOf(m, { ...t, node: a }, hops + 1)).join() ?? "";
  return of === "" ? name : `${name}<${of}>`;
}
