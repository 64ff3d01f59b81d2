import ms, { type StringValue } from "ms";
import type { Dialect } from "../interpret/dialect.js";
import { builtin, prim, unknown } from "../interpret/values.js";

/** `ms("30d")`: the package every TTL is computed with. */
export const durations: Dialect = {
  name: "ms",
  external(_m, pkg, name) {
    if (pkg !== "ms" || (name !== "default" && name !== "=" && name !== "*")) return undefined;
    return builtin("ms", (_machine, site) => {
      const given = site.args[0];
      if (given?.t !== "prim" || typeof given.v !== "string")
        return unknown("a duration", { kind: ["number"] });
      const value = ms(given.v as StringValue) as number | undefined;
      return value === undefined ? unknown(`ms does not read ${given.v}`) : prim(value);
    });
  },
};
