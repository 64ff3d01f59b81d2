import type { Machine } from "./machine.js";
import { binary } from "./operators.js";
import { findType } from "./types.js";
import { alternatives, join, no, type Unk, type Value } from "./values.js";

/** `a instanceof B`: what one package's type says of a value makes it no instance of another package's class. */
export function instance(m: Machine, l: Value, r: Value): Value {
  const of = alternatives(r).map((v) => (v.t === "unk" ? exported(m, v) : null));
  return join(
    alternatives(l).map((v) => {
      const is = v.t === "unk" && v.type ? exported(m, v) : null;
      const isForeign = is && of.every((other) => other && other.pkg !== is.pkg && other.name !== is.name);
      return isForeign ? no : binary("instanceof", v, r);
    }),
  );
}

/** The package and the name something unknown is exported by; without namespaces, which one package has and another has not. */
function exported(m: Machine, v: Unk): { readonly pkg: string; readonly name: string } | null {
  const { type } = v;
  if (!type) return v.external === undefined ? null : { pkg: v.external, name: last(v.key ?? "") };
  const named = type.node.k === "tref" ? findType(m, type, type.node.n) : null;
  return named?.is === "external" ? { pkg: named.pkg, name: last(named.name) } : null;
}

const last = (name: string): string => name.slice(name.lastIndexOf(".") + 1);
