import type { Machine, Site } from "../interpret/machine.js";
import { array, join, undef, unknown, type Value } from "../interpret/values.js";

/** lodash's `chunk`: a list in lists of a few each, none of them empty. */
export function chunk(_m: Machine, { args: [list = undef] }: Site): Value {
  const elements =
    list.t === "arr" ? [...list.items.map(({ v }) => v), ...(list.rest ? [list.rest] : [])] : [];
  const part =
    elements.length > 0
      ? array([], null, join(elements))
      : unknown("a part of a list", { of: list, kind: ["array"] });
  return array([], null, part);
}
