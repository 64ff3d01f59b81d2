import { posix } from "node:path";
import { absolute } from "../interpret/here.js";
import type { Dialect } from "../interpret/dialect.js";
import { builtin, prim, text, unknown, type Value } from "../interpret/values.js";

/** Node's `path`, as far as modules are found with it: `require(path.join(__dirname, "user"))`. */
export const paths: Dialect = {
  name: "path",
  external(_m, pkg, name) {
    if (!/^(?:node:)?path(?:\/posix)?$/.test(pkg)) return undefined;
    if (Object.hasOwn(functions, name)) return functions[name];
    if (name !== "*" && name !== "=" && name !== "default") return undefined;
    const props = new Map(Object.entries(functions).map(([key, v]) => [key, { v }]));
    return { ...unknown("path", { external: pkg, key: name }), props };
  },
};

const functions: { readonly [name: string]: Value } = {
  join: ofTexts("join", (parts) => posix.join(...parts)),
  resolve: ofTexts("resolve", (parts, cwd) => posix.resolve(cwd, ...parts)),
  normalize: ofTexts("normalize", ([path = ""]) => posix.normalize(path)),
  dirname: ofTexts("dirname", ([path = ""]) => posix.dirname(path)),
  basename: ofTexts("basename", ([path = "", ending]) => posix.basename(path, ending)),
  extname: ofTexts("extname", ([path = ""]) => posix.extname(path)),
};

/** Code is run in the folder of its package. */
function ofTexts(name: string, work: (parts: readonly string[], cwd: string) => string): Value {
  return builtin(`path.${name}`, (m, site) => {
    const parts = site.args.map(text);
    const cwd = absolute(m.project.packageOf(site.at.file).directory);
    return parts.every((part) => part !== null)
      ? prim(work(parts, cwd))
      : unknown("a path", { kind: ["string"] });
  });
}
