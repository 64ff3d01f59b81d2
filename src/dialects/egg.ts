import type { Dialect } from "../interpret/dialect.js";
import { askAgain } from "../interpret/late.js";
import type { Machine } from "../interpret/machine.js";
import type { Dom, Unk, Value } from "../interpret/values.js";
import { camelName, serviceOf } from "./egg-services.js";
import { connectionOf } from "./mongoose/connection.js";
import { modelKind } from "./mongoose/model.js";
import { fileOf, registry } from "./mongoose/registry.js";

/**
 * Egg, whose loader hands its Mongoose around as `app.mongoose`, the models of `app/model` as `ctx.model.X` and what it makes of
 * the classes of `app/service` as `ctx.service.x`.
 */
export const egg: Dialect = {
  name: "egg",
  member(m, unk, key) {
    const holder = unk.of;
    if (holder?.t !== "unk" || (unk.external !== undefined && unk.external !== "egg")) return undefined;
    if (key === "mongoose") return holdsSettings(holder) ? undefined : connectionOf(m, null);
    if (holder.key === "model") return /^[A-Z]/.test(key) ? loaded(m, key) : undefined;
    return serviceOf(m, holder, key);
  },
};

/** `config.mongoose` is what to connect with. */
const holdsSettings = ({ key }: Unk): boolean => /config|settings|options|env/i.test(key ?? "");

/** The model a file named after it registers, or the one of that name; who asks too early asks again. */
function loaded(m: Machine, name: string): Value | undefined {
  const found = find(m, name);
  if (!found) askAgain(m, `model ${name}`, () => find(m, name) !== undefined);
  return found;
}

function find(m: Machine, name: string): Dom | undefined {
  const all = [...registry(m).models.values()];
  const named = all.filter((each) => loadedName(fileOf(each)) === name);
  const [data, ...others] = named.length > 0 ? named : all.filter((each) => each.name === name);
  return data && others.length === 0 ? { t: "dom", kind: modelKind, data } : undefined;
}

/** `app/model/topic_collect.js` is loaded as `TopicCollect`. */
function loadedName(file: string): string | null {
  const [, name = ""] = /(?:^|\/)model\/([^/]+)$/.exec(file) ?? [];
  const camel = camelName(name);
  return camel && camel.charAt(0).toUpperCase() + camel.slice(1);
}
