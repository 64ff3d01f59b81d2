import type { Span } from "./happenings.js";
import type { Frame, Machine, Site } from "./machine.js";
import { mark, operations } from "./sites.js";
import type { Arr, Obj, Unk, Value } from "./values.js";

/** Where a query belongs: the call in whose arguments its filter was written. */
export interface Reported {
  readonly at: Span;
  /** Inner call sites, outermost first. */
  readonly through: readonly Span[];
  readonly in: string | null;
  /** The entry ran with nothing known of its arguments, and the call is its own. */
  readonly direct: boolean;
}

/**
 * Walks outward while the calls' arguments carry the whole filter; a scalar carries nothing, but through a wrapper of the
 * operation's own name, and where it stands for a filter (`string | Filter`). What adds keys of its own is where the query belongs, unless it serves any model.
 */
export function report(
  m: Machine,
  site: Pick<Site, "name" | "self">,
  operation: string,
  filter: readonly Value[],
): Reported {
  let at = site.name;
  const through: Span[] = [];
  let i = m.frames.length - 1;
  for (;;) {
    const outside = pastCallbacks(m.frames, i, filter);
    const f = m.frames[outside.i];
    if (!f?.call || f.newTarget || f.barrier) break;
    const named =
      outside.i === i &&
      f.callee !== null &&
      (f.callee === operation || operations.get(f.callee) === "distinctive");
    const inPart = servesAnyModel(f, site.self);
    if (!named && !outside.filter.some((v) => isCarried(v, f, inPart))) break;
    for (const passed of m.frames.slice(outside.i, i + 1)) passed.state.carried = true;
    filter = outside.filter;
    i = outside.i - 1;
    through.unshift(at);
    at = f.call;
    mark(m.sites, at, "query", "");
  }
  return { at, through, in: enclosing(m.frames, i), direct: i <= 0 };
}

/** Callbacks that a function hands on do not take from it what it was given; what they are given themselves is nobody's filter, but for a list's elements. */
function pastCallbacks(
  frames: readonly Frame[],
  i: number,
  filter: readonly Value[],
): { readonly i: number; readonly filter: readonly Value[] } {
  for (let f = frames[i]; f?.barrier; f = frames[--i]) {
    const list = listOf(filter, f.args, frames[i - 1]?.args ?? []);
    const outer = frames[i - 1]?.args ?? [];
    if (list) filter = [list];
    else if (filter.some((v) => isCarried(v, f, true)) && !filter.some((v) => hold(outer, v))) break;
  }
  return { i, filter };
}

/** The list that was handed in, where each of its elements is a filter: `filters.map((filter) => Model.updateOne(filter, …))`. */
function listOf(filter: readonly Value[], own: readonly Value[], outer: readonly Value[]): Unk | undefined {
  const [v] = filter;
  if (filter.length !== 1 || v?.t !== "unk" || isScalar(v.kind) || !hold(own, v)) return undefined;
  return v.of?.t === "unk" && hold(outer, v.of) ? v.of : undefined;
}

/** The function's own filter, though it hands it on in what it was given: `options.criteria = { … }`. */
const isWrittenIn = ({ fn }: Frame, v: Value): boolean =>
  v.t === "obj" &&
  !!v.at &&
  !!fn &&
  v.at.file === fn.mod.file &&
  fn.node.s <= v.at.start &&
  v.at.end <= fn.node.e;

/** A function that is named like an operation, is handed the model, or is a base class's for all its heirs. */
function servesAnyModel(f: Frame, model: Value): boolean {
  if (f.callee !== null && operations.has(f.callee)) return true;
  if (f.fn?.home && f.self.t === "obj" && f.self.cls && f.self.cls !== f.fn.home) return true;
  return model.t === "dom" && hold(f.args, model);
}

const root = (v: Value): Value => (v.t === "unk" && v.alias ? v.alias : v);

