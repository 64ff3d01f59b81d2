import { instanceOf } from "../../interpret/classes.js";
import { askAgain } from "../../interpret/late.js";
import type { Machine } from "../../interpret/machine.js";
import { type Later, runCallback } from "../../interpret/unknown-call.js";
import {
  type Builtin,
  builtin,
  type ClassV,
  type Dom,
  type DomKind,
  type Prim,
  undef,
  unknown,
  type Value,
} from "../../interpret/values.js";
import { isProvided, provided, providedBy } from "./providers.js";

const injectionKind: DomKind = {
  name: "injection",
  truthy: true,
  freeze: () => ({ t: "unknown", why: "a decorator" }),
  get: (_m, self, key) => unknown(`a decorator's ${key}`, { of: self, key }),
  call: () => undef,
};

/** What a decorator puts into a parameter or field. */
export const injected = (v: Value | Later): Dom => ({ t: "dom", kind: injectionKind, data: v });

/** `@Inject(getModelToken(User.name))`, `@Inject("USER_MODEL")`, `@Inject(UserRepository)`, `@Inject(() => UserRepository)`. */
export const inject: Builtin = builtin("Inject", (m, site) => {
  const token = tokenIn(m, site.args[0]);
  const from = site.frame.mod.file;
  const v = provided(token) ?? providedBy(m, token, from);
  if (v && v.t !== "unk") return injected(v);
  return token?.t === "prim" || token?.t === "cls"
    ? injected({ t: "later", ask: (machine) => given(machine, token, from) })
    : unknown("something injected");
});

const tokenIn = (m: Machine, v: Value | undefined): Value | undefined =>
  v?.t === "fn" && v.node.arrow ? runCallback(m, v, []) : v;

/** What a container gives for a token: a class provides itself; who asks too early asks again. */
function given(m: Machine, token: Prim | ClassV, from: string): Value | null {
  const v = providedBy(m, token, from);
  if (v) return v.t === "unk" ? null : v;
  if (token.t === "cls") return instanceOf(m, token);
  askAgain(m, `token ${String(token.v)}`, () => isProvided(m, token));
  return null;
}
