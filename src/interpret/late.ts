import { longLived } from "./likeness.js";
import type { Machine } from "./machine.js";
import { perRun } from "./per-run.js";
import { type ClassV, join, type Obj, unknown, type Value } from "./values.js";

/** What functions set on objects that are older than they: an entry is undone when it ends, that it does so is a fact. */
interface Late {
  readonly named: WeakMap<Obj | ClassV, Map<string, Value>>;
  /** Set on classes themselves. */
  readonly statics: WeakMap<ClassV, Map<string, Value>>;
  /** Set under a name that is not known. */
  readonly unnamed: WeakMap<Obj, Value>;
  readonly ids: WeakMap<Obj | ClassV, number>;
  next: number;
}

const lateOf = perRun((): Late => ({
  named: new WeakMap(),
  statics: new WeakMap(),
  unnamed: new WeakMap(),
  ids: new WeakMap(),
  next: 0,
}));

/** Older than the entry that runs, or one for everybody. */
const isShared = (m: Machine, o: Obj): boolean => m.entry > 0 && (o.born < m.entry || longLived.has(o));

/** Notes that a function sets a member of an object that others may read; a plain value tells only that there is one. */
export function rememberMember(m: Machine, o: Obj, key: string, v: Value): void {
  if (m.entry === 0 || isNothing(v)) return;
  const { named } = lateOf(m);
  if (isShared(m, o)) remember(named, o, key, v);
  if (o.cls && !m.frames.at(-1)?.newTarget) remember(named, o.cls, key, v);
}

/** The same for a static of a class. */
export function rememberStatic(m: Machine, cls: ClassV, key: string, v: Value): void {
  if (m.entry > 0 && !isNothing(v)) remember(lateOf(m).statics, cls, key, v);
}

const isNothing = (v: Value): boolean => v.t === "prim" && (v.v === null || v.v === undefined);

function remember<H extends object>(
  all: WeakMap<H, Map<string, Value>>,
  holder: H,
  key: string,
  v: Value,
): void {
  let members = all.get(holder);
  if (!members) all.set(holder, (members = new Map()));
  const old = members.get(key);
  const kept = v.t === "prim" ? unknown(`${key} is set elsewhere`, { key }) : v;
  members.set(key, old ? join([old, kept]) : kept);
}

/** Notes what an object holds under names that are not known. */
export function rememberUnnamed(m: Machine, o: Obj, v: Value): void {
  const { unnamed } = lateOf(m);
  const old = unnamed.get(o);
  unnamed.set(o, old ? join([old, v]) : v);
}

/** Notes that a function gives an object that others may read members of which nothing is known. */
export function rememberOpened(m: Machine, o: Obj): void {
  if (isShared(m, o)) rememberUnnamed(m, o, unknown("a member that is set elsewhere"));
}

/** What an object is seen to hold under names that are not known. */
export const unnamedMember = (m: Machine, o: Obj): Value | undefined => lateOf(m).unnamed.get(o);

/** A member that some other function gives the object; an entry that asks too early asks again. */
export function lateMember(m: Machine, o: Obj, key: string): Value | undefined {
  if (!isShared(m, o)) return undefined;
  const { unnamed } = lateOf(m);
  const given = givenTo(m, o, key);
  if (given || unnamed.has(o)) return given;
  askAgain(m, `member ${identity(m, o)}.${key}`, () => unnamed.has(o) || givenTo(m, o, key) !== undefined);
  return undefined;
}

/** A static that some other function gives the class, or one it extends; an entry that asks too early asks again. */
export function lateStatic(m: Machine, cls: ClassV, key: string): Value | undefined {
  if (m.entry === 0) return undefined;
  const { statics } = lateOf(m);
  const given = (): Value | undefined => {
    let v: Value | undefined;
    for (let c: Value | null = cls; !v && c?.t === "cls"; c = c.base) v = statics.get(c)?.get(key);
    return v;
  };
  const late = given();
  if (late) return late;
  askAgain(m, `static ${identity(m, cls)}.${key}`, () => given() !== undefined);
  return undefined;
}

/** The entry that runs is run again when what it asked for is known in the end. */
export function askAgain(m: Machine, what: string, isKnown: () => boolean): void {
  if (!m.current) return;
  let asked = m.early.get(m.current);
  if (!asked) m.early.set(m.current, (asked = new Map()));
  asked.set(what, isKnown);
  m.asks.push((machine) => askAgain(machine, what, isKnown));
}

/** What an object was given; else what a method of its class gives any one of them. */
function givenTo(m: Machine, o: Obj, key: string): Value | undefined {
  const { named } = lateOf(m);
  const own = named.get(o)?.get(key);
  if (own || !o.cls) return own;
  const any = named.get(o.cls)?.get(key);
  return any?.t === "union" ? undefined : any;
}

function identity(m: Machine, o: Obj | ClassV): number {
  const late = lateOf(m);
  let id = late.ids.get(o);
  if (id === undefined) late.ids.set(o, (id = late.next++));
  return id;
}
