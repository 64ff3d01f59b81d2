import { posix } from "node:path";
import { asideIn } from "../interpret/aside.js";
import { callFunction } from "../interpret/call.js";
import type { Dialect } from "../interpret/dialect.js";
import { absolute, specifierFrom } from "../interpret/here.js";
import type { Machine, Site } from "../interpret/machine.js";
import { getMember, setMember } from "../interpret/members.js";
import { requireValue } from "../interpret/modules.js";
import { builtin, object, prim, text, undef, type Value } from "../interpret/values.js";
import { inFolder } from "./folders.js";

/**
 * Packages that load folders into an application: `consign({ cwd }).include("models").then("controllers").into(app)` calls what
 * each file exports with the application and puts the answer at `app.models.user`.
 */
export const consign: Dialect = {
  name: "consign",
  external(_m, pkg, name) {
    if (name !== "*" && name !== "=" && name !== "default") return undefined;
    if (pkg === "consign") return builtin(pkg, (m, { args }) => chain([], cwdIn(m, args[0])));
    if (pkg !== "express-load") return undefined;
    return builtin(pkg, (m, { args }) => chain([text(args[0])], cwdIn(m, args[1])));
  },
};

const cwdIn = (m: Machine, options: Value | undefined): string =>
  (options && text(getMember(m, options, "cwd", null))) ?? ".";

/** `paths`: what to load, in order, relative to `cwd`; null: it is not known. */
function chain(paths: readonly (string | null)[], cwd: string): Value {
  const o = object();
  const method = (name: string, call: (m: Machine, site: Site) => Value): void =>
    void o.props.set(name, { v: builtin(name, call) });
  const further = (_m: Machine, { args }: Site): Value => chain([...paths, text(args[0])], cwd);
  method("include", further);
  method("then", further);
  method("exclude", () => o);
  method("into", (m, site) => {
    const home = posix.join(m.project.packageOf(site.at.file).directory, cwd);
    for (const path of paths) if (path !== null) load(m, site, home, path);
    return o;
  });
  return o;
}

const script = /\.(?:[cm]?[jt]s)$/;

/** A file, or all files below a folder. */
function load(m: Machine, site: Site, home: string, path: string): void {
  const whole = absolute(posix.join(home, path));
  for (const name of [...inFolder(m, whole)].sort()) load(m, site, home, posix.join(path, name));
  if (!script.test(path)) return;
  const { mod } = site.frame;
  const [app = undef, ...others] = site.args;
  const exported = requireValue(m, mod, specifierFrom(mod.file, whole));
  const made =
    exported.t === "fn"
      ? asideIn(m, site.frame, () =>
          callFunction(m, exported, undef, [app, ...others], { call: null, callee: null }),
        )
      : exported;
  if (made) put(m, site, app, path.replace(script, "").split("/"), made);
}

function put(m: Machine, site: Site, holder: Value, [key = "", ...below]: readonly string[], v: Value): void {
  if (below.length === 0) return setMember(m, holder, prim(key), v, site.at);
  const known = getMember(m, holder, key, null);
  if (known.t === "obj") return put(m, site, known, below, v);
  const folder = { ...object(), open: true };
  setMember(m, holder, prim(key), folder, site.at);
  put(m, site, folder, below, v);
}
