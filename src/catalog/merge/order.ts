import type { Part } from "./types.js";

/** The parts, each before those it rests on: who calls comes before who is called. */
export function importersFirst(given: readonly Part[]): readonly Part[] {
  const parts = [...given].sort((a, b) => (a.directory < b.directory ? -1 : 1));
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
