import * as reading from "../../src/workspace/reading.js";
import * as rereading from "../../src/workspace/rereading.js";

/** The interpreter and all it needs. */
export const engine = (): typeof reading => reading;

/** What parses. */
export const rereader = (): typeof rereading => rereading;
