import { apply } from "../call.js";
import { rememberHanded } from "../handed.js";
import { spreadInto } from "../literals.js";
import type { Machine, Site } from "../machine.js";
import { getMember } from "../members.js";
import { runCallback } from "../unknown-call.js";
import {
  alternatives,
  array,
  type Builtin,
  builtin,
  type Cell,
  join,
  object,
  type Obj,
  prim,
  type Props,
  propsOf,
  undef,
  unknown,
  type Value,
} from "../values.js";
import { inherit } from "../prototypes.js";

/** Methods every object has. */
export function objectMember(o: Obj, key: string): Value | null {
  if (key !== "hasOwnProperty" && key !== "toString" && key !== "valueOf") return null;
  if (key !== "hasOwnProperty")
    return builtin(`Object.${key}`, () =>
      key === "valueOf" ? o : unknown("text of an object", { kind: ["string"] }),
    );
  return builtin("Object.hasOwnProperty", (_m, site) => has(o, site.args[0]));
}

/** Does an object have a key? */
export function has(o: Value, key: Value | undefined): Value {
  if (o.t !== "obj" || key?.t !== "prim") return unknown("a key test", { kind: ["boolean"] });
  const cell = o.props.get(String(key.v));
  if (cell ? cell.maybe : o.open) return unknown("a key test", { kind: ["boolean"] });
  return prim(cell !== undefined);
}

const props = (v: Value): { props: Props; open: boolean } | null => {
  switch (v.t) {
    case "obj":
      return v;
    case "cls":
      return { props: v.statics, open: false };
    case "fn":
      return { props: v.props ?? new Map(), open: false };
    case "arr":
      return { props: new Map(v.items.map((c, i) => [String(i), c])), open: v.rest !== null };
    default:
      return null;
  }
};

/** `Object.keys/values/entries`: elements in order, `maybe` where the key is, a rest where the object is open. */
function listed(what: "keys" | "values" | "entries", pick: (k: Value, v: Value) => Value): Builtin {
  return builtin(`Object.${what}`, (m, site) => {
    const lists = alternatives(site.args[0] ?? undef).map((o): Value => {
      const known = props(o.t === "ns" ? namespaceObject(m, o) : o);
      const anyKey = unknown("an unknown key", { kind: ["string"] });
      const anyValue = unknown("an unknown value", { of: o });
      if (!known) return array([], null, pick(anyKey, o.t === "unk" && o.element ? o.element : anyValue));
      const out = array([], null, known.open ? pick(anyKey, anyValue) : null);
      out.items = [...known.props].map(([k, c]) => ({
        v: pick(prim(k), c.v),
        ...(c.maybe && { maybe: true }),
      }));
      return out;
    });
    return join(lists);
  });
}

function namespaceObject(m: Machine, v: Value): Obj {
  const o = object();
  spreadInto(m, o, v);
  return o;
}

function fromEntries(_m: Machine, site: Site): Value {
  const o = object();
  const list = site.args[0];
  if (list?.t !== "arr") {
    o.open = true;
    if (list) o.sources.push(list);
    return o;
  }
  for (const c of list.items) {
    if (c.v.t !== "arr") {
      o.open = true;
      continue;
    }
    const [k, v] = [c.v.items[0]?.v, c.v.items[1]];
    if (k?.t !== "prim" || !v) o.open = true;
    else o.props.set(String(k.v), { ...v, ...(c.maybe && { maybe: true }) });
  }
  if (list.rest) o.open = true;
  return o;
}

const assignAll = (m: Machine, site: Site): Value => assignTo(m, site.args[0] ?? undef, site.args.slice(1));

/** Puts the members of the sources into the target, or into each that it may be; answers the target. */
export function assignTo(m: Machine, target: Value, sources: readonly Value[]): Value {
  for (const to of alternatives(target))
    for (const source of sources)
      if (to.t === "obj") spreadInto(m, to, source, true);
      else if (source.t === "obj") for (const [k, c] of source.props) setOn(m, to, k, c);
  return target;
}

function setOn(m: Machine, target: Value, key: string, cell: Cell): void {
  const at = cell.at ?? { file: "", start: 0, end: 0 };
  if (target.t === "cls") target.statics.set(key, cell);
  if (target.t === "fn") propsOf(target).set(key, cell);
  if (target.t === "unk") {
    rememberHanded(m, target, key, cell.v);
    (target.props ??= new Map()).set(key, cell);
  }
  if (target.t === "dom") target.kind.set?.(m, target, key, cell.v, at);
}

