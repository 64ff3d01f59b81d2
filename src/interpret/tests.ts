import type { Machine } from "./machine.js";
import { perRun } from "./per-run.js";
import type { Fn } from "../syntax/tree.js";
import type { FnV } from "./values.js";

const path =
  /(^|\/)(tests?|__tests__|__mocks__|mocks?|e2e|specs?)\/|[._-](tests?|specs?|e2e|mocks?)\.[cm]?[jt]sx?$/i;
const known = new Map<string, boolean>();

/** Is it a file of tests, by its folder or name? */
export function isTest(file: string): boolean {
  let is = known.get(file);
  if (is === undefined) known.set(file, (is = path.test(file)));
  return is;
}

const made = perRun((): Map<Fn, FnV> => new Map());

/** A function of the project's that a test made, on stand-ins maybe: it waits until those that others made have run. */
export function setAside(m: Machine, fn: FnV): void {
  const list = made(m);
  if (!list.has(fn.node)) list.set(fn.node, fn);
}

export const madeByTests = (m: Machine): readonly FnV[] => [...made(m).values()];

/**
 * Does a test have the code of this file run, which is the program's? What it asks is no use of a function: that is still to be
 * run for its own sake.
 */
export function isUnderTest(m: Machine, file: string): boolean {
  const [outer] = m.frames;
  return outer !== undefined && isTest(outer.mod.file) && !isTest(file);
}
