import type { Rule } from "../src/verdict/index.js";

/** Every rule, by name. */
export const rules: readonly Rule[] = [];
