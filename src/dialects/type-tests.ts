import { binary, unary } from "../interpret/operators.js";
import type { Site } from "../interpret/machine.js";
import { join, no, prim, undef, unknown, type Value } from "../interpret/values.js";

type Test = (v: Value) => Value;

const isTypeof =
  (type: string): Test =>
  (v) =>
    binary("===", unary("typeof", v), prim(type));

function isObject(v: Value): Value {
  if (v.t === "union") return join(v.of.map(isObject));
  if (v.t === "prim") return no;
  return v.t === "unk" ? unknown("whether it is an object", { kind: ["boolean"] }) : prim(true);
}

const tests: Readonly<Record<string, Test>> = {
  isString: isTypeof("string"),
  isNumber: isTypeof("number"),
  isBoolean: isTypeof("boolean"),
  isFunction: isTypeof("function"),
  isUndefined: (v) => binary("===", v, undef),
  isNull: (v) => binary("===", v, prim(null)),
  isNil: (v) => binary("==", v, prim(null)),
  isObject,
};

/** lodash's questions of what a value is, by name. */
export const typeTests: Readonly<Record<string, (m: unknown, site: Site) => Value>> = Object.fromEntries(
  Object.entries(tests).map(([name, test]) => [
    name,
    (_m: unknown, site: Site) => test(site.args[0] ?? undef),
  ]),
);
