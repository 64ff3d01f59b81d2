import { apply } from "../interpret/call.js";
import { runCallback } from "../interpret/unknown-call.js";
import type { Dialect } from "../interpret/dialect.js";
import { chunk } from "./lodash-parts.js";
import { typeTests } from "./type-tests.js";
import { spreadInto } from "../interpret/literals.js";
import { assignTo } from "../interpret/builtins/objects.js";
import { isNullish } from "../interpret/evaluate.js";
import type { Machine, Site } from "../interpret/machine.js";
import { branch } from "../interpret/trail.js";
import { getMember, setMember } from "../interpret/members.js";
import {
  alternatives,
  array,
  builtin,
  join,
  object,
  type Obj,
  prim,
  type Props,
  text,
  truth,
  undef,
  unknown,
  type Value,
} from "../interpret/values.js";

/** lodash and underscore: what their functions do to objects and lists on the way to a filter or a schema. */
export const lodash: Dialect = {
  name: "lodash",
  external(_m, pkg, name) {
    const [base, sub] = pkg.split("/");
    if (base === undefined || !/^(lodash|lodash-es|underscore|lodash\.[a-z]+)$/.test(base)) return undefined;
    if (base.startsWith("lodash.")) return functionNamed(base.slice("lodash.".length));
    if (sub !== undefined && sub !== "fp") return functionNamed(sub);
    return name === "*" || name === "=" || name === "default" ? namespace : functionNamed(name);
  },
};

type Run = (m: Machine, site: Site) => Value;

const onList =
  (method: string): Run =>
  (m, site) => {
    const [list = undef, ...rest] = site.args;
    return join(
      alternatives(list).map((v) => {
        if (v.t === "arr" || v.t === "dom")
          return apply(m, getMember(m, v, method, null), { ...site, self: v, args: rest });
        if (v.t === "obj") return overObject(m, v, method, site);
        return overUnknown(m, method, site);
      }),
    );
  };

function overUnknown(m: Machine, method: string, site: Site): Value {
  const [list, fn, start] = site.args;
  const element =
    list?.t === "unk" && list.element
      ? list.element
      : unknown("an element of an unknown list", list ? { of: list } : {});
  let result: Value = unknown("the result of a list function");
  if (fn?.t === "fn")
    branch(m, [
      () => "normal",
      () => {
        result = runCallback(m, fn, method === "reduce" ? [start ?? undef, element] : [element]);
        return "normal";
      },
    ]);
  if (method === "map" || method === "flatMap") return array([], null, result);
  return method === "filter" && list
    ? list
    : method === "reduce"
      ? join([start ?? undef, result])
      : unknown("the result of a list function");
}

function overObject(m: Machine, o: Obj, method: string, site: Site): Value {
  const [, fn = undef, start = undef] = site.args;
  if (fn.t !== "fn" && fn.t !== "builtin") return unknown("a list function over an object");
  const results: Value[] = [];
  let sum: Value = start;
  const visit = (key: Value, v: Value): void => {
    if (method === "reduce") sum = apply(m, fn, { ...site, self: undef, args: [sum, v, key, o] });
    else results.push(apply(m, fn, { ...site, self: undef, args: [v, key, o] }));
  };
  const perhaps = (key: Value, v: Value): void =>
    void branch(m, [
      () => "normal",
      () => {
        visit(key, v);
        return "normal";
      },
    ]);
  for (const [k, c] of [...o.props]) (c.maybe ? perhaps : visit)(prim(k), c.v);
  if (o.open)
    perhaps(unknown("an unknown key", { kind: ["string"] }), unknown("an unknown value", { of: o }));
  if (method === "reduce") return sum;
  if (method === "map" || method === "flatMap") return array(results);
  return method === "forEach" ? o : unknown("the result of a list function");
}

const copy =
  (deep: boolean): Run =>
  (m, site) =>
    copied(m, site.args[0] ?? undef, deep, 0);

function copied(m: Machine, v: Value, deep: boolean, depth: number): Value {
  if (depth > 8) return v;
  if (v.t === "obj") {
    const o = object(v.at, v.cls);
    spreadInto(m, o, v);
    if (deep) for (const [k, c] of o.props) o.props.set(k, { ...c, v: copied(m, c.v, true, depth + 1) });
    return o;
  }
  if (v.t === "arr")
    return {
      ...array([], v.at, v.rest),
      items: deep ? v.items.map((c) => ({ ...c, v: copied(m, c.v, true, depth + 1) })) : v.items,
    };
  return v.t === "union" ? join(v.of.map((o) => copied(m, o, deep, depth))) : v;
}

/** Nothing becomes an object that has the members. */
const assignAll: Run = (m, site) => {
  const [target = undef, ...sources] = site.args;
  return assignTo(m, join(alternatives(target).map((v) => (isNullish(v) ? object() : v))), sources);
};

const defaults: Run = (m, site) => {
  const [target = undef, ...sources] = site.args;
  if (target.t !== "obj") return target;
  for (const s of sources)
    if (s.t === "obj")
      for (const [k, c] of s.props)
        if (!target.props.has(k)) setMember(m, target, prim(k), c.v, c.at ?? site.at);
  return target;
};

const keysGiven = (args: readonly Value[]): readonly string[] | null => {
  const flat = args.flatMap((a) => (a.t === "arr" && !a.rest ? a.items.map((c) => c.v) : [a]));
  const names = flat.map((v) => text(v));
  return names.every((n) => n !== null) ? names : null;
};

