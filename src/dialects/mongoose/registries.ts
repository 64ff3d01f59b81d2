import type { Machine, ModuleState } from "../../interpret/machine.js";
import { handedUnder } from "../../interpret/handed.js";
import { expand } from "../../interpret/members.js";
import { exportPlace, exportValue, namespace } from "../../interpret/modules.js";
import { perRun } from "../../interpret/per-run.js";
import { memberType } from "../../interpret/member-types.js";
import { typed } from "../../interpret/types.js";
import type { Dom, Ns, Obj, TypeIn, Value } from "../../interpret/values.js";
import { modelKind } from "./model.js";

type Registries = Map<string, readonly TypeIn[]>;

/**
 * The model that an asker's package keeps under a name: in its registry type, `interface IModels { Users: IUserModel }`, else in
 * its registry, `const models = { User, Post }`.
 */
export const keptModel = (m: Machine, name: string, from: string): Dom | undefined =>
  typedModel(m, name, from) ?? listedModel(m, name, from);

function typedModel(m: Machine, name: string, from: string): Dom | undefined {
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

/** What a context or request carries as its `models` or `db`: who asks before every module has run is not answered. */
function listedModel(m: Machine, name: string, from: string): Dom | undefined {
  if (m.entry === 0) return undefined;
  const { directory } = m.project.packageOf(from);
  let found: Dom | undefined;
  for (const list of [...(listsOf(m).get(directory) ?? []), ...handedUnder(m, directory, isModels)]) {
    const v = list.t === "ns" ? listedBy(m, list, name) : list.t === "obj" ? list.props.get(name)?.v : null;
    if (v?.t !== "dom" || v.kind !== modelKind) continue;
    if (found && found.data !== v.data) return undefined;
    found = v;
  }
  return found;
}

const listedBy = (m: Machine, { mod }: Ns, name: string): Value | undefined =>
  exportPlace(m, mod, name) ? exportValue(m, mod, name) : undefined;

/** By package, objects called `models` or `db` and the exports of a file or folder of that name. */
const listsOf = perRun((m): ReadonlyMap<string, readonly (Obj | Ns)[]> => {
  const all = new Map<string, (Obj | Ns)[]>();
  for (const mod of m.modules.values()) {
    const lists = mod && mod.status === "done" ? listsIn(mod) : [];
    if (!mod || lists.length === 0) continue;
    const { directory } = m.project.packageOf(mod.file);
    all.set(directory, [...(all.get(directory) ?? []), ...lists]);
  }
  return all;
});

function listsIn(mod: ModuleState): readonly (Obj | Ns)[] {
  const named = [...mod.scope.vars].filter(([name]) => isModels(name)).map(([, { v }]) => v);
  const [folder = ""] = /[^/]+(?=(?:\/index)?\.\w+$)/.exec(mod.file) ?? [];
  const whole = mod.tree.esm ? [namespace(mod)] : [mod.cjs.props.get("exports")?.v];
  return [...named, ...(isModels(folder) ? whole : [])].filter((v) => v?.t === "obj" || v?.t === "ns");
}

const isModels = (name: string): boolean => /^(?:(?:db_?)?models|db)$/i.test(name);
