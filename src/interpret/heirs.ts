import type { Cls } from "../syntax/tree.js";
import type { Machine } from "./machine.js";
import { perRun } from "./per-run.js";
import { isTest } from "./tests.js";
import { findType } from "./types.js";
import type { ClassV } from "./values.js";

/** May an object of it stand for one of another class or of an interface? */
export const isHeir = (node: Cls): boolean => node.ext !== undefined || node.impl !== undefined;

/** The class an object of a class is made of: an abstract class has its one heir or implementation made. */
export function madeFor(m: Machine, cls: ClassV): ClassV {
  if (!cls.node.abstract) return cls;
  const named = implementers(m).get(`${cls.mod.file}#${cls.name ?? ""}`) ?? [];
  const heirs = m.classes.filter((c) => !c.node.abstract && (named.includes(c) || inherits(c, cls)));
  const real = heirs.filter((c) => !isTest(c.mod.file));
  const [only, ...others] = real.length > 0 ? real : heirs;
  return only && others.length === 0 ? only : cls;
}

const inherits = ({ base }: ClassV, from: ClassV): boolean =>
  base === from || (base?.t === "cls" && base.node.abstract === true && inherits(base, from));

interface Implementers {
  /** How many classes the table knows. */
  classes: number;
  readonly byInterface: Map<string, ClassV[]>;
}
const implementersOf = perRun((): Implementers => ({ classes: 0, byInterface: new Map() }));

/** Classes by the interface they implement. */
export function implementers(m: Machine): ReadonlyMap<string, readonly ClassV[]> {
  const table = implementersOf(m);
  for (; table.classes < m.classes.length; table.classes++) {
    const c = m.classes[table.classes];
    for (const t of c?.node.impl ?? []) {
      const named = c && t.k === "tref" ? findType(m, { node: t, mod: c.mod }, t.n) : null;
      if (!c || named?.is !== "declared") continue;
      const list = table.byInterface.get(named.key);
      if (list) list.push(c);
      else table.byInterface.set(named.key, [c]);
    }
  }
  return table.byInterface;
}
