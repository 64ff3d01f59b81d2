import type { Span } from "./happenings.js";
import type { Frame, Machine } from "./machine.js";
import { mark, operations } from "./sites.js";
import { alternatives, type Value } from "./values.js";

/** Where a query belongs: the call in whose arguments its filter was written. */
export interface Reported {
  readonly at: Span;
  /** Inner call sites, outermost first. */
  readonly through: readonly Span[];
  readonly in: string | null;
  /** The entry ran with nothing known of its arguments, and the call is its own. */
  readonly direct: boolean;
}

/** Walks outward while the calls' arguments carry the filter itself; a scalar carries nothing, but through a wrapper of the operation's own name. */
export function report(m: Machine, name: Span, operation: string, filter: readonly Value[]): Reported {
  const forms = filter.flatMap(alternatives);
  const telling = forms.filter(saysSomething);
  const loads = (telling.length > 0 ? telling : forms).map(carriersOf);
  let at = name;
  const through: Span[] = [];
  let i = m.frames.length - 1;
  for (; i >= 0; i--) {
    const f = m.frames[i];
    if (!f?.call || f.barrier || f.newTarget) break;
    const named = f.callee !== null && (f.callee === operation || operations.get(f.callee) === "distinctive");
    const isCarried = loads.length > 0 && loads.every((carriers) => carries(f.args, carriers));
    if (!isCarried && !named) break;
    f.state.carried = true;
    through.unshift(at);
    at = f.call;
    mark(m.sites, at, "query", "");
  }
  return { at, through, in: enclosing(m.frames, i), direct: i <= 0 };
}

const root = (v: Value): Value => (v.t === "unk" && v.alias ? v.alias : v);

/** Beside another form, `null` and `{}` are nobody's filter. */
const saysSomething = (v: Value): boolean =>
  v.t !== "prim" && !(v.t === "obj" && !v.open && v.props.size === 0 && v.sources.length === 0);

/** What a filter is carried by. One of several that was written right here is carried by nothing else. */
function carriersOf(v: Value): ReadonlySet<Value> {
  const carriers = new Set<Value>();
  collect(v, carriers, 0);
  return carriers;
}

function collect(v: Value, into: Set<Value>, depth: number): void {
  if (depth > 4 || v.t === "prim" || into.has(root(v))) return;
  if (v.t === "obj") {
    into.add(v);
    for (const s of v.sources) collect(s, into, depth + 1);
    for (const [k, c] of v.props) if (k.startsWith("$") || k === "filter") collect(c.v, into, depth + 1);
  } else if (v.t === "arr") {
    into.add(v);
    for (const c of v.items)
      if (c.v.t === "obj" || c.v.t === "union" || c.v.t === "arr") collect(c.v, into, depth + 1);
    if (v.rest) collect(v.rest, into, depth + 1);
  } else if (v.t === "union") for (const o of v.of) collect(o, into, depth + 1);
  else if (v.t === "unk" && !isScalar(v.kind)) into.add(root(v));
}

const scalars = new Set(["string", "number", "boolean", "date", "objectId", "null"]);
const isScalar = (kind: readonly string[] | undefined): boolean =>
  kind !== undefined && kind.length > 0 && kind.every((k) => scalars.has(k));

function carries(args: readonly Value[], carriers: ReadonlySet<Value>): boolean {
  const hit = (v: Value): boolean =>
    carriers.has(root(v)) || (v.t === "union" && v.of.some((o) => carriers.has(root(o))));
  return args.some(
    (a) =>
      hit(a) ||
      (a.t === "obj" && [...a.props.values()].some((c) => hit(c.v))) ||
      (a.t === "arr" && a.items.some((c) => hit(c.v))) ||
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
