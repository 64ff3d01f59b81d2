import type { Param } from "../syntax/tree.js";
import { apply, callFunction } from "./call.js";
import { evaluate } from "./evaluate.js";
import { type Frame, type Machine, type Site, spanOf } from "./machine.js";
import { branch } from "./trail.js";
import { expand } from "./members.js";
import { mark, operations } from "./sites.js";
import { perhaps, typed } from "./types.js";
import {
  alternatives,
  array,
  type FnV,
  join,
  type Scope,
  type TypeIn,
  undef,
  type Unk,
  unknown,
  type Value,
} from "./values.js";

/** A call whose body we do not have. Its callbacks run once, with unknown arguments. */
export function callUnknown(m: Machine, callee: Unk, site: Site): Value {
  const whole = expand(m, callee);
  if (whole && whole.t !== "unk" && whole.t !== "obj") return apply(m, whole, site);
  for (const d of m.dialects) {
    const v = d.call?.(m, callee, site);
    if (v) return v;
  }
  const name = callee.key;
  if (name !== undefined && operations.has(name)) markUnknown(m, callee, site, name);
  const list = callee.of && isList(name) ? callee.of : undefined;
  const element = list?.t === "unk" ? elementOf(list) : undefined;
  const results = name !== undefined && registrars.has(name) ? [] : runCallbacks(m, site.args, element);
  const type = callee.type?.node.k === "tfn" ? { ...callee.type, node: callee.type.node.ret } : undefined;
  if (type) {
    const v = typed(m, type, notFollowed(name));
    return v.t === "unk" ? { ...v, ...carried(site.args) } : v;
  }
  if (list && (name === "map" || name === "flatMap"))
    return array([], null, join(results.length > 0 ? results : [unknown("a mapped element")]));
  if (list && (name === "filter" || name === "slice" || name === "reverse" || name === "concat")) return list;
  if (list && name === "find" && element) return element;
  return unknown(notFollowed(name), {
    of: callee,
    key: "()",
    ...(callee.external && { external: callee.external }),
    ...carriedBy(callee),
    ...carried(site.args),
  });
}

const notFollowed = (name = ""): string =>
  /^[A-Za-z_$][\w$]*$/.test(name)
    ? `the result of \`${name}()\`, which could not be followed`
    : "the result of a call that could not be followed";

/** A chain on such a result still stands for the model: `Resource(…, Model).rest(…)`. */
const carriedBy = (callee: Unk): { carry?: Value } => {
  const { of } = callee;
  const carry = callee.carry ?? (of?.t === "unk" || of?.t === "obj" ? of.carry : undefined);
  return carry ? { carry } : {};
};

/** An element of an unknown list; it tells which list it is of. */
function elementOf(list: Unk): Value {
  const { element } = list;
  if (!element) return unknown("an element of an unknown list", { of: list });
  return element.t === "unk" && !element.of
    ? { ...element, of: list, alias: element.alias ?? element }
    : element;
}

const listMethods = new Set([
  "map",
  "flatMap",
  "filter",
  "forEach",
  "reduce",
  "some",
  "every",
  "find",
  "findIndex",
  "slice",
  "reverse",
  "concat",
  "sort",
]);
const isList = (name: string | undefined): boolean => name !== undefined && listMethods.has(name);

/** Calls that only register a handler: it runs later, as an entry that sees the world as this function left it. */
const registrars = new Set(
  "get post put patch delete head options all use route param on once off listen addListener addEventListener subscribe process cron schedule describe it test before after beforeEach afterEach beforeAll afterAll".split(
    " ",
  ),
);

/** The outermost thing an unknown was reached from. */
export function originOf(u: Value): Unk | null {
  let v: Value | undefined = u;
  let last: Unk | null = null;
  while (v?.t === "unk") {
    last = v;
    v = v.of;
  }
  return last;
}

/** The package whose class an instance's own class extends. */
function libraryOf(v: Value | undefined): string | undefined {
  let base: Value | null = v?.t === "obj" ? v.cls : null;
  while (base?.t === "cls") base = base.base;
  return base?.t === "unk" ? base.external : undefined;
}

