import type { Disk } from "./disk.js";
import type { Sources } from "./sources.js";
import { askAgain, keyOf, type Trace } from "./trace.js";

/** What a look at the disk found: nothing, files with another text, or a project that lies otherwise. */
export type Change = "none" | "texts" | "layout";

export interface Pace {
  /** Milliseconds one look may take. */
  readonly slice: number;
  /** Milliseconds between the end of one round and the next. */
  readonly rest: number;
}

/** Looking takes at most one part in so many of all time: a disk may be slow. */
const share = 100;

export const unhurried: Pace = { slice: 5, rest: 1000 };

/** Looks round the disk in slices, so that one lint never waits for all of it. `looked`: milliseconds spent on the round before. */
export function createFreshness(
  disk: Disk,
  trace: Trace,
  sources: Sources,
  now: () => number,
  pace: Pace = unhurried,
  looked = 0,
): () => Change {
  const restAfter = (spent: number): number => now() + Math.max(pace.rest, share * spent);
  let round: Iterator<() => Change> | null = null;
  let rested = restAfter(looked);
  let spent = 0;

  function* looks(): Generator<() => Change> {
    for (const file of [...sources.read()]) yield () => (sources.refresh(file) ? "texts" : "none");
    for (const asked of [...trace.values()]) {
      yield () => {
        const again = askAgain(disk, asked);
        if (again === null) return "layout";
        if (again !== asked) trace.set(keyOf(asked), again);
        return "none";
      };
    }
  }
  return () => {
    const started = now();
    if (round === null && started < rested) return "none";
    if (round === null) [round, spent] = [looks(), 0];
    let found: Change = "none";
    for (let count = 0; count % 16 !== 15 || now() - started < pace.slice; count++) {
      const next = round.next();
      if (next.done) {
        round = null;
        rested = restAfter(spent + now() - started);
        break;
      }
      const change = next.value();
      if (change === "layout") return change;
      if (change === "texts") found = change;
    }
    spent += now() - started;
    return found;
  };
}
