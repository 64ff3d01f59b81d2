import type { Machine, ModuleState } from "../../interpret/machine.js";
import { expand } from "../../interpret/members.js";
import { memberType, typed } from "../../interpret/types.js";
import type { Dom, TypeIn } from "../../interpret/values.js";
import { modelKind } from "./model.js";

type Registries = Map<string, readonly TypeIn[]>;
const known = new WeakMap<Machine, Registries>();

/** The model that an asker's package keeps under a name in its registry type: `interface IModels { Users: IUserModel }`. */
export function keptModel(m: Machine, name: string, from: string): Dom | undefined {
  let models: Dom | undefined;
  for (const type of registriesOf(m, m.project.packageOf(from).directory)) {
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

/** Every type of a package whose name says that it holds models. */
function registriesOf(m: Machine, directory: string): readonly TypeIn[] {
  let byPackage = known.get(m);
  if (!byPackage) known.set(m, (byPackage = readRegistries(m)));
  return byPackage.get(directory) ?? [];
}

function readRegistries(m: Machine): Registries {
  const all = new Map<string, TypeIn[]>();
  for (const mod of m.modules.values()) {
    if (!mod) continue;
    const types = registriesIn(mod);
    if (types.length === 0) continue;
    const { directory } = m.project.packageOf(mod.file);
    all.set(directory, [...(all.get(directory) ?? []), ...types]);
  }
  return all;
}

const registriesIn = (mod: ModuleState): readonly TypeIn[] =>
  [...mod.types]
    .filter(([name, { k }]) => /models$/i.test(name) && (k === "iface" || k === "alias"))
    .map(([n]) => ({ node: { k: "tref", n }, mod }));
