import type { Fn } from "../syntax/tree.js";
import type { Machine } from "./machine.js";
import type { FnV } from "./values.js";

/** What ran when something was seen: the top level of a module, or one of its functions as an entry. */
export interface Cause {
  readonly file: string;
  /** Where the function starts; null: the top level. */
  readonly fn: number | null;
  /** On a second chance. */
  readonly forced?: true;
}

/** Kept while only some files of a project are read for their own sake, the others for what these rest on. */
export interface PartNotes {
  readonly own: ReadonlySet<string>;
  /** By fact or schema op. */
  readonly causes: Map<object, Cause>;
  /** Functions of other files that own code calls, and what ran then. */
  readonly visits: Map<Fn, { readonly unit: string; readonly from: Set<string> }>;
}

export const newPart = (own: ReadonlySet<string>): PartNotes => ({
  own,
  causes: new Map(),
  visits: new Map(),
});

/** The name of a function that is run as an entry. */
export const unitOf = (file: string, fn: number | null): string => (fn === null ? file : `${file}#${fn}`);

/** Notes who made a fact: what stands outermost. */
export function noteCause(m: Machine, fact: object): void {
  const [outer] = m.frames;
  if (!m.part || !outer) return;
  m.part.causes.set(fact, {
    file: outer.fn?.mod.file ?? outer.mod.file,
    fn: outer.fn?.node.s ?? null,
    ...(m.forced && { forced: true as const }),
  });
}

/** Notes a call that leads out of the part: the function needs not be run as an entry by those who own it. */
export function noteVisit(m: Machine, fn: FnV): void {
  const [outer] = m.frames;
  if (!m.part || !outer || m.part.own.has(fn.mod.file) || !m.part.own.has(outer.mod.file)) return;
  const from = unitOf(outer.mod.file, outer.fn?.node.s ?? null);
  const known = m.part.visits.get(fn.node);
  if (known) known.from.add(from);
  else m.part.visits.set(fn.node, { unit: unitOf(fn.mod.file, fn.node.s), from: new Set([from]) });
}
