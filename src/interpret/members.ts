import { callFunction } from "./call.js";
import { arrayMember } from "./builtins/arrays.js";
import { setElement } from "./builtins/elements.js";
import { functionMember } from "./builtins/functions.js";
import { objectMember } from "./builtins/objects.js";
import { thenable } from "./builtins/promises.js";
import { numberMember, regexTest, stringMember } from "./builtins/strings.js";
import { storeGiven } from "./constructions.js";
import { isNullish } from "./evaluate.js";
import { filled } from "./filled.js";
import { instanceOfType } from "./type-values.js";
import type { Span } from "./happenings.js";
import { handedMember, rememberHanded } from "./handed.js";
import {
  lateMember,
  lateStatic,
  rememberMember,
  rememberStatic,
  rememberUnnamed,
  unnamedMember,
} from "./late.js";
import type { Machine } from "./machine.js";
import { assign, setField } from "./trail.js";
import { exportValue } from "./modules.js";
import { underOverlay } from "./overlaid.js";
import { adopt, noteMethod } from "./prototypes.js";
import { addedType, memberType } from "./member-types.js";
import { unsetStatic } from "./statics.js";
import { addedTo } from "./subclass.js";
import { perhaps, typed } from "./types.js";
import {
  alternatives,
  type Cell,
  type ClassV,
  type Dom,
  join,
  type Obj,
  prim,
  propsOf,
  type Unk,
  undef,
  unknown,
  type Value,
} from "./values.js";

/** `v.key`. Missing knowledge is `unknown`, never `undefined`: only a closed object may answer that. */
export function getMember(m: Machine, v: Value, key: string, at: Span | null): Value {
  switch (v.t) {
    case "prim":
      if (typeof v.v === "string") return stringMember(v.v, key);
      if (typeof v.v === "number") return numberMember(v.v, key);
      return unknown(`a member of ${String(v.v)}`, { key });
    case "obj":
      return ofObject(m, v, key, at);
    case "arr":
      return thenable(v, key) ?? arrayMember(v, key);
    case "fn":
      return read(m, v, v.props?.get(key)) ?? functionMember(v, key);
    case "builtin":
      return v.props?.get(key)?.v ?? functionMember(v, key);
    case "cls":
      return ofClass(m, v, key);
    case "union": {
      const live = v.of.filter((o) => !(o.t === "prim" && (o.v === null || o.v === undefined)));
      return live.length === 0
        ? unknown("a member of nothing")
        : join(live.map((o) => getMember(m, o, key, at)));
    }
    case "unk":
      return ofUnknown(m, v, key, at);
    case "regex":
      if (key === "test") return regexTest;
      return unknown("a member of a regular expression", { of: v, key });
    case "ns":
      if (key === "default" || v.mod.exports.size > 0 || v.mod.stars.length > 0)
        return exportValue(m, v.mod, key);
      return unknown(`${v.mod.file} does not export ${key}`);
    case "dom":
      return ofAdded(m, v, key) ?? v.kind.get(m, v, key, at);
  }
}

/** A cell's value; getters run. */
function read(m: Machine, self: Value, cell: Cell | undefined): Value | undefined {
  if (!cell) return undefined;
  const { v } = cell;
  if (v.t === "fn" && v.getter) return callFunction(m, v, self, [], { call: null, callee: null });
  return cell.maybe && v.t !== "fn" ? join([v, undef]) : v;
}

