import type { Cls as ClsNode, Fn as FnNode, Type } from "../syntax/tree.js";
import type { Datum, Span } from "./happenings.js";
import type { Machine, ModuleState, Site } from "./machine.js";

/** A variable or property: `maybe` = the key may be absent. Cells are never changed, only replaced. */
export interface Cell {
  readonly v: Value;
  readonly maybe?: boolean;
  readonly at?: Span;
  /** A class declares the field and leaves it to its methods to set. */
  readonly declared?: true;
}

export type Props = Map<string, Cell>;

export interface Scope {
  readonly vars: Props;
  readonly parent: Scope | null;
  /** `var` and functions land here. */
  readonly fn: boolean;
  readonly born: number;
  /** A module's top level: its imported names, and itself. */
  readonly imports?: ReadonlyMap<string, { readonly from: string; readonly name: string }>;
  readonly mod?: ModuleState;
}

export interface Prim {
  readonly t: "prim";
  readonly v: string | number | boolean | null | undefined;
}

export interface Obj {
  readonly t: "obj";
  readonly props: Props;
  /** May have further unknown keys. */
  open: boolean;
  readonly cls: ClassV | null;
  readonly at: Span | null;
  /** Values spread or assigned into it: a filter is carried by them. */
  readonly sources: Value[];
  readonly born: number;
  /** Of an instance that is still as its constructor left it: which construction that was. */
  made?: object | null;
  /** A constructor we do not have was handed a Model: the instance's `.model` is that Model. */
  carry?: Value;
}

export interface Arr {
  readonly t: "arr";
  items: readonly Cell[];
  /** Zero or more further elements, each like this. */
  rest: Value | null;
  readonly at: Span | null;
  readonly born: number;
}

export interface FnV {
  readonly t: "fn";
  readonly node: FnNode;
  readonly scope: Scope;
  readonly mod: ModuleState;
  /** Lexical `this` of an arrow. */
  readonly self: Value | null;
  readonly name: string | null;
  /** The class it is a member of (for `super`). */
  readonly home: ClassV | null;
  /** Properties put on the function itself; null: none was yet (`propsOf`). */
  props: Props | null;
  /** What `this` is when nobody calls it: set by a dialect (statics, methods, hooks). */
  owner: ((m: Machine) => Value) | null;
  /** An accessor: reading it calls it. */
  readonly getter?: boolean;
  /** What the type parameters around it stood for when it was made. */
  readonly typeParams?: TypeParams;
  readonly born: number;
}

export type TypeParams = ReadonlyMap<string, TypeIn>;

export interface ClassV {
  readonly t: "cls";
  readonly node: ClsNode;
  readonly scope: Scope;
  readonly mod: ModuleState;
  readonly name: string | null;
  readonly base: Value | null;
  readonly statics: Props;
  /** Methods and accessors, from the declaration. */
  readonly methods: Props;
  readonly born: number;
}

export interface Builtin {
  readonly t: "builtin";
  readonly name: string;
  readonly call: (m: Machine, site: Site) => Value;
  /** Called with `new`. */
  readonly construct?: (m: Machine, site: Site) => Value;
  /** What a class that extends it makes is what it makes. */
  readonly extendable?: true;
  readonly props?: Props;
}

export interface UnionV {
  readonly t: "union";
  readonly of: readonly Value[];
}

/** An annotation with the module it was written in, and what its type parameters stand for. */
export interface TypeIn {
  readonly node: Type;
  readonly mod: ModuleState;
  readonly params?: ReadonlyMap<string, TypeIn>;
  /** Of a member: it may be missing. */
  readonly optional?: boolean;
}

export interface Unk {
  readonly t: "unk";
  readonly why: string;
  readonly type?: TypeIn;
  readonly of?: Value;
  readonly key?: string;
  readonly at?: Span;
  /** Known beginning of a string. */
  readonly prefix?: string;
  /** Known end of a string that has no known beginning. */
  readonly ending?: string;
  /** An unknown call that was handed a Model returns something whose `.model` is that Model. */
  readonly carry?: Value;
  /** The package it came from. */
  readonly external?: string;
  /** What is known of it all the same: "string", "number", "array", … */
  readonly kind?: readonly string[];
  /** It is of that kind and never missing: it was given for a parameter that may also be of another kind. */
  readonly sure?: true;
  readonly element?: Value;
  readonly born: number;
  /** A typed copy of this unknown: they are one value. */
  readonly alias?: Value;
  props?: Props;
  /** The code has set a member of it. */
  written?: boolean;
  expanded?: Value | null;
  /** What a container puts in its place, once somebody has told the container. */
  readonly later?: (m: Machine) => Value | null;
}

export interface Regex {
  readonly t: "regex";
  readonly source: string | null;
  readonly flags: string;
  readonly prefix?: string;
}

/** A module's exports. */
export interface Ns {
  readonly t: "ns";
  readonly mod: ModuleState;
}

/** Values a dialect knows: schemas, models, queries, connections … `data` is the dialect's own. */
export interface Dom {
  readonly t: "dom";
  readonly kind: DomKind;
  readonly data: unknown;
}