function defineProperty(m: Machine, site: Site): Value {
  const [target = undef, key, descriptor] = site.args;
  if (key?.t !== "prim" || descriptor?.t !== "obj") return target;
  const value = descriptor.props.get("value");
  const getter = descriptor.props.get("get")?.v;
  if (target.t === "obj" && value) target.props.set(String(key.v), value);
  if (target.t === "obj" && getter?.t === "fn")
    target.props.set(String(key.v), { v: { ...getter, getter: true } });
  if (target.t === "obj" && getter && getter.t !== "fn")
    target.props.set(String(key.v), { v: unknown("a getter") });
  if (target.t !== "obj" && value) setOn(m, target, String(key.v), value);
  return target;
}

const identity = (name: string): Builtin => builtin(`Object.${name}`, (_m, site) => site.args[0] ?? undef);

const objectFunctions: Readonly<Record<string, Builtin>> = {
  keys: listed("keys", (k) => k),
  values: listed("values", (_k, v) => v),
  entries: listed("entries", (k, v) => array([k, v])),
  fromEntries: builtin("Object.fromEntries", fromEntries),
  assign: builtin("Object.assign", assignAll),
  freeze: identity("freeze"),
  seal: identity("seal"),
  create: builtin("Object.create", (m, site) => {
    const o = object();
    if (site.args[0]) spreadInto(m, o, site.args[0]);
    return o;
  }),
  defineProperty: builtin("Object.defineProperty", defineProperty),
  defineProperties: builtin("Object.defineProperties", (_m, site) => site.args[0] ?? undef),
  setPrototypeOf: builtin("Object.setPrototypeOf", (_m, site) => {
    const [heir = undef, from] = site.args;
    if (heir.t === "obj" && from?.t === "obj") inherit(heir, from);
    return heir;
  }),
  getPrototypeOf: builtin("Object.getPrototypeOf", () => unknown("a prototype")),
  getOwnPropertyNames: listed("keys", (k) => k),
  hasOwn: builtin("Object.hasOwn", (_m, site) => has(site.args[0] ?? undef, site.args[1])),
};

const toProps = (table: Readonly<Record<string, Value>>): Props =>
  new Map(Object.entries(table).map(([k, v]) => [k, { v }]));

export const objectConstructor = builtin("Object", (_m, site) => site.args[0] ?? object(), {
  props: toProps(objectFunctions),
  construct: (_m, site) => site.args[0] ?? object(site.at),
});

const from = builtin("Array.from", (m, site) => {
  const source = site.args[0] ?? undef;
  const fn = site.args[1];
  const list =
    source.t === "arr"
      ? source
      : source.t === "obj" && source.props.has("length")
        ? array([], null, undef)
        : array(
            [],
            null,
            source.t === "unk" && source.element
              ? source.element
              : unknown("an element of an unknown list", { of: source }),
          );
  return fn ? apply(m, getMember(m, list, "map", null), { ...site, self: list, args: [fn] }) : list;
});

export const arrayConstructor = builtin(
  "Array",
  (_m, site) => array(site.args.length > 1 ? site.args : [], site.at),
  {
    props: toProps({
      from,
      of: builtin("Array.of", (_m, site) => array(site.args, site.at)),
      isArray: builtin("Array.isArray", (_m, site) => isArray(site.args[0] ?? undef)),
    }),
  },
);

function isArray(v: Value): Value {
  if (v.t === "unk") {
    const { kind } = v;
    if (kind && kind.length > 0 && !kind.includes("array")) return prim(false);
    if (kind?.length === 1) return prim(true);
    return unknown("whether it is an array", { kind: ["boolean"] });
  }
  if (v.t === "dom") return unknown("whether it is an array", { kind: ["boolean"] });
  if (v.t === "union") return join(v.of.map(isArray));
  return prim(v.t === "arr");
}

/** `Promise.all` and the like: a promise of x is x. */
const settle = builtin("Promise.all", (m, site) => {
  const list = site.args[0] ?? undef;
  if (list.t !== "arr") return array([], null, unknown("a settled value", { of: list }));
  const awaited = (v: Value): Value => (v.t === "dom" ? (v.kind.awaited?.(m, v) ?? v) : v);
  const out = array([], null, list.rest && awaited(list.rest));
  out.items = list.items.map((c) => ({ ...c, v: awaited(c.v) }));
  return out;
});

export const promiseConstructor = builtin("Promise", () => unknown("a promise"), {
  props: toProps({
    all: settle,
    allSettled: settle,
    race: builtin("Promise.race", () => unknown("the first settled value")),
    any: builtin("Promise.any", () => unknown("the first settled value")),
    resolve: builtin("Promise.resolve", (_m, site) => site.args[0] ?? undef),
    reject: builtin("Promise.reject", () => unknown("a rejected promise")),
  }),
  construct: (m, site) => {
    let value: Value = unknown("a promise");
    const resolve = builtin("resolve", (_m, s) => {
      value = s.args[0] ?? undef;
      return undef;
    });
    const [executor] = site.args;
    if (executor?.t === "fn") runCallback(m, executor, [resolve, builtin("reject", () => undef)]);
    return value;
  },
});
