import { apply } from "../call.js";
import { boundTo } from "../closures.js";
import { prototypeOf } from "../prototypes.js";
import { arrayPrototype } from "./arrays.js";
import { thenable } from "./promises.js";
import { type Builtin, builtin, type ClassV, type FnV, prim, undef, unknown, type Value } from "../values.js";

const callMethod = builtin("Function.call", (m, site) =>
  apply(m, site.self, { ...site, self: site.args[0] ?? undef, args: site.args.slice(1) }),
);

const applyMethod = builtin("Function.apply", (m, site) => {
  const list = site.args[1];
  const args =
    list?.t === "arr"
      ? [...list.items.map((c) => c.v), ...(list.rest ? [list.rest] : [])]
      : list
        ? [unknown("spread arguments", { of: list })]
        : [];
  return apply(m, site.self, { ...site, self: site.args[0] ?? undef, args });
});

const bindMethod = builtin("Function.bind", (m, site) => {
  const [self = undef, ...first] = site.args;
  const isWhole = (self.t === "obj" || self.t === "dom") && first.length === 0;
  const of = site.self;
  const target =
    of.t === "fn" && !of.node.arrow && of.node.body !== null && isWhole ? boundTo(m, of, self) : of;
  return builtin("a bound function", (m, later) =>
    apply(m, target, { ...later, self, args: [...first, ...later.args] }),
  );
});

/** `fn.call`, `fn.bind`, `fn.name`, `fn.prototype`. */
export function functionMember(fn: FnV | ClassV | Builtin, key: string): Value {
  if (key === "call") return callMethod;
  if (key === "apply") return applyMethod;
  if (key === "bind") return bindMethod;
  const then = thenable(fn, key);
  if (then && fn.t !== "builtin") return then;
  if (key === "name")
    return fn.name === null ? unknown("an unnamed function", { kind: ["string"] }) : prim(fn.name);
  if (key === "prototype" && fn.t === "fn") return prototypeOf(fn);
  if (key === "prototype" && fn.t === "builtin" && fn.name === "Array") return arrayPrototype(fn);
  return fn.t === "builtin" ? unknown(`${fn.name}.${key}`) : undef;
}
