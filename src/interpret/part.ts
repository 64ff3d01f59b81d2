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
  /** A function of another file, of which the part's own code made this closure: what made it. */
  readonly madeBy?: string;
}

/** Kept while only some files of a project are read for their own sake, the others for what these rest on. */
export interface PartNotes {
  readonly own: ReadonlySet<string>;
  /** By fact or schema op. */
  readonly causes: Map<object, Cause>;
  /** Functions of other files that own code calls, and what ran then. */
  readonly visits: Map<Fn, { readonly unit: string; readonly from: Set<string> }>;
  /** Closures of other files' functions that own code made, and what made them: they are run with its values. */
  readonly made: Map<FnV, string>;
}

export const newPart = (own: ReadonlySet<string>): PartNotes => ({
  own,
  causes: new Map(),
  visits: new Map(),
  made: new Map(),
});

/** The name of a function that is run as an entry. */
export const unitOf = (file: string, fn: number | null): string => (fn === null ? file : `${file}#${fn}`);

/** Notes who made a fact: what stands outermost. */
export function noteCause(m: Machine, fact: object): void {
  const [outer] = m.frames;
  if (!m.part || !outer) return;
  const madeBy = outer.fn ? m.part.made.get(outer.fn) : undefined;
  m.part.causes.set(fact, {
    file: outer.mod.file,
    fn: outer.fn?.node.s ?? null,
    ...(m.forced && { forced: true as const }),
    ...(madeBy !== undefined && { madeBy }),
  });
}

/** What of the part's own code runs now; null: other code does, for what it leaves behind. */
function ownUnit(m: Machine, part: PartNotes): string | null {
  const [outer] = m.frames;
  if (!outer) return null;
  if (part.own.has(outer.mod.file)) return unitOf(outer.mod.file, outer.fn?.node.s ?? null);
  return (outer.fn && part.made.get(outer.fn)) ?? null;
}

/** Notes a call that leads out of the part: the function needs not be run as an entry by those who own it. */
export function noteVisit(m: Machine, part: PartNotes, fn: FnV): void {
  if (part.own.has(fn.mod.file)) return;
  const from = m.frames.length === 0 ? part.made.get(fn) : ownUnit(m, part);
  if (from === undefined || from === null) return;
  const known = part.visits.get(fn.node);
  if (known) known.from.add(from);
  else part.visits.set(fn.node, { unit: unitOf(fn.mod.file, fn.node.s), from: new Set([from]) });
}

/** Notes a closure of another file's function that the part's own code makes. */
export function noteClosure(m: Machine, part: PartNotes, fn: FnV): void {
  const unit = part.own.has(fn.mod.file) ? null : ownUnit(m, part);
  if (unit !== null) part.made.set(fn, unit);
}
