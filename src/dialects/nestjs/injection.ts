import type { Machine } from "../../interpret/machine.js";
import { type Builtin, builtin, type Dom, text, unknown, type Value } from "../../interpret/values.js";
import { keyOf } from "../decorators/marks.js";
import { injected } from "../injection/inject.js";
import { tokenOf } from "../injection/providers.js";
import { connectionOf } from "../mongoose/connection.js";
import { modelByName, namedModel } from "../mongoose/named.js";

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

export const getModelToken: Builtin = builtin("getModelToken", (m, site) => {
  const model = modelOf(m, site.args[0], site.frame.mod.file);
  return model ? tokenOf(model) : unknown("a model's token", { kind: ["string"] });
});

export const getConnectionToken: Builtin = builtin("getConnectionToken", (m, site) =>
  tokenOf(connectionNamed(m, site.args[0])),
);
