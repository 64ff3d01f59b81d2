import { isSame, isStore } from "./handed.js";
import { askAgain } from "./late.js";
import type { Machine } from "./machine.js";
import { perRun } from "./per-run.js";
import { isTest } from "./tests.js";
import { instanceOfType } from "./type-values.js";
import { findType } from "./types.js";
import type { ClassV, Unk, Value } from "./values.js";

/** What the program makes its classes with, by class. */
const constructions = perRun((): Map<ClassV, (readonly Value[])[]> => new Map());

/** Beyond so many different ones nothing is one thing. */
const MAX_DIFFERENT = 4;

/** Notes what a class is made with: `new Users(UserModel)`. A test makes it with stand-ins. */
export function noteConstruction(m: Machine, cls: ClassV, args: readonly Value[]): void {
  const from = m.frames[0]?.mod.file;
  if (args.some(isLasting) && (from === undefined || !isTest(from))) noteMadeWith(m, cls, args);
}

/** Notes what somebody who knows, a container, makes a class with. */
export function noteMadeWith(m: Machine, cls: ClassV, args: readonly Value[]): void {
  const made = constructions(m).get(cls);
  if (!made) constructions(m).set(cls, [args]);
  else if (made.length < MAX_DIFFERENT && !made.some((known) => isAlike(known, args))) made.push(args);
}

/** An argument for making the one that nobody is seen to use: what the program makes it with, if that is one thing and types say nothing. */
export function argumentFor(m: Machine, cls: ClassV, i: number, v: Value): Value {
  if (v.t !== "unk" || v.later || !isOpen(m, v)) return v;
  const later = (machine: Machine): Value | null => {
    const named = v.type && instanceOfType(machine, v.type, 0);
    return named && !isAny(named) ? named : givenAt(machine, cls, i);
  };
  return { ...v, later };
}

/** What everybody gives a class's constructor in a place; null: nothing, or several things. */
const givenAt = (m: Machine, cls: ClassV, i: number): Value | null => theOne(m, cls, (args) => args[i]);

/** The model or collection that a class hands to what it extends, which is not ours: `class Users extends MongoDataSource`. */
export const storeGiven = (m: Machine, cls: ClassV): Value | null =>
  theOne(m, cls, (args) => args.find((v) => v.t === "dom" && /^(model|collection)$/.test(v.kind.name)));

/** What the program gives each of a class; who asks before one is made asks again. */
function theOne(m: Machine, cls: ClassV, of: (args: readonly Value[]) => Value | undefined): Value | null {
  const made = constructions(m).get(cls);
  if (!made) {
    askAgain(m, `a ${cls.mod.file}#${cls.node.s}`, () => constructions(m).has(cls));
    return null;
  }
  const given = made.map(of);
  const [first] = given;
  return first && isLasting(first) && given.every((v) => v && isSame(first, v)) ? first : null;
}

/** Nothing is said of it, or `Model<any>`, or an interface that several classes may meet. */
function isOpen(m: Machine, { type }: Unk): boolean {
  const node = type?.node;
  if (!type || !node) return true;
  if (node.k === "tkw") return node.n === "any" || node.n === "unknown" || node.n === "object";
  if (node.k !== "tref") return node.k === "tobj";
  const named = findType(m, type, node.n);
  if (named?.is === "external") {
    const typed = instanceOfType(m, type, 0);
    return typed !== null && isAny(typed);
  }
  return named?.is === "declared" && (named.decl.k === "iface" || named.decl.k === "alias");
}

const isAny = (v: Value): boolean => v.t === "dom" && v.kind.isAny?.(v) === true;

/** What is made once and used by many: a model, a collection, an instance of a class, an object of those. */
const isLasting = (v: Value): boolean =>
  isStore(v) ||
  (v.t === "obj" &&
    (v.cls !== null ||
      [...v.props.values()].some((c) => isStore(c.v) || (c.v.t === "unk" && c.v.later !== undefined))));

const isAlike = (a: readonly Value[], b: readonly Value[]): boolean =>
  a.length === b.length && a.every((v, i) => b[i] !== undefined && isSame(v, b[i]));
