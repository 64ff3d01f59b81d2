import { absolute } from "../here.js";
import type { Machine, ModuleState, Site } from "../machine.js";
import { requireValue, resolved } from "../modules.js";
import {
  type Builtin,
  builtin,
  childScope,
  join,
  object,
  prim,
  type Props,
  record,
  type Scope,
  text,
  truth,
  undef,
  unknown,
  type Value,
} from "../values.js";
import { mapConstructor } from "./maps.js";
import { arrayConstructor, objectConstructor, promiseConstructor } from "./objects.js";
import { reflect } from "./reflect.js";

const props = (table: Readonly<Record<string, Value>>): Props =>
  new Map(Object.entries(table).map(([k, v]) => [k, { v }]));

/** A pure function of primitives, distributed over small unions. */
const pure = (
  name: string,
  kind: string,
  run: (v: string | number | boolean | null | undefined) => string | number | boolean,
): Builtin =>
  builtin(name, (_m, site) => {
    const one = (v: Value): Value =>
      v.t === "prim"
        ? prim(run(v.v))
        : v.t === "union"
          ? join(v.of.map(one))
          : unknown(`${name} of an unknown`, { kind: [kind] });
    return one(site.args[0] ?? undef);
  });

const numberConstructor: Builtin = {
  ...pure("Number", "number", (v) => Number(v)),
  props: props({
    parseInt: pure("parseInt", "number", (v) => Number.parseInt(String(v), 10)),
    isInteger: builtin("Number.isInteger", () => unknown("a number test", { kind: ["boolean"] })),
    MAX_SAFE_INTEGER: prim(Number.MAX_SAFE_INTEGER),
  }),
};

const date: Builtin = builtin("Date", () => unknown("the date", { kind: ["string"] }), {
  construct: () => unknown("a date", { kind: ["date"] }),
  props: props({ now: builtin("Date.now", () => unknown("the time", { kind: ["number"] })) }),
});

const regexp: Builtin = builtin("RegExp", (_m, site) => {
  const [source, flags] = site.args;
  if (source?.t === "regex") return source;
  const known = text(source);
  const flag =
    flags === undefined || (flags.t === "prim" && flags.v === undefined) ? "" : (text(flags) ?? "?");
  if (known !== null) return { t: "regex", source: known, flags: flag };
  return {
    t: "regex",
    source: null,
    flags: flag,
    ...(source?.t === "unk" && source.prefix && { prefix: source.prefix }),
  };
});

/** Marks the text of a value, which parsed is the value again. */
const jsonText = "JSON.stringify()";

const env = (): Value => ({ ...unknown("the environment"), kind: ["object"] });

/** What JavaScript and Node have everywhere. A partly known builtin answers unknown, never undefined. */
export function globalScope(): Scope {
  const scope = childScope(null, true);
  const table: Readonly<Record<string, Value>> = {
    undefined: undef,
    NaN: prim(Number.NaN),
    Infinity: prim(Number.POSITIVE_INFINITY),
    Object: objectConstructor,
    Array: arrayConstructor,
    Promise: promiseConstructor,
    Number: numberConstructor,
    String: pure("String", "string", (v) => String(v)),
    Boolean: builtin("Boolean", (_m, site) => {
      const t = truth(site.args[0] ?? undef);
      return t === undefined ? unknown("a truth value", { kind: ["boolean"] }) : prim(t);
    }),
    BigInt: builtin("BigInt", () => unknown("a big integer", { kind: ["number"] })),
    Date: date,
    RegExp: regexp,
    Map: mapConstructor,
    Set: builtin("Set", () => unknown("a set"), {
      construct: (_m, site) =>
        site.args[0]?.t === "arr"
          ? site.args[0]
          : unknown("a Set", { external: "the JavaScript library", key: "Set" }),
    }),
    WeakMap: mapConstructor,
    Buffer: unknown("Buffer", { external: "node", key: "Buffer" }),
    Symbol: builtin("Symbol", symbol, { props: props({ for: builtin("Symbol.for", symbol) }) }),
    parseInt: pure("parseInt", "number", (v) => Number.parseInt(String(v), 10)),
    parseFloat: pure("parseFloat", "number", (v) => Number.parseFloat(String(v))),
    isNaN: builtin("isNaN", () => unknown("a number test", { kind: ["boolean"] })),
    JSON: record({
      parse: builtin("JSON.parse", (_m, site) =>
        site.args[0]?.t === "unk" && site.args[0].key === jsonText && site.args[0].of
          ? site.args[0].of
          : unknown("parsed JSON"),
      ),
      stringify: builtin("JSON.stringify", (_m, site) =>
        unknown("JSON text", { kind: ["string"], of: site.args[0], key: jsonText }),
      ),
    }),
    Math: { ...unknown("Math", { external: "the JavaScript library" }), props: props(mathFunctions) },
    Reflect: reflect(),
    process: { ...unknown("the process", { external: "node" }), props: props({ env: env(), cwd }) },
    console: unknown("the console", { external: "node" }),
    structuredClone: builtin("structuredClone", (_m, site) => site.args[0] ?? undef),
    encodeURIComponent: pure("encodeURIComponent", "string", (v) => encodeURIComponent(String(v))),
    require: builtin("require", requireCall),
  };
  for (const [k, v] of Object.entries(table)) scope.vars.set(k, { v });
  const globals = object();
  globals.open = true;
  for (const name of ["globalThis", "global", "window"]) scope.vars.set(name, { v: globals });
  return scope;
}

function symbol(_m: Machine, { args: [name] }: Site): Value {
  return prim(`Symbol(${text(name) ?? ""})`);
}

/** Code is run in the folder of its package. */
const cwd = builtin("process.cwd", (m, site) => prim(absolute(m.project.packageOf(site.at.file).directory)));

const mathFunctions: Readonly<Record<string, Value>> = Object.fromEntries(
  (["round", "floor", "ceil", "abs", "trunc"] as const).map((n) => [
    n,
    pure(`Math.${n}`, "number", (v) => Math[n](Number(v))),
  ]),
);

function requireCall(m: Machine, site: Site): Value {
  const [given] = site.args;
  const { mod } = site.frame;
  const from = text(given) ?? (given?.t === "unk" ? belowFolderAround(m, mod, given.ending ?? "") : null);
  return from === null ? unknown("a computed require") : requireValue(m, mod, from);
}

/** `require(base + "/models/user")`: the file of that path below the outermost folder around the code that has one. */
function belowFolderAround(m: Machine, mod: ModuleState, path: string): string | null {
  if (!/^\/?[\w.-]+(?:\/[\w.-]+)+$/.test(path)) return null;
  const home = m.project.packageOf(mod.file).directory;
  const inner = mod.file.slice(home.length).split("/").slice(0, -1).filter(Boolean);
  for (let depth = 0; depth <= inner.length; depth++) {
    const candidate = absolute(`${[home, ...inner.slice(0, depth)].join("/")}/${path}`);
    if (resolved(m, mod, candidate).to === "file") return candidate;
  }
  return null;
}
