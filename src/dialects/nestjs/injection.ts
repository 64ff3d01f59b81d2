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
import { modelByName, namedModel } from "../mongoose/model.js";
import { keyOf } from "../decorators/marks.js";
import { providedBy } from "./providers.js";

const injectionKind: DomKind = {
  name: "injection",
  truthy: true,
  freeze: () => ({ t: "unknown", why: "a decorator" }),
  get: (_m, self, key) => unknown(`a decorator's ${key}`, { of: self, key }),
  call: () => undef,
};

const injected = (v: Value): Dom => ({ t: "dom", kind: injectionKind, data: v });

const tokenKind: DomKind = {
  name: "injection token",
  truthy: true,
  freeze: () => ({ t: "unknown", why: "an injection token", kind: ["string"] }),
  get: (_m, self, key) => unknown(`an injection token's ${key}`, { of: self, key, kind: ["string"] }),
};

/** What a token of `getModelToken()` or `getConnectionToken()` is provided with; null for any other value. */
export const provided = (v: Value | undefined): Value | null =>
  v?.t === "dom" && v.kind === tokenKind ? (v.data as Value) : null;

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
  return model
    ? { t: "dom", kind: tokenKind, data: model }
    : unknown("a model's token", { kind: ["string"] });
});

export const getConnectionToken: Builtin = builtin("getConnectionToken", (m, site) => ({
  t: "dom",
  kind: tokenKind,
  data: connectionNamed(m, site.args[0]),
}));
