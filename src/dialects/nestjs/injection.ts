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
  text,
  undef,
  unknown,
  type Value,
} from "../../interpret/values.js";
import { connectionOf } from "../mongoose/connection.js";
import { modelByName, namedModel } from "../mongoose/named.js";
import { keyOf } from "../decorators/marks.js";
import { isProvided, provided, providedBy, tokenOf } from "./providers.js";

const injectionKind: DomKind = {
  name: "injection",
  truthy: true,
  freeze: () => ({ t: "unknown", why: "a decorator" }),
  get: (_m, self, key) => unknown(`a decorator's ${key}`, { of: self, key }),
  call: () => undef,
};

const injected = (v: Value | Later): Dom => ({ t: "dom", kind: injectionKind, data: v });

/** The model that a name or a class means here; null when neither is known. */
function modelOf(m: Machine, v: Value | undefined, from: string): Dom | null {
  if (v?.t === "cls")
    return namedModel(m, { by: "document", type: keyOf(v), name: v.name ?? "", from }, null);
  const name = text(v);
  return name === null ? null : modelByName(m, name, from);
}

const connectionNamed = (m: Machine, v: Value | undefined): Dom => connectionOf(m, text(v));

/** `@InjectModel(User.name)`, `@InjectModel(User)`. */
export const injectModel: Builtin = builtin("InjectModel", (m, site) => {
  const model = modelOf(m, site.args[0], site.frame.mod.file);
  return model ? injected(model) : unknown("an injected model whose name is not known");
});

export const injectConnection: Builtin = builtin("InjectConnection", (m, site) =>
  injected(connectionNamed(m, site.args[0])),
);

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

export const getModelToken: Builtin = builtin("getModelToken", (m, site) => {
  const model = modelOf(m, site.args[0], site.frame.mod.file);
  return model ? tokenOf(model) : unknown("a model's token", { kind: ["string"] });
});

export const getConnectionToken: Builtin = builtin("getConnectionToken", (m, site) =>
  tokenOf(connectionNamed(m, site.args[0])),
);
