import { createRequire } from "node:module";
import type * as Reading from "./reading.js";
import type * as Rereading from "./rereading.js";

const require = createRequire(import.meta.url);

/** The interpreter and all it needs, loaded when the first project must be read: a run that recalls its catalog does without. */
export function engine(): typeof Reading {
  return require("./reading.js") as typeof Reading;
}

/** TypeScript, and what it takes to see that a file that has changed does what it did: loaded when the first is parsed. */
export function rereader(): typeof Rereading {
  return require("./rereading.js") as typeof Rereading;
}
