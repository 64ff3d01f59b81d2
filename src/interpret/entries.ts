import type { Fn } from "../syntax/tree.js";
import { countsAs, hasThis, isRepeated, isSurpassed } from "./apart.js";
import { isLasting } from "./aside.js";
import { callFunction } from "./call.js";
import { unqueue } from "./closures.js";
import { functionFields, instanceOf } from "./classes.js";
import { frameIn } from "./frame.js";
import type { Happening } from "./happenings.js";
import { unknownArgs } from "./unknown-call.js";
import { limits, type Machine, OutOfFuel } from "./machine.js";
import { undo } from "./trail.js";
import { retold, takeBack, toldOfItself } from "./retold.js";
import { isMissed } from "./sites.js";
import { madeByTests } from "./tests.js";
import { tell } from "./tell.js";
import { type FnV, tick, undef, unknown } from "./values.js";

/**
 * Runs every function that nobody called, once, with unknown arguments; a function that registers something with each of its
 * closures (a factory makes one node with many environments). Then a second chance for query calls that no run reached.
 */
export function runEntries(m: Machine): void {
  const order = importersFirst(m);
  const rank = (fn: FnV): number => order.get(fn.mod.file) ?? 0;
  const entries: Entries = { runs: new Map(), told: new Map(), missed: [], begun: 0, taken: 0 };
  const runAll = (): void => {
    while (m.closures.length > 0) runBatch(m, inOrder(m.closures.splice(0), rank), entries);
  };
  runAll();
  m.closures.push(...madeByTests(m));
  runAll();
  makeUnmade(m);
  runAll();
  m.haveAllRun = true;
  runAgain(m, awaited(m), entries);
  secondChance(m, inOrder([...entries.missed, ...m.closures], rank), entries);
}

const inOrder = (closures: FnV[], rank: (fn: FnV) => number): FnV[] =>
  closures.sort((a, b) => rank(a) - rank(b));

/** Each is let go after its turn, and with it the world it was made in. */
function runBatch(m: Machine, batch: FnV[], entries: Entries): void {
  batch.reverse();
  for (let fn = batch.pop(); fn; fn = batch.pop()) {
    if (isDue(m, entries, fn)) runEntry(m, fn, entries);
    if (isMissed(m.sites, fn.mod.tree, fn.node)) entries.missed.push(fn);
  }
}

/** A class whose functions are all in its fields, and which nobody has made: a framework will. */
function makeUnmade(m: Machine): void {
  for (const cls of m.classes)
    if (functionFields(cls.node).some((fn) => isMissed(m.sites, cls.mod.tree, fn))) instanceOf(m, cls);
}

/** Entries that met a variable before the function that assigns it had run, or asked for what is known only now. */
function awaited(m: Machine): readonly FnV[] {
  const again = new Set<FnV>();
  for (const [scope, names] of m.waiting)
    for (const [name, entries] of names)
      if (m.late.get(scope)?.has(name)) for (const fn of entries) again.add(fn);
  for (const [fn, asked] of m.early) if ([...asked.values()].some((isKnown) => isKnown())) again.add(fn);
  return [...again];
}

/** What they read is known now: what they tell takes the place of what they told. */
function runAgain(m: Machine, again: readonly FnV[], entries: Entries): void {
  if (again.length === 0) return;
  m.memo.results = new WeakMap();
  const old = new Set<Happening>();
  for (const fn of again) {
    const first = entries.told.get(fn) ?? [];
    runEntry(m, fn, entries);
    for (const fact of retold(first, entries.told.get(fn) ?? [])) old.add(fact);
  }
  takeBack(m, old);
}

interface Entries {
  /** How often each function was run as an entry, by what its closures count as. */
  readonly runs: Map<object, number>;
  /** What each told of its own body when it was last run. */
  readonly told: Map<FnV, readonly Happening[]>;
  /** Functions whose turn has come without a run that reached all their calls. */
  readonly missed: FnV[];
  /** How many were run, and the steps they took together. */
  begun: number;
  taken: number;
}

/** Where nearly every function leads to nearly all others, each is followed less far: cost stays in line with size. */
const fuelFor = (m: Machine, { begun, taken }: Entries): number =>
  m.forced || taken <= limits.headStart + limits.pace * begun ? limits.entryFuel : limits.scarceFuel;

