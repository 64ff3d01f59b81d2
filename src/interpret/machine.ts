import type { Module, Type } from "../syntax/tree.js";
import type { Project, Resolution } from "../workspace/types.js";
import type { Dialect } from "./dialect.js";
import type { Happening, Span } from "./happenings.js";
import type { Memo } from "./memo.js";
import type { PartNotes } from "./part.js";
import type { Sites } from "./sites.js";
import {
  type Cell,
  type ClassV,
  type FnV,
  join,
  type Obj,
  type Scope,
  tick,
  type TypeIn,
  type Value,
} from "./values.js";
import type { TypeTable } from "./types.js";

/** Limits, in steps and levels, never in time: results are the same on every machine. Figures: measured on real code. */
export const limits = {
  depth: 8,
  recursion: 2,
  entryFuel: 20_000,
  /** What all entries may take together: so much to begin with, and so much for each. Beyond it, each has scarce fuel. */
  headStart: 2_000_000,
  pace: 1_000,
  scarceFuel: 5_000,
  moduleFuel: 400_000,
  calleeShare: 0.7,
  /** On a second chance, a function's own end matters more than what it calls. */
  forcedShare: 0.1,
  unroll: 300,
  closuresPerNode: 64,
} as const;

export interface ModuleState {
  readonly file: string;
  readonly tree: Module;
  readonly scope: Scope;
  status: "new" | "running" | "done";
  /** Exported name → where it comes from. */
  readonly exports: ReadonlyMap<string, ExportEntry>;
  readonly stars: readonly string[];
  /** CommonJS `module`: its `exports` property is the module's value. */
  readonly cjs: Obj;
  readonly types: TypeTable;
  readonly resolved: Map<string, Resolution>;
}

export type ExportEntry =
  | { readonly local: string }
  | { readonly from: string; readonly name: string }
  | { readonly value: "default" | "assign" };

/** A call, as builtins see it. */
export interface Site {
  readonly self: Value;
  readonly args: readonly Value[];
  /** The whole call. */
  readonly at: Span;
  /** The called name. */
  readonly name: Span;
  readonly frame: Frame;
  readonly typeArgs?: readonly Type[];
}

/** One activation of a function or a module top level. */
export interface Frame {
  readonly fn: FnV | null;
  readonly mod: ModuleState;
  readonly self: Value;
  readonly args: readonly Value[];
  /** Where it was called from: the method's name. null: an entry. */
  readonly call: Span | null;
  readonly callee: string | null;
  readonly home: ClassV | null;
  readonly returns: Value[];
  readonly yields: Value[];
  readonly newTarget: ClassV | null;
  /** What the type parameters of the class or function stand for. */
  readonly typeParams?: ReadonlyMap<string, TypeIn>;
  /** `.map(cb)` and the like: the filter is not carried through. */
  readonly barrier: boolean;
  /** `cut`: calls below it were too deep to follow. */
  readonly state: { carried: boolean; cut?: boolean };
}

/** Something that can be written to; `born` tells what is older than a call or an entry. */
interface Holder {
  readonly born: number;
}

interface Write {
  readonly holder: Holder;
  /** The map written to, or null for a field of the holder itself. */
  readonly map: Map<string, unknown> | null;
  readonly key: string;
  readonly old: unknown;
}

