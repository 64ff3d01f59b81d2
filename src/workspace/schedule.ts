/** When the project is read whole between edits. */
export interface Schedule {
  /** Reads it. */
  take<T>(read: () => T): T;
  /** Is it time to read it again? */
  isDue(gated: number): boolean;
}

/** Reading takes at most one part in so many of all time. */
const share = 10;
/** Milliseconds it takes for each gated file, where nobody has measured it yet; measured on real projects. */
const usual = 5;

/** `now`: milliseconds. */
export function createSchedule(now: () => number): Schedule {
  let ended = now();
  let took: number | null = null;
  return {
    take(read) {
      const started = now();
      const made = read();
      ended = now();
      took = ended - started;
      return made;
    },
    isDue: (gated) => now() - ended >= share * (took ?? usual * gated),
  };
}
