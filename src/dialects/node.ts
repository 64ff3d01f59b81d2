import type { Dialect } from "../interpret/dialect.js";
import { inherit, prototypeOf } from "../interpret/prototypes.js";
import { assign } from "../interpret/trail.js";
import { builtin, propsOf, undef, unknown } from "../interpret/values.js";

/** Node's `util.inherits`, and the package of that name. */
export const node: Dialect = {
  name: "node",
  external(_m, pkg, name) {
    if (pkg === "inherits") return inherits;
    if (pkg !== "util" && pkg !== "node:util") return undefined;
    if (name === "inherits") return inherits;
    if (name !== "*" && name !== "=" && name !== "default") return undefined;
    return {
      ...unknown("util", { external: pkg, key: name }),
      props: new Map([["inherits", { v: inherits }]]),
    };
  },
};

const inherits = builtin("util.inherits", (m, site) => {
  const [heir, from] = site.args;
  if (heir?.t !== "fn" || from?.t !== "fn") return undef;
  inherit(prototypeOf(heir), prototypeOf(from));
  assign(m, heir, propsOf(heir), "super_", { v: from });
  return undef;
});
