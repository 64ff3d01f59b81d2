import type { Expr, Stmt } from "../syntax/tree.js";
import type { Resolution } from "../workspace/types.js";
import { runBody } from "./execute.js";
import { absolute, specifierFrom } from "./here.js";
import { frameIn } from "./frame.js";
import { type ExportEntry, limits, type Machine, type ModuleState } from "./machine.js";
import { aside } from "./aside.js";
import { getMember } from "./members.js";
import { register } from "./sites.js";
import { typeTable } from "./types.js";
import { type Ns, object, prim, type Scope, tick, undef, unknown, type Value } from "./values.js";

/** `a/b/c` → `a`, `@a/b/c` → `@a/b`. */
export function packageName(specifier: string): string {
  const plain = specifier.startsWith("node:") ? specifier.slice("node:".length) : specifier;
  const scope = plain.startsWith("@") ? plain.indexOf("/") : -1;
  const end = plain.indexOf("/", scope + 1);
  return end < 0 ? plain : plain.slice(0, end);
}

/** A module, read but not run; null when it cannot be read. */
export function loadModule(m: Machine, file: string): ModuleState | null {
  const known = m.modules.get(file);
  if (known !== undefined) return known;
  const tree = m.project.module(file);
  if (!tree) {
    m.modules.set(file, null);
    return null;
  }
  const exports = new Map<string, ExportEntry>();
  const stars: string[] = [];
  const imports = new Map<string, { from: string; name: string }>();
  for (const s of tree.body) readHeader(s, exports, stars, imports);
  const cjs = object();
  const scope: Scope = { vars: new Map(), parent: m.globals, fn: true, born: tick(), imports };
  const mod: ModuleState = {
    file,
    tree,
    scope,
    status: "new",
    exports,
    stars,
    cjs,
    types: typeTable(tree),
    resolved: new Map(),
    ran: new Set(),
  };
  (scope as { mod: ModuleState }).mod = mod;
  const exportsObject = object({ file, start: 0, end: 0 });
  cjs.props.set("exports", { v: exportsObject });
  cjs.props.set("id", { v: prim(file) });
  cjs.props.set("filename", { v: prim(absolute(file)) });
  scope.vars.set("module", { v: cjs });
  scope.vars.set("exports", { v: exportsObject });
  scope.vars.set("__filename", { v: prim(absolute(file)) });
  scope.vars.set("__dirname", { v: prim(absolute(`${file}/..`)) });
  m.modules.set(file, mod);
  register(m.sites, tree);
  return mod;
}

function readHeader(
  s: Stmt,
  exports: Map<string, ExportEntry>,
  stars: string[],
  imports: Map<string, { from: string; name: string }>,
): void {
  if (s.k === "import") for (const n of s.names) imports.set(n.as, { from: s.from, name: n.name });
  if (s.k === "exportDefault") exports.set("default", { value: "default" });
  if (s.k === "exportAssign") exports.set("=", { value: "assign" });
  if (s.k !== "export") return;
  for (const n of s.names) {
    if (s.from === undefined) exports.set(n.as ?? n.name, { local: n.name });
    else if (n.as === null) stars.push(s.from);
    else exports.set(n.as, { from: s.from, name: n.name });
  }
}

/** Runs a module's top level, once, on its own fuel. */
export function runModule(m: Machine, mod: ModuleState): void {
  if (mod.status !== "new") return;
  mod.status = "running";
  aside(m, limits.moduleFuel, () => {
    const self = mod.tree.esm ? undef : (mod.cjs.props.get("exports")?.v ?? undef);
    const frame = frameIn(mod, { self });
    m.frames.push(frame);
    runBody(m, frame, mod.scope, mod.tree.body);
    m.frames.pop();
    for (const d of m.dialects) d.moduleDone?.(m, mod);
  });
  mod.status = "done";
}

/** Where an export is declared: a local name of some module, or an import of one; null when there is none. */
export type ExportPlace =
  | { readonly is: "local"; readonly mod: ModuleState; readonly local: string }
  | { readonly is: "import"; readonly mod: ModuleState; readonly from: string; readonly name: string };

const places = new WeakMap<ModuleState, Map<string, ExportPlace | null>>();

/** Static export tables first: barrels are never run to find a name. */
export function exportPlace(m: Machine, mod: ModuleState, name: string): ExportPlace | null {
  let known = places.get(mod);
  if (!known) places.set(mod, (known = new Map()));
  const hit = known.get(name);
  if (hit !== undefined) return hit;
  const place = findExport(m, mod, name, new Set());
  known.set(name, place);
  return place;
}

/** Where a specifier leads, asked once per module. */
export function resolved(m: Machine, mod: ModuleState, specifier: string): Resolution {
  let to = mod.resolved.get(specifier);
  if (!to) mod.resolved.set(specifier, (to = resolve(m, mod, specifier)));
  return to;
}

/** A path in the folder the code is run in: that of its package, or the project's. */
function resolve(m: Machine, { file }: ModuleState, specifier: string): Resolution {
  const to = m.project.resolve(file, specifierFrom(file, specifier));
  const home = absolute(m.project.packageOf(file).directory);
  if (to.to === "file" || !specifier.startsWith(home)) return to;
  return m.project.resolve(file, specifierFrom(file, absolute(specifier.slice(home.length))));
}

