import { createRequire } from "node:module";
import type * as Reading from "./reading.js";

const require = createRequire(import.meta.url);

/** The interpreter and all it needs, loaded when the first project must be read: a run that recalls its catalog does without. */
export function engine(): typeof Reading {
  return require("./reading.js") as typeof Reading;
}