export interface Machine {
  readonly project: Project;
  readonly dialects: readonly Dialect[];
  readonly modules: Map<string, ModuleState | null>;
  /** Files that mention something of ours. */
  readonly gated: ReadonlySet<string>;
  /** Files of which every function is run; of others, those that ask for something. */
  readonly roots: ReadonlySet<string>;
  readonly happenings: Happening[];
  readonly frames: Frame[];
  readonly globals: Scope;
  readonly sites: Sites;
  readonly memo: Memo;
  /** Every closure made, in order: the entries to come. */
  readonly closures: FnV[];
  /** How many closures of a function were queued. */
  readonly made: Map<object, number>;
  readonly classes: ClassV[];
  /** Functions (and their nodes) that some run has called. */
  readonly visited: Set<object>;
  /** Files the running entry rests on. */
  reads: Set<string>;
  fuel: number;
  depth: number;
  /** Arms of unknown conditions we are in, and early returns we are past. */
  branch: number;
  trail: Write[];
  nextId: number;
  /** Bugs of ours, kept from taking the run down; the test suite fails on any. */
  readonly errors: { readonly file: string; readonly error: unknown }[];
  /** Functions whose calls were cut off at the depth limit: what they do is not all seen yet. */
  readonly cut: Set<object>;
  /** Values that functions gave to variables around them: known to the functions that run later. */
  readonly late: Map<Scope, Map<string, Value>>;
  /** Entries that met such a variable before anybody had given it a value. */
  readonly waiting: Map<Scope, Map<string, Set<FnV>>>;
  /** Entries that asked a dialect too early, by what they asked: run again when it has an answer. */
  readonly early: Map<FnV, Map<string, () => boolean>>;
  /** The closure that is being run as an entry. */
  current: FnV | null;
  /** On a second chance: every arm of every condition is run. */
  forced: boolean;
  /** When the running entry began; 0: modules are being run. */
  entry: number;
  /** null: the whole project is read. */
  readonly part: PartNotes | null;
}

export class OutOfFuel extends Error {}

export type Completion = "normal" | "return" | "throw" | "break" | "continue";

export const spanOf = (mod: ModuleState, node: { readonly s: number; readonly e: number }): Span => ({
  file: mod.file,
  start: node.s,
  end: node.e,
});

export function burn(m: Machine): void {
  if (--m.fuel < 0) throw new OutOfFuel();
}

/** Every change of a variable or property goes through here, so that it can be undone. */
export function assign(
  m: Machine,
  holder: Holder,
  map: Map<string, Cell>,
  key: string,
  cell: Cell | undefined,
): void {
  m.trail.push({ holder, map, key, old: map.get(key) });
  poke({ holder, map, key }, cell);
}

/** The same for a field of an array (`items`, `rest`) or object (`open`). */
export function setField<H extends Holder, F extends keyof H & string>(
  m: Machine,
  holder: H,
  key: F,
  value: H[F],
): void {
  m.trail.push({ holder, map: null, key, old: holder[key] });
  poke({ holder, map: null, key }, value);
}

type Target = Pick<Write, "holder" | "map" | "key">;

const peek = (w: Target): unknown =>
  w.map ? w.map.get(w.key) : (w.holder as unknown as Record<string, unknown>)[w.key];

function poke(w: Target, value: unknown): void {
  if (!w.map) (w.holder as unknown as Record<string, unknown>)[w.key] = value;
  else if (value === undefined) w.map.delete(w.key);
  else w.map.set(w.key, value);
}

/** Undoes every write since the mark, newest first; with `olderThan`, only those to holders born before it. */
export function undo(m: Machine, mark: number, olderThan = Infinity): void {
  const { trail } = m;
  for (let i = trail.length - 1; i >= mark; i--) {
    const w = trail[i];
    if (w && w.holder.born < olderThan) poke(w, w.old);
  }
  trail.length = Math.min(trail.length, mark);
}

type Finals = Map<object, Map<string, Target & { value: unknown }>>;

const nothing: Finals = new Map();

/** What holders born before an arm hold at its end; what it made itself is nobody else's and stays as it is. */
function finalsSince(m: Machine, mark: number, born: number): Finals {
  if (m.trail.length === mark) return nothing;
  const finals: Finals = new Map();
  for (let i = mark; i < m.trail.length; i++) {
    const w = m.trail[i];
    if (!w || w.holder.born >= born) continue;
    const id = w.map ?? w.holder;
    let keys = finals.get(id);
    if (!keys) finals.set(id, (keys = new Map()));
    keys.set(w.key, { holder: w.holder, map: w.map, key: w.key, value: peek(w) });
  }
  return finals;
}

/**
 * Runs the arms of a branch whose condition is unknown, each from the same state, and joins what they wrote.
 * An arm that returned or threw drops out of the join.
 */
