import type { Span } from "../../interpret/happenings.js";
import { noteGap, type Reading } from "./state.js";

/** Runs `work`; what Mongoose throws becomes a gap. */
export function guarded<T>(work: () => T, reading: Reading, at: Span): T | undefined {
  const gaps = reading.home.gaps.length;
  try {
    return work();
  } catch (error) {
    noteThrown(error, reading, at, reading.home.gaps.length > gaps);
    return undefined;
  }
}

/** What Mongoose throws at the program itself, unless something it was given stood in for the unknown. */
export function noteThrown(error: unknown, reading: Reading, at: Span | undefined, replaced: boolean): void {
  const message = error instanceof Error ? error.message : String(error);
  noteGap(
    reading,
    "schema",
    replaced ? `it could not be rebuilt: ${message}` : `Mongoose throws: ${message}`,
    at,
  );
}
