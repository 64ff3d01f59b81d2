import { posix } from "node:path";
import type { Dialect } from "../interpret/dialect.js";
import { absolute, specifierFrom } from "../interpret/here.js";
import type { Machine, ModuleState, Site } from "../interpret/machine.js";
import { requireValue } from "../interpret/modules.js";
import { builtin, type Obj, object, text, type Value } from "../interpret/values.js";
import { inFolder } from "./folders.js";

/** Packages that require all modules of a folder: `requireAll(__dirname + "/models").user`. */
export const loaders: Dialect = {
  name: "loaders",
  external: (_m, pkg, name) =>
    packages.test(pkg) && (name === "*" || name === "=" || name === "default") ? load : undefined,
};

const packages = /^(?:require-(?:all|dir|dir-all|directory|tree|index)|requireindex|include-all)$/;
const script = /\.(?:[cm]?[jt]s|[jt]sx)$/;
const MAX_LEVELS = 3;

const load = builtin("a loader of folders", (m, site) => {
  const folder = folderOf(m, site);
  return folder === null ? { ...object(), open: true } : modulesIn(m, site.frame.mod, folder, 0);
});

/** Given as a path, as options, or as the `module` that asks; without one, it is the folder of the file that asks. */
function folderOf(m: Machine, site: Site): string | null {
  const home = posix.dirname(absolute(site.at.file));
  const [first] = site.args;
  if (first === undefined) return home;
  const path = text(first);
  if (path !== null) return path.startsWith(".") ? posix.resolve(home, path) : resolved(m, site, path);
  if (first.t !== "obj") return null;
  const dirname = text(first.props.get("dirname")?.v);
  if (dirname !== null) return resolved(m, site, dirname);
  const filename = text(first.props.get("filename")?.v);
  return filename === null ? null : posix.resolve(posix.dirname(filename), text(site.args[1]) ?? ".");
}

const resolved = (m: Machine, site: Site, path: string): string =>
  posix.resolve(absolute(m.project.packageOf(site.at.file).directory), path);

/** By name without its ending; folders hold theirs. There may be others, of no concern to us. */
function modulesIn(m: Machine, asker: ModuleState, folder: string, level: number): Obj {
  const found: Obj = { ...object(), open: true };
  for (const name of [...inFolder(m, folder)].sort()) {
    const path = posix.join(folder, name);
    if (path === absolute(asker.file)) continue;
    if (script.test(name)) found.props.set(name.replace(script, ""), { v: moduleAt(m, asker, path) });
    else if (level < MAX_LEVELS) found.props.set(name, { v: modulesIn(m, asker, path, level + 1) });
  }
  return found;
}

const moduleAt = (m: Machine, asker: ModuleState, path: string): Value =>
  requireValue(m, asker, specifierFrom(asker.file, path));