function findExport(m: Machine, mod: ModuleState, name: string, seen: Set<string>): ExportPlace | null {
  if (seen.has(mod.file)) return null;
  seen.add(mod.file);
  const entry = mod.exports.get(name);
  if (entry) {
    if ("from" in entry) return { is: "import", mod, from: entry.from, name: entry.name };
    if ("value" in entry) {
      const x = defaultExpression(mod);
      return x?.k === "id"
        ? localOrImport(mod, x.n)
        : { is: "local", mod, local: entry.value === "default" ? "default" : "=" };
    }
    return localOrImport(mod, entry.local);
  }
  if (name === "default") return null;
  for (const star of mod.stars) {
    const to = resolved(m, mod, star);
    if (to.to !== "file") continue;
    const target = loadModule(m, to.file);
    const place = target && findExport(m, target, name, seen);
    if (place) return place;
  }
  return null;
}

const localOrImport = (mod: ModuleState, local: string): ExportPlace => {
  const imported = mod.scope.imports?.get(local);
  return imported
    ? { is: "import", mod, from: imported.from, name: imported.name }
    : { is: "local", mod, local };
};

function defaultExpression(mod: ModuleState): Expr | null {
  for (const s of mod.tree.body) if (s.k === "exportDefault" || s.k === "exportAssign") return s.x;
  return null;
}

/** The value a specifier's export has. `*` is the namespace, `=` what `require` gives. */
export function importValue(m: Machine, mod: ModuleState, specifier: string, name: string, hops = 0): Value {
  const to = resolved(m, mod, specifier);
  if (to.to === "external") {
    const pkg = packageName(specifier);
    for (const d of m.dialects) {
      const v =
        d.external?.(m, specifier, name) ?? (pkg === specifier ? undefined : d.external?.(m, pkg, name));
      if (v) return v;
    }
    return unknown(`it comes from ${pkg}`, { external: pkg, key: name });
  }
  if (to.to === "nowhere") return unknown(`the module ${specifier} was not found`, { key: name });
  const target = loadModule(m, to.file);
  if (!target) return unknown(`${to.file} could not be read`);
  return exportValue(m, target, name, hops);
}

export function exportValue(m: Machine, mod: ModuleState, name: string, hops = 0): Value {
  if (hops > 20) return unknown("exports that lead in a circle");
  if (mod.tree.esm) {
    if (name === "=" && mod.exports.has("=")) return topLevel(m, mod, "=");
    if (name === "*" || name === "=") return namespace(mod);
    const place = exportPlace(m, mod, name);
    if (place?.is === "local") return topLevel(m, place.mod, place.local);
    if (place?.is === "import") return importValue(m, place.mod, place.from, place.name, hops + 1);
    if (name === "default" && mod.exports.has("=")) return topLevel(m, mod, "=");
    for (const star of mod.stars)
      if (resolved(m, mod, star).to === "external") return importValue(m, mod, star, name, hops + 1);
    if (mod.exports.has("=")) return getMember(m, topLevel(m, mod, "="), name, null);
  }
  return commonValue(m, mod, name);
}

/** An export of a CommonJS module. */
function commonValue(m: Machine, mod: ModuleState, name: string): Value {
  runModule(m, mod);
  const whole = mod.cjs.props.get("exports")?.v ?? undef;
  if (mod.tree.esm && whole.t === "obj" && whole.props.size === 0)
    return unknown(`${mod.file} does not export ${name}`);
  if (name === "*" || name === "=") return whole;
  if (name === "default") {
    const inner =
      whole.t === "obj" && whole.props.has("__esModule") ? whole.props.get("default")?.v : undefined;
    return inner ?? whole;
  }
  return getMember(m, whole, name, null);
}

export const namespace = (mod: ModuleState): Ns => ({ t: "ns", mod });

/** A top-level binding's value; the module runs when it is first read. */
function topLevel(m: Machine, mod: ModuleState, local: string): Value {
  const hoisted = mod.scope.vars.get(local);
  if (hoisted && mod.status !== "new") return hoisted.v;
  runModule(m, mod);
  return mod.scope.vars.get(local)?.v ?? unknown(`${local} of ${mod.file} is not known yet`);
}

/** `import "./x"`: the module's top level runs. */
export function runImported(m: Machine, mod: ModuleState, specifier: string): void {
  const to = resolved(m, mod, specifier);
  const target = to.to === "file" ? loadModule(m, to.file) : null;
  if (target) runModule(m, target);
}

/** `require("x")`. */
export function requireValue(m: Machine, mod: ModuleState, specifier: string): Value {
  const to = resolved(m, mod, specifier);
  if (to.to === "external") return importValue(m, mod, specifier, "=");
  if (to.to === "nowhere") return unknown(`the module ${specifier} was not found`);
  const target = loadModule(m, to.file);
  if (!target) return unknown(`${to.file} could not be read`);
  if (!target.tree.esm) return exportValue(m, target, "=");
  runModule(m, target);
  return target.exports.has("=") ? topLevel(m, target, "=") : namespace(target);
}