export function branch(m: Machine, arms: readonly (() => Completion)[]): Completion {
  const live: Finals[] = [];
  const ends = new Set<Completion>();
  for (const arm of arms) {
    const mark = m.trail.length;
    const born = tick();
    const level = m.branch++;
    let end: Completion;
    try {
      end = arm();
    } finally {
      m.branch = level;
    }
    const finals = finalsSince(m, mark, born);
    undo(m, mark, born);
    ends.add(end);
    if (end !== "return" && end !== "throw") live.push(finals);
  }
  joinArms(m, live);
  if (ends.has("normal")) {
    if (ends.has("return") || ends.has("break") || ends.has("continue")) m.branch++;
    return "normal";
  }
  if (ends.has("continue")) return "continue";
  if (ends.has("break")) return "break";
  return ends.has("return") ? "return" : "throw";
}

function joinArms(m: Machine, live: readonly Finals[]): void {
  if (live.every((f) => f === nothing)) return;
  const touched = new Map<object, Map<string, Target>>();
  for (const finals of live)
    for (const [id, keys] of finals) {
      let all = touched.get(id);
      if (!all) touched.set(id, (all = new Map()));
      for (const [key, target] of keys) all.set(key, target);
    }
  for (const [id, keys] of touched)
    for (const [key, w] of keys) {
      const values = live.map((f) => {
        const own = f.get(id)?.get(key);
        return own ? own.value : peek(w);
      });
      m.trail.push({ holder: w.holder, map: w.map, key, old: peek(w) });
      poke(w, values.length === 1 ? values[0] : merge(w, values));
    }
}

/** What a cell or field holds after arms that left different values in it. */
function merge(w: Target, values: readonly unknown[]): unknown {
  if (w.map) return mergeCells(values as readonly (Cell | undefined)[]);
  if (w.key === "items")
    return mergeItems(peek(w) as readonly Cell[], values as readonly (readonly Cell[])[]);
  if (w.key === "open") return values.some(Boolean);
  if (w.key === "rest") {
    const known = (values as readonly (Value | null)[]).filter((v) => v !== null);
    return known.length === 0 ? null : join(known);
  }
  return values.find((v) => v !== undefined);
}

function mergeCells(cells: readonly (Cell | undefined)[]): Cell | undefined {
  const known = cells.filter((c) => c !== undefined);
  const first = known[0];
  if (!first || (known.length === cells.length && known.every((c) => c === first))) return first;
  const maybe = known.length < cells.length || known.some((c) => c.maybe);
  const at = known.find((c) => c.at)?.at;
  return { v: join(known.map((c) => c.v)), ...(maybe && { maybe }), ...(at && { at }) };
}

/** What was there before the arms is joined place by place; what they put in front of it or added comes before or after it. */
function mergeItems(before: readonly Cell[], lists: readonly (readonly Cell[])[]): readonly Cell[] {
  const inFront = (l: readonly Cell[]): number => {
    const n = l.length - before.length;
    return n > 0 && before.length > 0 && before.every((c, i) => l[n + i] === c) ? n : 0;
  };
  const maybe = (c: Cell): Cell => ({ ...c, maybe: true });
  const put = lists.flatMap((l) => l.slice(0, inFront(l)).map(maybe));
  const others = lists.map((l) => l.slice(inFront(l)));
  const kept = before.flatMap((_, i) => mergeCells(others.map((l) => l[i])) ?? []);
  const added = others.flatMap((l) => l.slice(before.length).map(maybe));
  return [...put, ...kept, ...added].slice(0, limits.unroll);
}

/** Runs something that happens once for everybody (a module, an injected instance): outside any branch, never undone. */
export function aside<T>(m: Machine, fuel: number, run: () => T): T {
  const kept = { trail: m.trail, branch: m.branch, fuel: m.fuel, depth: m.depth, entry: m.entry };
  const frames = m.frames.splice(0);
  const made = m.closures.length;
  m.trail = [];
  m.branch = 0;
  m.fuel = fuel;
  m.depth = 0;
  m.entry = 0;
  try {
    return run();
  } finally {
    m.trail = kept.trail;
    m.branch = kept.branch;
    m.fuel = kept.fuel;
    m.depth = kept.depth;
    m.entry = kept.entry;
    m.frames.splice(0, m.frames.length, ...frames);
    for (let i = made; i < m.closures.length; i++) lasting.add(m.closures[i] as object);
  }
}

const lasting = new WeakSet<object>();

/** Was it made aside, for everybody, whatever becomes of the call during which that happened? */
export const isLasting = (fn: FnV): boolean => lasting.has(fn);
