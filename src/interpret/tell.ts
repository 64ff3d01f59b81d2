import type { Happening } from "./happenings.js";
import type { Machine } from "./machine.js";
import { noteCause } from "./part.js";

/** Appends a fact: facts are never undone. */
export function tell(m: Machine, fact: Happening): void {
  m.happenings.push(fact);
  noteCause(m, fact);
}
