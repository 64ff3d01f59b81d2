import type { Rule } from "../src/verdict/index.js";
import noRedundantIndex from "./no-redundant-index.js";
import requireIndexedFilter from "./require-indexed-filter.js";
import requireSessionTtl from "./require-session-ttl.js";

/** Every rule, by name. */
export const rules: readonly Rule[] = [noRedundantIndex, requireIndexedFilter, requireSessionTtl];
