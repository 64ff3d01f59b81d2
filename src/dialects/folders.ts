import { posix } from "node:path";
import { absolute } from "../interpret/here.js";
import type { Dialect } from "../interpret/dialect.js";
import type { Machine } from "../interpret/machine.js";
import { perRun } from "../interpret/per-run.js";
import {
  array,
  builtin,
  object,
  prim,
  text,
  truth,
  undef,
  unknown,
  type Value,
} from "../interpret/values.js";

/** Node's `fs`, as far as a loader asks it for the modules of its folder: `fs.readdirSync(__dirname).forEach(…)`. */
export const folders: Dialect = {
  name: "folders",
  external(_m, pkg, name) {
    if (!/^(?:node:)?fs(?:\/promises)?$|^fs-extra$/.test(pkg)) return undefined;
    if (name === "readdirSync" || name === "readdir") return readFolder;
    if (name !== "*" && name !== "=" && name !== "default" && name !== "promises") return undefined;
    const props = new Map(["readdirSync", "readdir"].map((key) => [key, { v: readFolder }]));
    return { ...unknown("fs", { external: pkg, key: name }), props };
  },
};

/** By folder, as an absolute path: what of ours is in it. */
const contents = perRun((): Map<string, Set<string>> => new Map());

/** The names in a folder that matter to us; the path is absolute. */
export function inFolder(m: Machine, folder: string): ReadonlySet<string> {
  const known = contents(m);
  if (known.size === 0)
    for (const file of [...m.project.gated, ...m.project.roots].map(absolute))
      for (let path = file; path !== "/"; path = posix.dirname(path)) {
        const home = posix.dirname(path);
        const names = known.get(home) ?? new Set();
        if (names.has(posix.basename(path))) break;
        known.set(home, names.add(posix.basename(path)));
      }
  return known.get(folder) ?? new Set();
}

/** The folder's files and folders that matter to us, in their order; there may be others. */
const readFolder = builtin("fs.readdirSync", (m, site) => {
  const folder = text(site.args[0]);
  const others = unknown("the name of a file", { kind: ["string"] });
  if (folder === null) return array([], null, others);
  const cwd = absolute(m.project.packageOf(site.at.file).directory);
  const names = [...inFolder(m, posix.resolve(cwd, folder))].sort();
  const options = site.args[1];
  const isDetailed = options?.t === "obj" && truth(options.props.get("withFileTypes")?.v ?? undef) === true;
  return isDetailed ? array(names.map(detailsOf)) : array(names.map(prim), null, others);
});

/** A `Dirent`. */
function detailsOf(name: string): Value {
  const entry = object();
  entry.props.set("name", { v: prim(name) });
  return Object.assign(entry, { open: true });
}