/** Do a call's arguments hold all of a filter, or, `inPart`, some of it? Of several forms, `null` and `{}` are nobody's filter. */
function isCarried(v: Value, f: Frame, inPart: boolean, depth = 0): boolean {
  if (depth > 5 || v.t === "prim") return false;
  if (v.t === "unk") return (v.sure || !isScalar(v.kind)) && hold(f.args, v);
  if (hold(f.args, v) && !isWrittenIn(f, v)) return true;
  const carried = (part: Value): boolean => isCarried(part, f, inPart, depth + 1);
  if (v.t === "union") {
    const forms = v.of.filter(saysSomething);
    return forms.length > 0 && (inPart ? forms.some(carried) : forms.every(carried));
  }
  const parts = (v.t === "obj" ? partsOf(v) : v.t === "arr" ? itemsOf(v) : []).filter(saysSomething);
  if (parts.length === 0) return false;
  return inPart ? parts.some(carried) : !(v.t === "obj" && addsKeys(v)) && parts.every(carried);
}

const saysSomething = (v: Value): boolean =>
  v.t !== "prim" && !(v.t === "obj" && !v.open && v.props.size === 0 && v.sources.length === 0);

/** What an object is made of: what was spread into it, members of its `$and` and the like, the filter among its options. */
const partsOf = (o: Obj): readonly Value[] => [
  ...o.sources,
  ...[...o.props].flatMap(([key, { v }]) => {
    if (isSpread(o, key) || !(key.startsWith("$") || key === "filter")) return [];
    return v.t === "arr" ? itemsOf(v) : [v];
  }),
];

/** A pipeline's `$match` stages; the elements of any other list. */
function itemsOf(list: Arr): readonly Value[] {
  const items = [...list.items.map((c) => c.v), ...(list.rest ? [list.rest] : [])];
  const matches = items.filter((v) => v.t === "obj" && v.props.has("$match"));
  return matches.length > 0 ? matches : items;
}

const isSpread = (o: Obj, key: string): boolean =>
  o.sources.some((s) => s.t === "obj" && s.props.get(key) === o.props.get(key));

const addsKeys = (o: Obj): boolean =>
  [...o.props.keys()].some((key) => !key.startsWith("$") && key !== "filter" && !isSpread(o, key));

const scalars = new Set(["string", "number", "boolean", "date", "objectId", "null"]);
const isScalar = (kind: readonly string[] | undefined): boolean =>
  kind !== undefined && kind.length > 0 && kind.every((k) => scalars.has(k));

const is = (x: Value, wanted: Value): boolean =>
  root(x) === root(wanted) ||
  (wanted.t === "dom" &&
    (x.t === "dom" ? x.data === wanted.data : x.t === "unk" && !!x.expanded && is(x.expanded, wanted)));

/** Is the value among the arguments, directly in one of them, or in a list of its? */
function hold(args: readonly Value[], v: Value): boolean {
  const hit = (x: Value): boolean => is(x, v) || (x.t === "union" && x.of.some((o) => is(o, v)));
  const lists = (x: Value): boolean =>
    x.t === "arr" && (x.items.some((c) => hit(c.v)) || (x.rest !== null && hit(x.rest)));
  return args.some(
    (a) =>
      hit(a) ||
      lists(a) ||
      (a.t === "obj" && [...a.props.values()].some((c) => hit(c.v) || lists(c.v))) ||
      (a.t === "unk" && a.props !== undefined && [...a.props.values()].some((c) => hit(c.v))),
  );
}

/** "AuditService.byResource": the innermost named function around a frame. */
export function enclosing(frames: readonly Frame[], from: number): string | null {
  for (let i = Math.min(from, frames.length - 1); i >= 0; i--) {
    const fn = frames[i]?.fn;
    if (fn?.name) return fn.home?.name ? `${fn.home.name}.${fn.name}` : fn.name;
    if (frames[i]?.call && !frames[i]?.barrier) return null;
  }
  return null;
}
