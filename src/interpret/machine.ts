import type { Module, Type } from "../syntax/tree.js";
import type { Project, Resolution } from "../workspace/types.js";
import type { Dialect } from "./dialect.js";
import type { Happening, Span } from "./happenings.js";
import type { World } from "./trail.js";
import type { Memo } from "./memo.js";
import type { PartNotes } from "./part.js";
import type { Sites } from "./sites.js";
import type { ClassV, FnV, Obj, Scope, TypeIn, Value } from "./values.js";
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
  /** Where its functions start that ran. */
  readonly ran: Set<number>;
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
  /** A list's method calls back with an element: nobody wrote these arguments here. */
  readonly forElement?: true;
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
  /** null: nothing goes on where it ends. */
  readonly exits: Exits | null;
}

/** Where a function began, and the worlds in which it was left before its end. */
export interface Exits {
  readonly mark: number;
  readonly born: number;
  readonly left: World[];
  isEveryWorldLeft: boolean;
}

/** Something that can be written to; `born` tells what is older than a call or an entry. */
export interface Holder {
  readonly born: number;
}

export interface Write {
  readonly holder: Holder;
  /** The map written to, or null for a field of the holder itself. */
  readonly map: Map<string, unknown> | null;
  readonly key: string;
  readonly old: unknown;
}

/** Asks once more, for the entry that runs now. */
export type Ask = (m: Machine) => void;

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
  /** Classes that may be made though no code is seen to make them. */
  readonly classes: ClassV[];
  /** Functions (and their nodes) that some run has called. */
  readonly visited: Set<object>;
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
  /** What the running entry asked too early, in order. */
  readonly asks: Ask[];
  /** The closure that is being run as an entry. */
  current: FnV | null;
  /** Every entry has run once: what they leave for each other is known. */
  haveAllRun: boolean;
  /** On a second chance: every arm of every condition is run. */
  forced: boolean;
  /** When the running entry began; 0: modules are being run. */
  entry: number;
  /** null: the whole project is read. */
  readonly part: PartNotes | null;
}

export class OutOfFuel extends Error {}
/** Made once: to note where it was thrown takes longer than what it ends. */
const outOfFuel = new OutOfFuel();

export type Completion = "normal" | "return" | "throw" | "break" | "continue";

export const spanOf = (mod: ModuleState, node: { readonly s: number; readonly e: number }): Span => ({
  file: mod.file,
  start: node.s,
  end: node.e,
});

export function burn(m: Machine): void {
  if (--m.fuel < 0) throw outOfFuel;
}
