import type { Project } from "../workspace/types.js";
import { globalScope } from "./builtins/globals.js";
import type { Dialect } from "./dialect.js";
import { runEntries } from "./entries.js";
import type { Happening, Happenings } from "./happenings.js";
import type { Machine } from "./machine.js";
import { newMemo } from "./memo.js";
import { loadModule, runModule } from "./modules.js";
import { newPart } from "./part.js";
import { settle } from "./settle.js";
import { newSites, type SiteSeen } from "./sites.js";

export interface Interpreted extends Happenings {
  /** What became of every call of an operation name. */
  readonly sites: readonly SiteSeen[];
  readonly ran: Ran;
  /** Bugs of ours that were kept from taking the run down. */
  readonly errors: readonly { readonly file: string; readonly error: unknown }[];
}

/** By file that was read: where the functions start that ran, in order. */
export interface Ran {
  readonly [file: string]: readonly number[];
}

/** Interprets a project: module top levels first, then every function nobody called. Nothing of it is ever executed. */
export function interpret(project: Project, dialects: readonly Dialect[]): Interpreted {
  const m = follow(project, dialects);
  const seen = [...m.sites.seen.values()].filter((s) => m.gated.has(s.at.file));
  const list = [...settle(m.happenings), ...readErrors(m), ...siteGaps(seen)];
  return {
    root: project.root,
    list,
    ...textsOf(m, new Set(list.flatMap(filesOf))),
    packageOf: packagesOf(project),
    sites: seen,
    ran: ranIn(m),
    errors: m.errors,
  };
}

function ranIn(m: Machine): Ran {
  const ran: Record<string, readonly number[]> = {};
  for (const mod of m.modules.values()) if (mod) ran[mod.file] = [...mod.ran].sort((a, b) => a - b);
  return ran;
}

/** Apart from what runs: a closure made beside the machine would keep all of it alive. */
const packagesOf =
  (project: Project): Happenings["packageOf"] =>
  (file) =>
    project.packageOf(file);

/** Runs all there is to run. */
export function follow(project: Project, dialects: readonly Dialect[]): Machine {
  const m = machine(project, dialects);
  for (const file of project.roots) loadModule(m, file);
  for (const file of project.roots) {
    const mod = m.modules.get(file);
    if (mod) runModule(m, mod);
  }
  runEntries(m);
  for (const d of dialects) d.finish?.(m);
  return m;
}

/** The lines of these files, and the comments of all that were read. */
export function textsOf(m: Machine, files: ReadonlySet<string>): Pick<Happenings, "lines" | "comments"> {
  const lines: Record<string, readonly number[]> = {};
  const comments: Record<string, Happenings["comments"][string]> = {};
  for (const file of [...m.modules.keys()].sort()) {
    const mod = m.modules.get(file);
    if (!mod) continue;
    if (files.has(file)) lines[file] = mod.tree.lines;
    if (mod.tree.comments.length > 0) comments[file] = mod.tree.comments;
  }
  return { lines, comments };
}

const machine = (project: Project, dialects: readonly Dialect[]): Machine => ({
  project,
  dialects,
  modules: new Map(),
  gated: new Set(project.gated),
  roots: new Set(project.within?.isRoot === false ? [] : project.roots),
  happenings: [],
  frames: [],
  globals: globalScope(),
  sites: newSites(),
  memo: newMemo(),
  closures: [],
  made: new Map(),
  classes: [],
  visited: new Set(),
  cut: new Set(),
  late: new Map(),
  waiting: new Map(),
  early: new Map(),
  asks: [],
  current: null,
  haveAllRun: false,
  forced: false,
  fuel: 0,
  depth: 0,
  branch: 0,
  trail: [],
  nextId: 1,
  errors: [],
  entry: 0,
  part: project.own ? newPart(project.own) : null,
});

/** Modules with syntax errors. */
export function readErrors(m: Machine): readonly Happening[] {
  const gaps: Happening[] = [];
  for (const [file, mod] of m.modules)
    if (mod?.tree.error)
      gaps.push({
        type: "gap",
        what: "module",
        why: `a syntax error: ${mod.tree.error.message}`,
        at: { file, start: mod.tree.error.start, end: mod.tree.error.start },
      });
  return gaps;
}

/** Nothing is dropped silently: a call of an operation name that is no query and no look-alike is a gap. */
export function siteGaps(seen: readonly SiteSeen[]): readonly Happening[] {
  return seen
    .filter((s) => s.outcome === "unknown" || s.outcome === null)
    .map((s) => ({
      type: "gap",
      what: "query",
      why:
        s.outcome === null
          ? `\`${s.operation}\`: the code around it was never reached`
          : `\`${s.operation}\`: ${s.why}`,
      at: s.at,
    }));
}

/** Every file a fact points into. */
export function filesOf(fact: unknown): readonly string[] {
  const files = new Set<string>();
  const walk = (v: unknown): void => {
    if (typeof v !== "object" || v === null) return;
    if ("file" in v && typeof v.file === "string" && "start" in v) files.add(v.file);
    for (const x of Object.values(v)) walk(x);
  };
  walk(fact);
  return [...files];
}