/** How values of one kind behave. */
export interface DomKind {
  readonly name: string;
  get(m: Machine, self: Dom, key: string, at: Span | null): Value;
  set?(m: Machine, self: Dom, key: string, value: Value, at: Span | null): void;
  call?(m: Machine, self: Dom, site: Site): Value;
  construct?(m: Machine, self: Dom, site: Site): Value;
  awaited?(m: Machine, self: Dom): Value;
  /** The element a loop over it gives. */
  element?(m: Machine, self: Dom): Value;
  /** The elements a loop over it gives, where more than one is known. */
  list?(m: Machine, self: Dom): Arr;
  freeze(m: Machine, self: Dom): Datum;
  /** Only its type is known: it may be any of its kind. */
  isAny?(self: Dom): boolean;
  /** What tells it apart, where nothing of it ever changes. */
  standsFor?(self: Dom): object | undefined;
  /** undefined: may be null. */
  readonly truthy: true | undefined;
}

export type Value = Prim | Obj | Arr | FnV | ClassV | Builtin | UnionV | Unk | Regex | Ns | Dom;

let clock = 0;
/** A serial number: what was born before a call began is older than it. */
export const tick = (): number => ++clock;

export const undef: Prim = { t: "prim", v: undefined };
export const nil: Prim = { t: "prim", v: null };
/** What `let x;` or `let x = null;` holds until somebody assigns it. */
export const unset: Prim = { t: "prim", v: undefined };
export const yes: Prim = { t: "prim", v: true };
export const no: Prim = { t: "prim", v: false };
export const prim = (v: Prim["v"]): Prim =>
  v === undefined ? undef : v === null ? nil : v === true ? yes : v === false ? no : { t: "prim", v };
/** All unknowns have their fields in one order, so that to V8 they are of one shape: half of all values that are looked at. */
export const unknown = (why: string, extra: Partial<Omit<Unk, "t" | "why">> = {}): Unk => ({
  t: "unk",
  why,
  born: extra.born ?? tick(),
  type: extra.type,
  of: extra.of,
  key: extra.key,
  at: extra.at,
  prefix: extra.prefix,
  ending: extra.ending,
  carry: extra.carry,
  external: extra.external,
  kind: extra.kind,
  sure: extra.sure,
  element: extra.element,
  alias: extra.alias,
  props: extra.props,
  written: extra.written,
  expanded: extra.expanded,
  later: extra.later,
});
/** An unknown with all that another tells of it. */
export function retyped(v: Unk, as: Unk): Unk {
  const both = { ...v, alias: v.alias ?? v };
  for (const key in as) {
    const told = as[key as keyof Unk];
    if (told !== undefined) Object.assign(both, { [key]: told });
  }
  return both;
}
/** Where to put a property of a function: few ever have one. */
export const propsOf = (fn: FnV): Props => (fn.props ??= new Map());
export const builtin = (name: string, call: Builtin["call"], extra?: Partial<Builtin>): Builtin => ({
  t: "builtin",
  name,
  call,
  ...extra,
});

export const object = (at: Span | null = null, cls: ClassV | null = null): Obj => ({
  t: "obj",
  props: new Map(),
  open: false,
  cls,
  at,
  sources: [],
  born: tick(),
});
export const array = (
  items: readonly Value[] = [],
  at: Span | null = null,
  rest: Value | null = null,
): Arr => ({
  t: "arr",
  items: items.map((v) => ({ v })),
  rest,
  at,
  born: tick(),
});
export const record = (entries: Readonly<Record<string, Value>>): Obj => {
  const o = object();
  for (const [k, v] of Object.entries(entries)) o.props.set(k, { v });
  return o;
};
export const childScope = (parent: Scope | null, fn = false): Scope => ({
  vars: new Map(),
  parent,
  fn,
  born: tick(),
});

/** A known string. */
export const text = (v: Value | undefined): string | null =>
  v?.t === "prim" && typeof v.v === "string" ? v.v : null;

/** true, false, or undefined when it cannot be known. */
export function truth(v: Value): boolean | undefined {
  switch (v.t) {
    case "prim":
      return Boolean(v.v);
    case "unk":
      return undefined;
    case "dom":
      return v.kind.truthy;
    case "union": {
      const [first, ...others] = v.of.map(truth);
      return others.every((o) => o === first) ? first : undefined;
    }
    default:
      return true;
  }
}

const MAX_UNION = 12;

/** One of these values. Flattens, drops doubles, stays small. */
export function join(values: readonly Value[]): Value {
  const out: Value[] = [];
  const add = (v: Value): void => {
    if (v.t === "union") return v.of.forEach(add);
    const twin = out.some((o) => o === v || (o.t === "prim" && v.t === "prim" && o.v === v.v) || twins(o, v));
    if (!twin) out.push(v);
  };
  values.forEach(add);
  if (out.length === 1 && out[0]) return out[0];
  if (out.length === 0) return undef;
  if (out.length > MAX_UNION) return unknown("one of many values");
  return { t: "union", of: out };
}

const twins = (a: Value, b: Value): boolean =>
  (a.t === "dom" && b.t === "dom" && a.kind === b.kind && a.data === b.data) ||
  (a.t === "unk" && b.t === "unk" && !a.type && !b.type && !a.of && !b.of && a.why === b.why) ||
  (a.t === "ns" && b.t === "ns" && a.mod === b.mod);

/** The alternatives of a value. */
export const alternatives = (v: Value): readonly Value[] => (v.t === "union" ? v.of : [v]);
