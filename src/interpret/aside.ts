import { type Frame, limits, type Machine, OutOfFuel } from "./machine.js";
import type { FnV } from "./values.js";

/** Runs something that happens once for everybody (a module, an injected instance): outside any branch, never undone. */
export function aside<T>(m: Machine, fuel: number, run: () => T): T {
  const kept = { trail: m.trail, branch: m.branch, fuel: m.fuel, depth: m.depth, entry: m.entry };
  const frames = m.frames.splice(0);
  const made = m.closures.length;
  m.trail = [];
  m.branch = 0;
  m.fuel = fuel;
  m.depth = 0;
  m.entry = 0;
  try {
    return run();
  } finally {
    m.trail = kept.trail;
    m.branch = kept.branch;
    m.fuel = kept.fuel;
    m.depth = kept.depth;
    m.entry = kept.entry;
    m.frames.splice(0, m.frames.length, ...frames);
    for (let i = made; i < m.closures.length; i++) lasting.add(m.closures[i] as object);
  }
}

/** The same on the fuel of an entry, within a frame; null: it was too long to follow. */
export function asideIn<T>(m: Machine, frame: Frame | undefined, run: () => T): T | null {
  return aside(m, limits.entryFuel, () => {
    if (frame) m.frames.push(frame);
    try {
      return run();
    } catch (error) {
      if (error instanceof OutOfFuel || error instanceof RangeError) return null;
      throw error;
    }
  });
}

const lasting = new WeakSet<object>();

/** Was it made aside, for everybody, whatever becomes of the call during which that happened? */
export const isLasting = (fn: FnV): boolean => lasting.has(fn);
