import type { Machine } from "./machine.js";
import type { Span } from "./happenings.js";
import type { Arr, Dom, Obj, Unk, Value } from "./values.js";

/** What a call is told apart by: two calls of one function that are alike do the same. */
export interface Told {
  readonly tokens: readonly unknown[];
  readonly hash: number;
}

export interface Likeness extends Told {
  /** The objects, lists and unknowns it was handed: calls that are alike have like ones in the same order. */
  readonly handed: readonly Value[];
  /** There are objects or lists among them. */
  readonly isBuilt: boolean;
  /** Something made by the running entry tells it apart: after it no call will be like this one. */
  readonly isPassing: boolean;
}

/** With larger arguments a call is like no other. */
const MAX_HANDED = 60;

/** Injected instances: one for everybody. */
export const longLived = new WeakSet<Obj>();

/** Models and connections stay what they are. */
const stays = new Set(["model", "connection"]);

const object = Symbol("object");
const list = Symbol("list");
const rest = Symbol("rest");
const open = Symbol("open");
const maybe = Symbol("maybe");
const declared = Symbol("declared");
const union = Symbol("union");
const unsaid = Symbol("unknown");
const regex = Symbol("regex");
const again = Symbol("again");
const end = Symbol("end");

interface Spelling {
  readonly entry: number;
  readonly tokens: unknown[];
  readonly handed: Value[];
  hash: number;
  isBuilt: boolean;
  isPassing: boolean;
}

/** null: the call is like no other. What a test asks is told apart from what the program asks. */
export function likenessOf(
  m: Machine,
  self: Value,
  args: readonly Value[],
  isTest: boolean,
): Likeness | null {
  const { entry } = m;
  const hash = args.length;
  const s: Spelling = { entry, tokens: [isTest], handed: [], hash, isBuilt: false, isPassing: false };
  if (!spell(s, self)) return null;
  for (const v of args) if (!spell(s, v)) return null;
  return s;
}

export function isAlike(a: Told, b: Told): boolean {
  if (a.hash !== b.hash || a.tokens.length !== b.tokens.length) return false;
  for (let i = 0; i < a.tokens.length; i++) if (a.tokens[i] !== b.tokens[i]) return false;
  return true;
}

/** What never changes, and what stands for it. */
export const standIn = (v: Dom): unknown => (stays.has(v.kind.name) ? v.data : v.kind.standsFor?.(v));

function put(s: Spelling, token: unknown): void {
  s.tokens.push(token);
  if (typeof token === "number") mix(s, token);
  else if (typeof token === "string")
    mix(s, token.length + (token.charCodeAt(0) << 8) + (token.charCodeAt(token.length - 1) << 16));
}

const mix = (s: Spelling, n: number): void => void (s.hash = (Math.imul(s.hash, 31) + n) | 0);

function putBorn(s: Spelling, v: Value & { readonly born: number }): void {
  s.tokens.push(v);
  mix(s, v.born);
  if (v.born >= s.entry && s.entry > 0) s.isPassing = true;
}

/** False: nothing can stand for it. */
function spell(s: Spelling, v: Value): boolean {
  switch (v.t) {
    case "prim":
      put(s, v.v);
      return true;
    case "unk":
      spellUnknown(s, v);
      return true;
    case "regex":
      s.tokens.push(regex, v.source, v.flags, v.prefix);
      return true;
    case "fn":
    case "cls":
      putBorn(s, v);
      return true;
    case "builtin":
      put(s, v);
      return true;
    case "ns":
      put(s, v.mod);
      return true;
    case "union":
      put(s, union);
      mix(s, v.of.length);
      for (const o of v.of) if (!spell(s, o)) return false;
      put(s, end);
      return true;
    case "arr":
      return spellBuilt(s, v);
    case "obj":
      if (v.made) put(s, v.made);
      else if (longLived.has(v)) put(s, v);
      else return spellBuilt(s, v);
      return true;
    case "dom": {
      const is = standIn(v);
      if (is !== undefined) s.tokens.push(v.kind, is);
      return is !== undefined;
    }
  }
}

function spellBuilt(s: Spelling, v: Obj | Arr): boolean {
  const before = s.handed.indexOf(v);
  if (before >= 0) {
    put(s, again);
    put(s, before);
    return true;
  }
  s.isBuilt = true;
  s.handed.push(v);
  if (s.handed.length > MAX_HANDED) return false;
  put(s, v.t === "arr" ? list : object);
  // What is older than the entry others may have written to, each in its own way.
  if (v.born < s.entry) putBorn(s, v);
  place(s, v.at);
  if (!(v.t === "arr" ? spellItems(s, v) : spellMembers(s, v))) return false;
  put(s, end);
  return true;
}

function spellItems(s: Spelling, v: Arr): boolean {
  for (const c of v.items) {
    if (c.maybe) put(s, maybe);
    if (!spell(s, c.v)) return false;
  }
  if (!v.rest) return true;
  put(s, rest);
  return spell(s, v.rest);
}

function spellMembers(s: Spelling, v: Obj): boolean {
  put(s, v.cls);
  if (v.open) put(s, open);
  if (v.carry && !spell(s, v.carry)) return false;
  for (const [name, c] of v.props) {
    put(s, name);
    if (c.maybe) put(s, maybe);
    if (c.declared) put(s, declared);
    place(s, c.at);
    if (!spell(s, c.v)) return false;
  }
  return true;
}

function place(s: Spelling, at: Span | null | undefined): void {
  if (!at) return;
  s.tokens.push(at.file);
  put(s, at.start);
}

/** Unknowns that would be followed alike are one argument, whoever they are. */
function spellUnknown(s: Spelling, v: Unk): void {
  s.handed.push(v);
  if (v.written || v.later) return putBorn(s, v);
  put(s, unsaid);
  const { type, kind } = v;
  if (type) s.tokens.push("type", type.node, type.params);
  else if (v.element) s.tokens.push("element", v.element);
  if (kind) put(s, kind.length === 1 ? kind[0] : kind.join());
  if (v.prefix !== undefined) s.tokens.push("prefix", v.prefix);
  if (v.ending !== undefined) s.tokens.push("ending", v.ending);
  if (v.external !== undefined) s.tokens.push("external", v.external);
  if (v.carry?.t === "dom") s.tokens.push("carry", v.carry.data);
  if (v.key !== undefined && /models?$/i.test(v.key)) s.tokens.push("named", v.key);
  if (v.sure) s.tokens.push("sure");
}