function ofObject(m: Machine, o: Obj, key: string, at: Span | null): Value {
  const cell = o.props.get(key);
  const own = read(m, o, cell);
  if (own && cell?.declared) return setByMethod(m, o, key) ?? own;
  const covered = cell && underOverlay(o, cell, key);
  if (covered) return covered;
  if (own && !isPlaceholder(own)) return own;
  if (own) return replaced(own, lateMember(m, o, key));
  const method = o.cls && methodOf(o.cls, key);
  if (method) return read(m, o, method) ?? undef;
  if (key === "constructor" && o.cls) return o.cls;
  const standard = objectMember(o, key);
  if (standard) return standard;
  const late = lateMember(m, o, key) ?? thenable(o, key);
  if (late) return late;
  const added = o.cls && addedMember(m, o, o.cls, key);
  if (added) return added;
  if (o.carry && holdsModel.test(key)) return o.carry;
  const handed = o.open && o.cls && holdsModel.test(key) ? storeGiven(m, o.cls) : null;
  if (handed) return handed;
  if (!o.open && !unnamedMember(m, o))
    return o.cls ? unknown(`${o.cls.name ?? "the class"} does not set ${key}`, { of: o, key }) : undef;
  const v = hookMember(m, unknown("a member of an object that is not wholly known", { of: o, key }), key, at);
  return v ?? unknown("a member of an object that is not wholly known", { of: o, key });
}

/** A member that an interface of the class's own name declares: not state, so it stays one value. */
function addedMember(m: Machine, o: Obj, cls: ClassV, key: string): Value | undefined {
  for (let c: Value | null = cls; c?.t === "cls"; c = c.base) {
    const type = c.name === null ? null : addedType(m, c.mod, c.name, key);
    if (!type) continue;
    const v = perhaps(typed(m, type, `the property ${key}`), type.optional);
    o.props.set(key, { v, declared: true });
    return v;
  }
  return undefined;
}

/** What a class that extends a builtin has of its own. */
function ofAdded(m: Machine, dom: Dom, key: string): Value | undefined {
  const more = addedTo(dom);
  return (
    more &&
    (read(m, dom, more.props.get(key)) ?? read(m, dom, more.cls ? methodOf(more.cls, key) : undefined))
  );
}

/** What stands for nothing yet: `null`, `undefined`, `{}`. */
const isPlaceholder = (v: Value): boolean =>
  v.t === "obj" ? v.props.size === 0 && !v.open && !v.cls : isNullish(v);

const replaced = (own: Value, late: Value | undefined): Value =>
  late === undefined ? own : own.t === "obj" ? join([own, late]) : late;

/** Where a library keeps the model it was handed. */
const holdsModel = /^(model|mongooseModel|collection)$/i;

/** What a method gives a field, where that says more than its type. */
function setByMethod(m: Machine, o: Obj, key: string): Value | undefined {
  const late = lateMember(m, o, key);
  return late && alternatives(late).every((v) => v.t !== "unk") ? late : undefined;
}

/** A method or accessor by the class chain. */
export function methodOf(cls: ClassV, key: string): Cell | undefined {
  for (let c: Value | null = cls; c?.t === "cls"; c = c.base) {
    const cell = c.methods.get(key);
    if (cell) return cell;
  }
  return undefined;
}

function ofClass(m: Machine, cls: ClassV, key: string): Value {
  // Every class has its own, whatever it extends.
  if (key === "name" && cls.name !== null && !cls.statics.has(key)) return prim(cls.name);
  if (key === "prototype")
    return { ...unknown("a prototype", { of: cls, key }), props: new Map(cls.methods) };
  for (let c: Value | null = cls; c;) {
    if (c.t !== "cls") return getMember(m, c, key, null);
    const own = read(m, cls, c.statics.get(key)) ?? decorated(m, c, key);
    if (own) return isNullish(own) ? (unsetStatic(m, cls, c, key) ?? own) : own;
    c = c.base;
  }
  return (inherited.has(key) ? undefined : lateStatic(m, cls, key)) ?? functionMember(cls, key);
}

/** A static that a decorator of the class sets. */
function decorated(m: Machine, cls: ClassV, key: string): Value | undefined {
  if (!cls.node.dec || inherited.has(key)) return undefined;
  for (const d of m.dialects) d.decorate?.(m, cls);
  return read(m, cls, cls.statics.get(key));
}

/** What every function has. */
const inherited = new Set(["call", "apply", "bind", "toString", "length"]);

function ofUnknown(m: Machine, u: Unk, key: string, at: Span | null): Value {
  const known = u.props?.get(key);
  if (known) return known.v.t === "unk" ? (handedMember(m, u, key) ?? known.v) : known.v;
  const whole = expand(m, u);
  if (whole) return getMember(m, whole, key, at);
  const v = memberOfUnknown(m, u, key, at);
  // Not state: the same question always has the same answer, and that answer keeps its identity.
  if (!u.later) (u.props ??= new Map()).set(key, { v });
  return v;
}

