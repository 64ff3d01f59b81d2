import { kill } from "node:process";
import { attempt, type Store } from "./store.js";

/** Milliseconds after which nobody is waited for any more: on another machine, a process may have died unseen. */
const patience = 120_000;
/** Milliseconds between two looks. */
const pause = 20;

/**
 * Of several threads or processes that would read the same, one reads, and the others wait for what it keeps: each would
 * take as long, and slow the others down. `recall`: what was kept by now, or null.
 */
export function inTurn<T>(store: Store, name: string, recall: () => T | null, read: () => T): T {
  if (!store.claim(name)) {
    waitFor(store, name);
    const kept = recall();
    if (kept !== null) return kept;
    if (!store.claim(name)) return read();
  }
  try {
    return read();
  } finally {
    store.remove(name);
  }
}

function waitFor(store: Store, name: string): void {
  for (let turn = store.claimed(name); turn !== null; turn = store.claimed(name)) {
    if (turn.since > patience || !isAlive(turn.by)) return store.remove(name);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
  }
}

/** A file that was just made may not hold its number yet. */
const isAlive = (pid: number): boolean => pid === 0 || attempt(() => kill(pid, 0)) !== null;
