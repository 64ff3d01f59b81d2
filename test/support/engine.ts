import * as reading from "../../src/workspace/reading.js";

/** The interpreter and all it needs. */
export const engine = (): typeof reading => reading;
