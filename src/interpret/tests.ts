import type { Machine } from "./machine.js";
import type { FnV } from "./values.js";

const path =
  /(^|\/)(tests?|__tests__|__mocks__|mocks?|e2e|specs?)\/|[._-](test|spec|e2e|mock)\.[cm]?[jt]sx?$/i;
const known = new Map<string, boolean>();

/** Is it a file of tests, by its folder or name? */
export function isTest(file: string): boolean {
  let is = known.get(file);
  if (is === undefined) known.set(file, (is = path.test(file)));
  return is;
}

/** Does a test call it? What a test asks is no use of the function: it is still to be run for its own sake. */
export function isUnderTest(m: Machine, fn: FnV): boolean {
  const [outer] = m.frames;
  return outer !== undefined && isTest(outer.mod.file) && !isTest(fn.mod.file);
}
