import type { Happening } from "./happenings.js";
import type { Machine } from "./machine.js";
import type { FnV } from "./values.js";

/** What an entry told of the calls in its own body, from a mark in the list of facts on. */
export const toldOfItself = (m: Machine, { node, mod }: FnV, mark: number): readonly Happening[] =>
  m.happenings
    .slice(mark)
    .filter(({ at }) => at.file === mod.file && node.s <= at.start && at.start < node.e);

/** Of what an entry told at first, what it tells anew. A place it does not come to again keeps what was told of it. */
export function retold(first: readonly Happening[], again: readonly Happening[]): readonly Happening[] {
  const calls = new Set(again.filter(isKnownCall).map(({ at }) => at.start));
  return first.filter((fact) => fact.type !== "schema" && calls.has(fact.at.start));
}

const isKnownCall = (fact: Happening): boolean =>
  fact.type === "model" ||
  fact.type === "operation" ||
  (fact.type === "query" && fact.model.by !== "unknown");

/** Takes back facts that others took the place of. A model stays, behind what took its place: others know it by its id. */
export function takeBack(m: Machine, facts: ReadonlySet<Happening>): void {
  let kept = 0;
  for (const fact of m.happenings) if (!facts.has(fact)) m.happenings[kept++] = fact;
  m.happenings.length = kept;
  for (const fact of facts) if (fact.type === "model") m.happenings.push(fact);
}
