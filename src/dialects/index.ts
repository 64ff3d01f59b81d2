import type { Dialect } from "../interpret/dialect.js";
import { mongoose } from "./mongoose/index.js";

/** The libraries whose calls mean something, first come first served. */
export const dialects: readonly Dialect[] = [mongoose];
