import { asideIn } from "../interpret/aside.js";
import { callFunction } from "../interpret/call.js";
import { instanceOf } from "../interpret/classes.js";
import { frameIn } from "../interpret/frame.js";
import { absolute } from "../interpret/here.js";
import type { Machine } from "../interpret/machine.js";
import { exportValue, loadModule } from "../interpret/modules.js";
import { perRun } from "../interpret/per-run.js";
import { type FnV, undef, unknown, type Unk, type Value } from "../interpret/values.js";
import { inFolder } from "./folders.js";

/** What Egg's loader makes of `app/service/admin/user_role.js`: `ctx.service.admin.userRole`. */
export function serviceOf(m: Machine, holder: Unk, key: string): Value | undefined {
  const below = folderOf(holder);
  const home = /^(?:.*\/)?app\//.exec(m.frames.at(-1)?.mod.file ?? "")?.[0];
  if (below === null || home === undefined) return undefined;
  const folder = `${home}service${below}`;
  const name = [...inFolder(m, absolute(folder))].find((file) => camelName(file) === key);
  return name === undefined ? undefined : instanceIn(m, `${folder}/${name}`);
}

/** The folder below `app/service` that a member of `ctx.service` stands for; null: it is no such member. */
function folderOf({ key, of }: Unk): string | null {
  if (key === "service") return "";
  const above = key !== undefined && of?.t === "unk" ? folderOf(of) : null;
  return above === null ? null : `${above}/${key}`;
}

/** What Egg's loader calls a file: `user_role.js` → `userRole`. */
export function camelName(file: string): string | null {
  const base = /^([^.]+)\.[jt]s$/.exec(file)?.[1];
  const joined = base?.replace(/[_-]([a-z0-9])/gi, (_, letter: string) => letter.toUpperCase());
  return joined === undefined ? null : joined.charAt(0).toLowerCase() + joined.slice(1);
}

const instances = perRun((): Map<string, Value | undefined> => new Map());

/** The one instance of the class a file exports, or makes of the application it is handed. */
function instanceIn(m: Machine, file: string): Value | undefined {
  const known = instances(m);
  if (known.has(file)) return known.get(file);
  const mod = loadModule(m, file);
  const exported = mod ? exportValue(m, mod, mod.tree.esm ? "default" : "=") : undef;
  const made = exported.t === "fn" ? madeBy(m, exported) : exported;
  const instance = made.t === "cls" ? instanceOf(m, made) : undefined;
  known.set(file, instance);
  return instance;
}

const madeBy = (m: Machine, fn: FnV): Value =>
  asideIn(m, frameIn(fn.mod, {}), () =>
    callFunction(m, fn, undef, [unknown("the application", { key: "app" })], { call: null, callee: null }),
  ) ?? undef;
