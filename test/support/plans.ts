import type { Plan } from "../../src/catalog/types.js";

/** Reads every document. */
export const collscan: Plan = {
  access: "collscan",
  bounded: 0,
  tight: false,
  sort: "none",
  covered: false,
  residual: [],
};

/** Reads a bounded part of an index. */
export const through = (index: string, more: Partial<Plan> = {}): Plan => ({
  ...collscan,
  access: "index",
  index,
  bounded: 1,
  tight: true,
  ...more,
});
