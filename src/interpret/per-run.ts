import type { Machine } from "./machine.js";

/** What each run has of its own: made when it is first asked for. */
export function perRun<T extends object>(make: (m: Machine) => T): (m: Machine) => T {
  const kept = new WeakMap<Machine, T>();
  return (m) => {
    let own = kept.get(m);
    if (own === undefined) kept.set(m, (own = make(m)));
    return own;
  };
}
