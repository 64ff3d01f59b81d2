import type { Dialect } from "../interpret/dialect.js";

/** Bluebird's `promisifyAll`, and that of others: what they are given, with promises beside its callbacks. */
export const promisify: Dialect = {
  name: "promisify",
  call: (_m, callee, { args: [given] }) => (callee.key === "promisifyAll" ? given : undefined),
};
