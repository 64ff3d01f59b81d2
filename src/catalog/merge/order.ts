import type { Part, PartFact } from "./types.js";

/** The same order on every machine. */
export const byDirectory = (a: Part, b: Part): number => (a.directory < b.directory ? -1 : 1);

/** The parts, each before those it rests on: who calls comes before who is called. */
export function importersFirst(given: readonly Part[]): readonly Part[] {
  const parts = [...given].sort(byDirectory);
  const owners = new Map(
    parts.flatMap((part) => Object.keys(part.files).map((file) => [file, part] as const)),
  );
  const done: Part[] = [];
  const seen = new Set<Part>();
  const walk = (part: Part): void => {
    if (seen.has(part)) return;
    seen.add(part);
    for (const file of Object.keys(part.rests)) {
      const owner = owners.get(file);
      if (owner) walk(owner);
    }
    done.push(part);
  };
  for (const part of parts) walk(part);
  return done.reverse();
}

/**
 * The facts that are kept, as one run sees them: what modules do, by their paths; what functions do, importers first; what
 * second chances show.
 */
export function inOrder(parts: readonly Part[], kept: ReadonlySet<PartFact>): readonly PartFact[] {
  const phases = new Map(parts.map((part) => [part, inPhases(part, kept)]));
  const all = (phase: number, order: readonly Part[]): PartFact[] =>
    order.flatMap((part) => phases.get(part)?.[phase] ?? []);
  return [...all(0, parts.toSorted(byDirectory)), ...all(1, parts), ...all(2, parts)];
}

function inPhases({ facts }: Part, kept: ReadonlySet<PartFact>): readonly PartFact[][] {
  const phases: PartFact[][] = [[], [], []];
  let phase = 0;
  for (const told of facts) {
    phase = Math.max(phase, told.forced ? 2 : told.by?.includes("#") ? 1 : 0);
    if (kept.has(told)) phases[phase]?.push(told);
  }
  return phases;
}
