import type { Fn } from "../syntax/tree.js";
import { callFunction, unknownArgs } from "./call.js";
import { type Frame, limits, type Machine, OutOfFuel, undo } from "./machine.js";
import { operationCalls, visit } from "./sites.js";
import { type FnV, tick, undef, unknown } from "./values.js";

const registering = new Set(["model", "getModelForClass", "discriminator", "forFeature", "forFeatureAsync", "Schema", "createForClass", "index", "createIndex", "plugin"]);

/**
 * Runs every function that nobody called, once, with unknown arguments; those that register something first, each of their
 * closures (a factory makes one node with many environments). Then a second chance for query calls that no run reached.
 */
export function runEntries(m: Machine): void {
  const order = importersFirst(m);
  const isRegistering = memoised((node: Fn) => registers(node));
  const perNode = new Map<Fn, number>();
  const done = new Set<FnV>();

  const round = (wanted: (fn: FnV) => boolean): void => {
    for (;;) {
      const batch = m.closures.filter((fn) => !done.has(fn) && wanted(fn));
      if (batch.length === 0) return;
      batch.sort((a, b) => (order.get(a.mod.file) ?? 0) - (order.get(b.mod.file) ?? 0));
      for (const fn of batch) {
        done.add(fn);
        const runs = perNode.get(fn.node) ?? 0;
        const cap = isRegistering(fn.node) ? limits.closuresPerNode : 1;
        if (m.visited.has(isRegistering(fn.node) ? fn : fn.node) || runs >= cap) continue;
        perNode.set(fn.node, runs + 1);
        runEntry(m, fn);
      }
    }
  };
  round((fn) => isRegistering(fn.node));
  round(() => true);
  secondChance(m, order);
}

function secondChance(m: Machine, order: ReadonlyMap<string, number>): void {
  const nodes = new Set<Fn>();
  const closures = [...m.closures].sort((a, b) => (order.get(a.mod.file) ?? 0) - (order.get(b.mod.file) ?? 0));
  for (const fn of closures) {
    if (nodes.has(fn.node)) continue;
    nodes.add(fn.node);
    const missed = operationCalls(fn.node.body).some((s) => m.sites.seen.get(`${fn.mod.file}:${s}`)?.outcome === null);
    if (missed) runEntry(m, fn);
  }
}

/** One entry: on its own fuel, undone when it ends but for what it made itself. */
function runEntry(m: Machine, fn: FnV): void {
  const born = tick();
  const frame: Frame = {
    fn: null,
    mod: fn.mod,
    self: undef,
    args: [],
    call: null,
    callee: null,
    home: fn.home,
    returns: [],
    yields: [],
    newTarget: null,
    barrier: false,
    state: { carried: false },
  };
  m.frames.length = 0;
  m.trail = [];
  m.fuel = limits.entryFuel;
  m.depth = 0;
  m.branch = 0;
  try {
    m.frames.push(frame);
    const self = fn.node.arrow ? (fn.self ?? undef) : (fn.owner?.(m) ?? unknown("this"));
    const args = unknownArgs(m, fn);
    m.frames.length = 0;
    callFunction(m, fn, self, args, { call: null, callee: null });
  } catch (error) {
    if (error instanceof OutOfFuel || error instanceof RangeError)
      m.happenings.push({
        type: "gap",
        what: "module",
        why: `the function ${fn.name ?? "here"} was too long to follow to its end`,
        at: { file: fn.mod.file, start: fn.node.s, end: fn.node.s },
      });
    else m.errors.push({ file: fn.mod.file, error });
  } finally {
    m.frames.length = 0;
    undo(m, 0, born);
  }
}

function registers(node: Fn): boolean {
  let found = false;
  visit(node.body, (x) => {
    if (x.k !== "call" && x.k !== "new") return;
    const name = x.f.k === "id" ? x.f.n : x.f.k === "mem" ? x.f.n : "";
    if (registering.has(name)) found = true;
  });
  return found;
}

function memoised<K extends object, V>(compute: (k: K) => V): (k: K) => V {
  const known = new Map<K, V>();
  return (k) => {
    const v = known.get(k);
    if (v !== undefined) return v;
    const made = compute(k);
    known.set(k, made);
    return made;
  };
}

/** Reverse postorder of the import graph: a handler runs before the service it calls. */
function importersFirst(m: Machine): ReadonlyMap<string, number> {
  const post: string[] = [];
  const seen = new Set<string>();
  const walk = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const mod = m.modules.get(file);
    for (const specifier of mod?.tree.specifiers ?? []) {
      const to = m.project.resolve(file, specifier);
      if (to.to === "file" && m.modules.has(to.file)) walk(to.file);
    }
    post.push(file);
  };
  for (const file of [...m.modules.keys()].sort()) walk(file);
  return new Map(post.reverse().map((file, i) => [file, i]));
}