function memberOfUnknown(m: Machine, u: Unk, key: string, at: Span | null): Value {
  if (u.carry && holdsModel.test(key)) return u.carry;
  const type = u.type && memberType(m, u.type, key);
  if (type === "absent") return undef;
  const plain = unknown(u.why, { of: u, key, at: at ?? undefined, external: u.external });
  if (type) {
    const v = typed(m, type, u.why);
    return v.t === "unk" ? { ...v, of: u, key, at: at ?? v.at } : perhaps(v, type.optional);
  }
  return (
    hookMember(m, plain, key, at) ??
    handedMember(m, u, key) ??
    (key === "length" ? { ...plain, kind: ["number"] } : plain)
  );
}

function hookMember(m: Machine, u: Unk, key: string, at: Span | null): Value | undefined {
  for (const d of m.dialects) {
    const v = d.member?.(m, u, key, at);
    if (v) return v;
  }
  return undefined;
}

/** What a typed unknown stands for: a model, an injected instance; null when its type says nothing more. */
export function expand(m: Machine, u: Unk): Value | null {
  if (u.expanded !== undefined) return u.expanded;
  const given = u.later?.(m);
  if (given) return (u.expanded = given);
  if (u.later) return u.type ? instanceOfType(m, u.type, 0) : null;
  u.expanded = null;
  if (u.type) u.expanded = filled(m, instanceOfType(m, u.type, 0), u.type);
  return u.expanded;
}

/** `o[key] = v`. */
export function setMember(m: Machine, target: Value, key: Value, v: Value, at: Span): void {
  for (const o of alternatives(target)) {
    if (key.t === "prim") setNamed(m, o, String(key.v), v, at);
    else if (key.t === "union" && key.of.every((k) => k.t === "prim"))
      for (const k of key.of) setMaybe(m, o, k.t === "prim" ? String(k.v) : "", v, at);
    else if (o.t === "obj") {
      setField(m, o, "open", true);
      rememberUnnamed(m, o, v);
    } else if (o.t === "arr") setField(m, o, "rest", o.rest ? join([o.rest, v]) : v);
  }
}

function setMaybe(m: Machine, o: Value, key: string, v: Value, at: Span): void {
  if (o.t !== "obj") return;
  const old = o.props.get(key);
  assign(m, o, o.props, key, { v: old ? join([old.v, v]) : v, at, ...(!old && { maybe: true }) });
}

function setNamed(m: Machine, o: Value, key: string, v: Value, at: Span): void {
  switch (o.t) {
    case "obj": {
      if (o.made) o.made = null;
      const setter = o.props.get(key);
      if (setter && setter.v.t === "fn" && setter.v.getter) return;
      rememberMember(m, o, key, v);
      noteMethod(o, v);
      assign(m, o, o.props, key, { v, at });
      return;
    }
    case "arr":
      return setElement(m, o, key, v);
    case "fn":
      if (key === "prototype" && v.t === "obj") adopt(o, v);
      return assign(m, o, propsOf(o), key, { v, at });
    case "builtin":
      if (o.props) assign(m, { born: 0 }, o.props, key, { v, at });
      return;
    case "cls":
      rememberStatic(m, o, key, v);
      return assign(m, o, o.statics, key, { v, at });
    case "unk":
      rememberHanded(m, o, key, v);
      o.props ??= new Map();
      o.written = true;
      return assign(m, o, o.props, key, { v, at });
    case "dom": {
      const more = addedTo(o);
      if (more) assign(m, more, more.props, key, { v, at });
      return o.kind.set?.(m, o, key, v, at);
    }
    default:
  }
}

export function deleteMember(m: Machine, target: Value, key: Value): void {
  for (const o of alternatives(target))
    if (o.t === "obj" && key.t === "prim" && o.props.has(String(key.v)))
      assign(m, o, o.props, String(key.v), undefined);
}