function isDue(m: Machine, entries: Entries, fn: FnV): boolean {
  if (!isWithin(m, fn)) return false;
  const many = fn.node.declares === true;
  if (!fn.node.asks && !many && !m.roots.has(fn.mod.file)) return false;
  const as = many ? fn.node : countsAs(m, fn);
  const runs = entries.runs.get(as) ?? 0;
  if (isRepeated(m, fn) || (!many && isSurpassed(m, fn))) return false;
  const isSeen = m.visited.has(many ? fn : as) && !m.cut.has(fn.node);
  if (isSeen || runs >= (many ? limits.closuresPerNode : 1)) return false;
  entries.runs.set(as, runs + 1);
  return true;
}

/** Was it followed from its calls, as far as they lead? Should one not be, another closure stands for it: with this one goes the world it was made in. */
const isSeen = (m: Machine, fn: FnV): boolean =>
  fn.node.declares !== true &&
  !hasThis(fn) &&
  !isLasting(fn) &&
  m.visited.has(countsAs(m, fn)) &&
  !m.cut.has(fn.node) &&
  !isMissed(m.sites, fn.mod.tree, fn.node);

/** Will it never run again? With it goes the world it was made in. */
const isSpent = (m: Machine, { runs }: Entries, fn: FnV): boolean =>
  fn.node.declares !== true && runs.has(countsAs(m, fn)) && !isMissed(m.sites, fn.mod.tree, fn.node);

/** Of a file read anew after an edit, only what the edit touches is run; of a part, only what is its own. */
function isWithin({ part, project: { within } }: Machine, fn: FnV): boolean {
  const { mod, node } = fn;
  if (part && !part.own.has(mod.file) && !part.made.has(fn)) return false;
  return !within || (mod.file === within.file && node.s <= within.end && within.start <= node.e);
}

function secondChance(m: Machine, closures: readonly FnV[], entries: Entries): void {
  const nodes = new Set<Fn>();
  for (const fn of closures) {
    if (nodes.has(fn.node)) continue;
    nodes.add(fn.node);
    if (!isWithin(m, fn) || !isMissed(m.sites, fn.mod.tree, fn.node)) continue;
    m.forced = true;
    runEntry(m, fn, entries);
    m.forced = false;
  }
}

/**
 * One entry, on its own fuel. Functions it made see the world as it left it; then all it wrote is undone, but for what it
 * made itself, so that entries cannot disturb each other.
 */
function runEntry(m: Machine, fn: FnV, entries: Entries): void {
  const { entry, branch } = m;
  const mark = m.trail.length;
  const made = m.closures.length;
  const told = m.happenings.length;
  const { current } = m;
  m.current = fn;
  m.entry = tick();
  const born = m.entry;
  m.frames.length = 0;
  m.asks.length = 0;
  m.memo.passing = new WeakMap();
  const fuel = fuelFor(m, entries);
  m.fuel = fuel;
  m.depth = 0;
  m.branch = 0;
  try {
    m.frames.push(frameIn(fn.mod, { home: fn.home }));
    const self = fn.node.arrow ? (fn.self ?? undef) : (fn.owner?.(m) ?? unknown("this"));
    const args = unknownArgs(m, fn, fn.typeParams);
    m.frames.length = 0;
    callFunction(m, fn, self, args, { call: null, callee: null });
  } catch (error) {
    if (error instanceof OutOfFuel || error instanceof RangeError) tooLong(m, fn);
    else m.errors.push({ file: fn.mod.file, error });
  }
  m.current = current;
  entries.begun++;
  entries.taken += fuel - Math.max(m.fuel, 0);
  entries.told.set(fn, toldOfItself(m, fn, told));
  for (let i = made; i < m.closures.length; i++) {
    const inner = m.closures[i];
    if (inner && isDue(m, entries, inner)) runEntry(m, inner, entries);
  }
  for (const inner of m.closures.splice(made))
    if (isSeen(m, inner)) unqueue(m, inner);
    else if (!isSpent(m, entries, inner)) m.closures.push(inner);
  m.frames.length = 0;
  undo(m, mark, born);
  m.entry = entry;
  m.branch = branch;
}

const tooLong = (m: Machine, fn: FnV): void =>
  void tell(m, {
    type: "gap",
    what: "module",
    why: `the function ${fn.name ?? "here"} was too long to follow to its end`,
    at: { file: fn.mod.file, start: fn.node.s, end: fn.node.s },
  });

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
