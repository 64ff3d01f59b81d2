import { apply } from "../call.js";
import { listFrom } from "./elements.js";
import { spreadItems } from "../literals.js";
import type { Machine, Site } from "../machine.js";
import { branch, setField } from "../trail.js";
import { callUnknown } from "../unknown-call.js";
import {
  alternatives,
  type Arr,
  array,
  type Builtin,
  builtin,
  type Cell,
  join,
  no,
  prim,
  truth,
  undef,
  unknown,
  type Value,
} from "../values.js";

/** A member of an array: an element, its length, a method. */
export function arrayMember(a: Arr, key: string): Value {
  if (key === "length") {
    const exact = !a.rest && a.items.every((c) => !c.maybe);
    return exact
      ? prim(a.items.length)
      : unknown("the length of a list that is not wholly known", { kind: ["number"] });
  }
  if (/^\d+$/.test(key)) {
    const cell = a.items[Number(key)];
    if (cell) return cell.maybe ? join([cell.v, undef]) : cell.v;
    return a.rest ?? undef;
  }
  return methods.get(key) ?? unknown(`the array method ${key}`, { of: a, key });
}

type Method = (m: Machine, a: Arr, site: Site) => Value;

/** Calls a callback for one element. */
const callFor = (m: Machine, site: Site, v: Value, i: number): Value =>
  apply(m, site.args[0] ?? undef, {
    ...site,
    self: site.args[1] ?? undef,
    args: [v, prim(i), site.self],
    forElement: true,
  });

/** Runs something for each element: known ones in order, the rest once as a branch. */
function each(m: Machine, a: Arr, run: (c: Cell, i: number) => void): void {
  a.items.slice(0, 300).forEach((c, i) => {
    if (!c.maybe) return run(c, i);
    branch(m, [
      () => {
        run(c, i);
        return "normal";
      },
      () => "normal",
    ]);
  });
  const { rest } = a;
  if (!rest) return;
  branch(m, [
    () => "normal",
    () => {
      run({ v: rest, maybe: true }, a.items.length);
      return "normal";
    },
  ]);
}

const withItems = (items: readonly Cell[], rest: Value | null): Arr => ({ ...array([], null, rest), items });

function mapped(m: Machine, a: Arr, site: Site): Arr {
  const items: Cell[] = [];
  let rest: Value | null = null;
  each(m, a, (c, i) => {
    const v = callFor(m, site, c.v, i);
    if (i < a.items.length) items.push({ v, ...(c.maybe && { maybe: true }) });
    else rest = v;
  });
  return withItems(items, rest);
}

function filtered(m: Machine, a: Arr, site: Site): Arr {
  const items: Cell[] = [];
  let { rest } = a;
  each(m, a, (c, i) => {
    const keep =
      site.args[0]?.t === "builtin" && site.args[0].name === "Boolean"
        ? truth(c.v)
        : truth(callFor(m, site, c.v, i));
    if (keep === false && i >= a.items.length) rest = null;
    if (keep === false || i >= a.items.length) return;
    items.push(keep === undefined ? { ...c, maybe: true } : c);
  });
  return withItems(items, rest);
}

function flattened(list: Arr): Arr {
  const out = array();
  const items: Cell[] = [];
  for (const c of list.items) {
    if (c.v.t !== "arr") items.push(c);
    else spreadItems(out, items, c.v);
  }
  out.items = items;
  if (list.rest)
    out.rest = list.rest.t === "arr" ? (list.rest.rest ?? join(list.rest.items.map((c) => c.v))) : list.rest;
  return out;
}

function reduced(m: Machine, a: Arr, site: Site): Value {
  let sum = site.args[1] ?? a.items[0]?.v ?? undef;
  const start = site.args.length > 1 ? 0 : 1;
  each(m, a, (c, i) => {
    if (i < start) return;
    const next = apply(m, site.args[0] ?? undef, {
      ...site,
      self: undef,
      args: [sum, c.v, prim(i), a],
      forElement: true,
    });
    sum = c.maybe && next !== sum ? join([sum, next]) : next;
  });
  return sum;
}

function push(m: Machine, a: Arr, site: Site): Value {
  setField(m, a, "items", [...a.items, ...site.args.map((v) => ({ v }))]);
  return unknown("a length", { kind: ["number"] });
}

function search(m: Machine, a: Arr, site: Site): Value {
  const candidates: Value[] = [];
  let certain = false;
  each(m, a, (c, i) => {
    if (certain) return;
    const hit = truth(callFor(m, site, c.v, i));
    if (hit !== false) candidates.push(c.v);
    certain = hit === true && !c.maybe;
  });
  return join(certain ? candidates : [...candidates, undef]);
}

function concatenated(a: Arr, site: Site): Arr {
  const out = withItems(a.items, a.rest);
  const items: Cell[] = [...a.items];
  for (const arg of site.args) {
    if (arg.t === "arr") spreadItems(out, items, arg);
    else if (arg.t === "unk") spreadItems(out, items, arg);
    else items.push({ v: arg });
  }
  out.items = items;
  return out;
}

const exact = (a: Arr): boolean => !a.rest && a.items.every((c) => !c.maybe);

function sliced(a: Arr, site: Site): Arr {
  const [from, to] = site.args.map((v) => (v.t === "prim" && typeof v.v === "number" ? v.v : undefined));
  if (exact(a)) return withItems(a.items.slice(from, to), null);
  const open = site.args.length === 0 || (site.args.length === 1 && from !== undefined);
  return (
    (open ? listFrom(a, from ?? 0) : undefined) ??
    withItems(
      a.items.map((c) => ({ ...c, maybe: true })),
      a.rest,
    )
  );
}