function markUnknown(m: Machine, callee: Unk, site: Site, name: string): void {
  const receiver = callee.of;
  const origin = receiver ? originOf(receiver) : null;
  const external = callee.external ?? origin?.external ?? libraryOf(receiver);
  const typeName = receiver?.t === "unk" ? receiver.type?.node : undefined;
  if (external) mark(m.sites, site.name, "look-alike", `the receiver comes from ${external}`);
  else if (receiver?.t === "unk" && receiver.kind && receiver.kind.every((k) => k !== "object"))
    mark(m.sites, site.name, "look-alike", `the receiver is a ${receiver.kind.join(" or ")}`);
  else if (operations.get(name) === "common")
    mark(m.sites, site.name, "look-alike", "nothing speaks for a model");
  else {
    const shown = typeName?.k === "tref" ? `a ${typeName.n}` : "not known";
    mark(m.sites, site.name, "unknown", `the receiver is ${shown}`);
  }
}

/** A model handed to an unknown call may be what its result stands for. */
export function carried(args: readonly Value[]): { carry?: Value } {
  for (const a of args)
    for (const v of alternatives(a)) if (v.t === "dom" && v.kind.name === "model") return { carry: v };
  return {};
}

/** Runs the functions among the arguments once each, as if the unknown callee called them. */
export function runCallbacks(m: Machine, args: readonly Value[], element?: Value): readonly Value[] {
  const results: Value[] = [];
  for (const a of args) {
    const top = m.frames.at(-1);
    if (a.t !== "fn" || a.node.body === null) continue;
    // At a module's top level handlers are only registered: they run as entries, with the module whole.
    if (top && top.fn === null && element === undefined) continue;
    branch(m, [
      () => "normal",
      () => {
        results.push(runCallback(m, a, element === undefined ? [] : [element]));
        return "normal";
      },
    ]);
  }
  return results;
}

/** Calls a callback with what is known of its arguments; the rest is unknown, with its annotations. */
export function runCallback(m: Machine, fn: FnV, known: readonly Value[]): Value {
  const args = [...known, ...unknownArgs(m, fn, fn.typeParams).slice(known.length)];
  return callFunction(
    m,
    fn,
    fn.node.arrow ? (fn.self ?? undef) : (fn.owner?.(m) ?? unknown("this of a callback")),
    args,
    {
      call: fn.mod ? spanOf(fn.mod, { s: fn.node.s, e: fn.node.s }) : null,
      callee: fn.name,
      barrier: true,
    },
  );
}

/** One unknown per parameter, with its annotation and what its decorators inject. */
export function unknownArgs(m: Machine, fn: FnV, params?: ReadonlyMap<string, TypeIn>): readonly Value[] {
  const frame = m.frames.at(-1);
  return fn.node.params
    .filter((p) => !p.rest)
    .map((p) => {
      const typedOnly = (): Value => typedArg(m, fn, p, params);
      const injected = frame && injection(m, { ...frame, mod: fn.mod }, fn.scope, p.dec, typedOnly);
      return injected ?? typedOnly();
    });
}

function typedArg(m: Machine, fn: FnV, p: Param, params: ReadonlyMap<string, TypeIn> | undefined): Value {
  const t = p.p.k === "pexp" ? undefined : p.p.t;
  const key = p.p.k === "pid" ? p.p.n : undefined;
  const why = key === undefined ? "a parameter" : `the parameter ${key}`;
  if (!t) return unknown(why, key === undefined ? {} : { key });
  const v = typed(m, { node: t, mod: fn.mod, ...(params && { params }) }, why);
  return v.t === "unk" && key !== undefined ? { ...v, key } : perhaps(v, p.optional);
}

/** What a container is asked for when it is read: null as long as nobody has told the container. */
export interface Later {
  readonly t: "later";
  readonly ask: (m: Machine) => Value | null;
}

/** What decorators like `@InjectModel(User.name)` put into a parameter or field; `typed` is what its annotation says. */
export function injection(
  m: Machine,
  f: Frame,
  scope: Scope,
  decorators: Param["dec"],
  typed: () => Value,
): Value | null {
  for (const d of decorators ?? []) {
    if (d.x.k !== "call") continue;
    const v = evaluate(m, f, scope, d.x);
    if (v.t !== "dom" || v.kind.name !== "injection") continue;
    const data = v.data as Value | Later;
    if (data.t !== "later") return data;
    const known = typed();
    return known.t === "unk" ? { ...known, later: data.ask } : known;
  }
  return null;
}
