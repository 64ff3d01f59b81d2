import type { Machine, ModuleState } from "../../interpret/machine.js";
import { expand } from "../../interpret/members.js";
import { perRun } from "../../interpret/per-run.js";
import { memberType } from "../../interpret/member-types.js";
import { typed } from "../../interpret/types.js";
import type { Dom, TypeIn } from "../../interpret/values.js";
import { modelKind } from "./model.js";

type Registries = Map<string, readonly TypeIn[]>;

/** The model that an asker's package keeps under a name in its registry type: `interface IModels { Users: IUserModel }`. */
export function keptModel(m: Machine, name: string, from: string): Dom | undefined {
  let models: Dom | undefined;
  for (const type of registriesOf(m).get(m.project.packageOf(from).directory) ?? []) {
    const member = memberType(m, type, name);
    if (!member || member === "absent") continue;
    const value = typed(m, member, `the model ${name}`);
    const whole = value.t === "unk" ? expand(m, value) : value;
    if (whole?.t !== "dom" || whole.kind !== modelKind) continue;
    if (models && models.data !== whole.data) return undefined;
    models = whole;
  }
  return models;
}

/** By package, every type whose name says that it holds models. */
const registriesOf = perRun((m): Registries => {
  const all = new Map<string, TypeIn[]>();
  for (const mod of m.modules.values()) {
    if (!mod) continue;
    const types = registriesIn(mod);
    if (types.length === 0) continue;
    const { directory } = m.project.packageOf(mod.file);
    all.set(directory, [...(all.get(directory) ?? []), ...types]);
  }
  return all;
});

const registriesIn = (mod: ModuleState): readonly TypeIn[] =>
  [...mod.types]
    .filter(([name, { k }]) => /models$/i.test(name) && (k === "iface" || k === "alias"))
    .map(([n]) => ({ node: { k: "tref", n }, mod }));