function includes(a: Arr, site: Site): Value {
  const x = site.args[0];
  if (x?.t !== "prim" || !exact(a) || !a.items.every((c) => c.v.t === "prim"))
    return unknown("membership of an unknown", { kind: ["boolean"] });
  return prim(a.items.some((c) => c.v.t === "prim" && c.v.v === x.v));
}

function joined(a: Arr, site: Site): Value {
  const by = site.args[0]?.t === "prim" ? String(site.args[0].v) : ",";
  if (!exact(a) || !a.items.every((c) => c.v.t === "prim"))
    return unknown("joined text", { kind: ["string"] });
  return prim(a.items.map((c) => (c.v.t === "prim" ? String(c.v.v ?? "") : "")).join(by));
}

const table: Readonly<Record<string, Method>> = {
  map: mapped,
  flatMap: (m, a, site) => flattened(mapped(m, a, site)),
  flat: (_m, a) => flattened(a),
  filter: filtered,
  forEach: (m, a, site) => {
    each(m, a, (c, i) => callFor(m, site, c.v, i));
    return undef;
  },
  reduce: reduced,
  reduceRight: (m, a, site) => reduced(m, exact(a) ? withItems(a.items.toReversed(), null) : a, site),
  push,
  unshift: (m, a, site) => {
    setField(m, a, "items", [...site.args.map((v) => ({ v })), ...a.items]);
    return unknown("a length", { kind: ["number"] });
  },
  pop: (m, a) => {
    const known = a.items.at(-1)?.v;
    const last = known && a.rest ? join([known, a.rest]) : (known ?? a.rest ?? undef);
    if (exact(a)) setField(m, a, "items", a.items.slice(0, -1));
    return last;
  },
  shift: (m, a) => {
    const first = a.items[0]?.v ?? a.rest ?? undef;
    const later = a.items.length > 0 ? listFrom(a, 1) : undefined;
    if (later) setField(m, a, "items", later.items);
    return first;
  },
  splice: (m, a, site) => {
    setField(m, a, "items", [
      ...a.items.map((c) => ({ ...c, maybe: true })),
      ...site.args.slice(2).map((v) => ({ v })),
    ]);
    return withItems([], unknown("a removed element"));
  },
  find: search,
  findLast: search,
  some: (m, a, site) => quantified(m, a, site, true),
  every: (m, a, site) => quantified(m, a, site, false),
  findIndex: (m, a, site) => {
    search(m, a, site);
    return unknown("an index", { kind: ["number"] });
  },
  indexOf: (_m, a, site) => {
    const known = includes(a, site);
    if (known.t === "prim" && known.v === false) return prim(-1);
    const x = site.args[0];
    if (known.t === "prim" && x?.t === "prim")
      return prim(a.items.findIndex((c) => c.v.t === "prim" && c.v.v === x.v));
    return unknown("an index", { kind: ["number"] });
  },
  includes: (_m, a, site) => includes(a, site),
  concat: (_m, a, site) => concatenated(a, site),
  slice: (_m, a, site) => sliced(a, site),
  join: (_m, a, site) => joined(a, site),
  reverse: (m, a) => {
    setField(m, a, "items", [...a.items].reverse());
    return a;
  },
  sort: (m, a, site) => {
    const [x, y] = [a.items[0]?.v ?? a.rest, a.items[1]?.v ?? a.rest];
    if (site.args[0] && x && y) apply(m, site.args[0], { ...site, self: undef, args: [x, y] });
    return a;
  },
  at: (_m, a, site) => {
    const i = site.args[0];
    return exact(a) && i?.t === "prim"
      ? (a.items.at(Number(i.v))?.v ?? undef)
      : unknown("an element of a list");
  },
  keys: (_m, a) =>
    withItems(
      a.items.map((_, i) => ({ v: prim(i) })),
      a.rest && unknown("an index", { kind: ["number"] }),
    ),
  values: (_m, a) => a,
  entries: (_m, a) =>
    withItems(
      a.items.map((c, i) => ({ ...c, v: array([prim(i), c.v]) })),
      a.rest && array([unknown("an index", { kind: ["number"] }), a.rest]),
    ),
  toString: (_m: Machine, a: Arr, site: Site): Value => joined(a, { ...site, args: [] }),
};

function quantified(m: Machine, a: Arr, site: Site, some: boolean): Value {
  let sure = true;
  let decided = false;
  each(m, a, (c, i) => {
    if (decided) return;
    const hit = truth(callFor(m, site, c.v, i));
    if (hit === undefined || c.maybe) sure = false;
    else if (hit === some) decided = true;
  });
  if (decided) return prim(some);
  return sure && exact(a) ? prim(!some) : unknown("a test of a list", { kind: ["boolean"] });
}

const methods: ReadonlyMap<string, Builtin> = new Map(
  Object.entries(table).map(([name, run]) => [
    name,
    builtin(`Array.${name}`, (m, site) => {
      const results = alternatives(site.self).map((a) =>
        a.t === "arr"
          ? run(m, a, site)
          : a.t === "unk"
            ? callUnknown(m, unknown(`the array method ${name}`, { of: a, key: name }), { ...site, self: a })
            : unknown(`${name} of no array`),
      );
      return results.length === 0 ? no : join(results);
    }),
  ]),
);

/** `Array.prototype`, whose methods are borrowed: `Array.prototype.slice.call(arguments, 1)`. */
export const arrayPrototype = (of: Builtin): Value => ({
  ...unknown("a prototype", { of, key: "prototype" }),
  props: new Map([...methods].map(([name, v]) => [name, { v }])),
});
