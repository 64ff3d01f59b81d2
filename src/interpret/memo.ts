import type { Fn } from "../syntax/tree.js";
import { isAlike, type Likeness, type Told } from "./likeness.js";
import type { Ask } from "./machine.js";
import type { Shared } from "./shared.js";
import type { ClassV, FnV } from "./values.js";

/** What a call gave. */
export interface Remembered extends Shared {
  readonly call: Told;
  /** How deep the call was, when its value is cut short by calls too deep to follow: it holds from there on only. */
  readonly depth: number;
  /** What it asked too early: whoever is given the same value asks for itself. */
  readonly asks: readonly Ask[];
}

/** By function or class. */
type Results = WeakMap<FnV | ClassV, Remembered[]>;

/** Remembered results of calls. */
export interface Memo {
  results: Results;
  /** Those that the running entry alone can ask for. */
  passing: Results;
  readonly luck: Map<Fn, Luck>;
}

/** How often a call of a function was looked for and found, and what those took that were followed. */
interface Luck {
  asked: number;
  found: number;
  runs: number;
  steps: number;
}

export const newMemo = (): Memo => ({ results: new WeakMap(), passing: new WeakMap(), luck: new Map() });

/** To tell a call apart costs about as much as so many steps. */
const LOOK = 3;

/** Asked before each look: do the steps it saves outweigh what it costs, as far as is seen until now? */
export function isWorthALook(memo: Memo, node: Fn): boolean {
  const its = luckOf(memo, node);
  its.asked++;
  return its.asked < 8 || its.asked * LOOK * its.runs < (its.found + 1) * its.steps;
}

/** Notes what it took to follow a call. */
export function noteSteps(memo: Memo, node: Fn, steps: number): void {
  const its = luckOf(memo, node);
  its.runs++;
  its.steps += steps;
}

function luckOf({ luck }: Memo, node: Fn): Luck {
  let its = luck.get(node);
  if (!its) luck.set(node, (its = { asked: 0, found: 0, runs: 0, steps: 0 }));
  return its;
}

/** What a call like this one gave. */
export function recall(memo: Memo, of: FnV | ClassV, call: Likeness): Remembered | null {
  const all = (call.isPassing ? memo.passing : memo.results).get(of);
  const known = all?.find((each) => isAlike(each.call, call));
  const its = known && memo.luck.get(of.node as Fn);
  if (its) its.found++;
  return known ?? null;
}

/** Of one function; what was found again was hardly ever older. */
const MOST = 32;

/** Remembers what a call gave, in place of what one like it gave before. */
export function remember(memo: Memo, of: FnV | ClassV, result: Remembered, isPassing: boolean): void {
  const results = isPassing ? memo.passing : memo.results;
  const all = results.get(of);
  if (!all) return void results.set(of, [result]);
  const before = all.findIndex((each) => isAlike(each.call, result.call));
  if (before >= 0) all[before] = result;
  else if (all.push(result) > MOST) all.shift();
}
