import type { Machine } from "../../interpret/machine.js";
import {
  type Builtin,
  builtin,
  type Dom,
  type DomKind,
  text,
  undef,
  unknown,
  type Value,
} from "../../interpret/values.js";
import { connectionOf } from "../mongoose/connection.js";
import { modelByName, namedModel } from "../mongoose/named.js";
import { keyOf } from "../decorators/marks.js";
import { provided, providedBy, tokenOf } from "./providers.js";

const injectionKind: DomKind = {
  name: "injection",
  truthy: true,
  freeze: () => ({ t: "unknown", why: "a decorator" }),
  get: (_m, self, key) => unknown(`a decorator's ${key}`, { of: self, key }),
  call: () => undef,
};

const injected = (v: Value): Dom => ({ t: "dom", kind: injectionKind, data: v });

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

/** `@Inject(getModelToken(User.name))`, `@Inject("USER_MODEL")`. */
export const inject: Builtin = builtin("Inject", (m, site) => {
  const [token] = site.args;
  const v = provided(token) ?? providedBy(m, token, site.frame.mod.file);
  return v && v.t !== "unk" ? injected(v) : unknown("something injected");
});

export const getModelToken: Builtin = builtin("getModelToken", (m, site) => {
  const model = modelOf(m, site.args[0], site.frame.mod.file);
  return model ? tokenOf(model) : unknown("a model's token", { kind: ["string"] });
});

export const getConnectionToken: Builtin = builtin("getConnectionToken", (m, site) =>
  tokenOf(connectionNamed(m, site.args[0])),
);