const picking =
  (keep: boolean): Run =>
  (m, site) => {
    const [source = undef, ...rest] = site.args;
    const keys = keysGiven(rest);
    const o = object(site.at);
    spreadInto(m, o, source);
    if (!keys) o.open = true;
    else if (keep && source.t === "unk") {
      o.open = false;
      for (const k of keys) o.props.set(k, { v: getMember(m, source, k, null), maybe: true });
    } else for (const k of [...o.props.keys()]) if (keys.includes(k) !== keep) o.props.delete(k);
    if (keys && keep && source.t === "obj" && source.open)
      for (const k of keys)
        if (!o.props.has(k))
          o.props.set(k, { v: unknown("a picked member", { of: source, key: k }), maybe: true });
    if (keys && keep && source.t === "obj") o.open = false;
    return o;
  };

const pathOf = (v: Value | undefined): readonly string[] | null => {
  if (v?.t === "prim")
    return String(v.v)
      .split(/[.[\]]+/)
      .filter((p) => p !== "");
  return v?.t === "arr" ? keysGiven([v]) : null;
};

const get: Run = (m, site) => {
  const [source = undef, path, fallback] = site.args;
  const parts = pathOf(path);
  if (!parts) return unknown("a member whose name is not known", { of: source });
  let v: Value = source;
  for (const p of parts) {
    if (v.t === "prim" && (v.v === undefined || v.v === null)) break;
    v = getMember(m, v, p, null);
  }
  if (v.t === "prim" && v.v === undefined && fallback) return fallback;
  return fallback && truth(v) === undefined && v.t === "unk" ? join([v, fallback]) : v;
};

const set: Run = (m, site) => {
  const [target = undef, path, value = undef] = site.args;
  const parts = pathOf(path);
  const last = parts?.at(-1);
  if (!parts || last === undefined) {
    if (target.t === "obj") setMember(m, target, unknown("a computed path"), value, site.at);
    return target;
  }
  let holder: Value = target;
  for (const p of parts.slice(0, -1)) {
    let next = getMember(m, holder, p, null);
    if (next.t === "prim" && next.v === undefined) {
      next = object(site.at);
      setMember(m, holder, prim(p), next, site.at);
    }
    holder = next;
  }
  setMember(m, holder, prim(last), value, site.at);
  return target;
};

/** Delegates to JavaScript's own function of that name. */
const standard =
  (owner: string, name: string): Run =>
  (m, site) =>
    apply(m, getMember(m, m.globals.vars.get(owner)?.v ?? undef, name, null), site);

const mapValues: Run = (m, site) => {
  const [source = undef, fn = undef] = site.args;
  const o = object(site.at);
  if (source.t !== "obj") {
    o.open = true;
    return o;
  }
  for (const [k, c] of source.props)
    o.props.set(k, { ...c, v: apply(m, fn, { ...site, self: undef, args: [c.v, prim(k), source] }) });
  o.open = source.open;
  return o;
};

const isEmpty: Run = (_m, site) => {
  const v = site.args[0] ?? undef;
  if (v.t === "obj")
    return v.open || [...v.props.values()].some((c) => c.maybe)
      ? unknown("whether it is empty", { kind: ["boolean"] })
      : prim(v.props.size === 0);
  if (v.t === "arr")
    return v.rest || v.items.some((c) => c.maybe)
      ? unknown("whether it is empty", { kind: ["boolean"] })
      : prim(v.items.length === 0);
  return v.t === "prim" ? prim(true) : unknown("whether it is empty", { kind: ["boolean"] });
};

const table: Readonly<Record<string, Run>> = {
  each: onList("forEach"),
  forEach: onList("forEach"),
  forOwn: onList("forEach"),
  forIn: onList("forEach"),
  map: onList("map"),
  flatMap: onList("flatMap"),
  filter: onList("filter"),
  reduce: onList("reduce"),
  some: onList("some"),
  every: onList("every"),
  find: onList("find"),
  includes: onList("includes"),
  concat: onList("concat"),
  flatten: onList("flat"),
  first: (m, site) => getMember(m, site.args[0] ?? undef, "0", null),
  head: (m, site) => getMember(m, site.args[0] ?? undef, "0", null),
  uniq: (_m, site) => site.args[0] ?? undef,
  compact: (_m, site) => site.args[0] ?? undef,
  castArray: (_m, site) =>
    site.args[0]?.t === "arr" ? site.args[0] : array(site.args[0] ? [site.args[0]] : []),
  assign: assignAll,
  extend: assignAll,
  assignIn: assignAll,
  merge: assignAll,
  defaults,
  defaultsDeep: defaults,
  clone: copy(false),
  cloneDeep: copy(true),
  pick: picking(true),
  omit: picking(false),
  pickBy: (m, site) => copy(false)(m, site),
  omitBy: (m, site) => copy(false)(m, site),
  get,
  set,
  has: standard("Object", "hasOwn"),
  keys: standard("Object", "keys"),
  values: standard("Object", "values"),
  entries: standard("Object", "entries"),
  toPairs: standard("Object", "entries"),
  fromPairs: standard("Object", "fromEntries"),
  isArray: standard("Array", "isArray"),
  ...typeTests,
  chunk,
  mapValues,
  isEmpty,
  identity: (_m, site) => site.args[0] ?? undef,
};

const functions = new Map<string, Value>(
  Object.entries(table).map(([name, run]) => [name, builtin(`lodash's ${name}`, run)]),
);
const functionNamed = (name: string): Value =>
  functions.get(name) ??
  [...functions].find(([n]) => n.toLowerCase() === name.toLowerCase())?.[1] ??
  unknown(`lodash's ${name}`, { external: "lodash", key: name });

const props: Props = new Map([...functions].map(([k, v]) => [k, { v }]));
/** `_(list)` starts a chain that is not followed. */
const namespace = builtin("lodash", () => unknown("a lodash chain", { external: "lodash" }), { props });
