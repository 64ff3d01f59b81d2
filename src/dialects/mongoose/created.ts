import { isMadeWhenNothingFound } from "../../interpret/guards.js";
import type { QueryIssued, Span } from "../../interpret/happenings.js";
import type { Machine, Site } from "../../interpret/machine.js";
import { getMember } from "../../interpret/members.js";
import { perRun } from "../../interpret/per-run.js";
import { tell } from "../../interpret/tell.js";
import type { Dom, FnV, Obj, Unk, Value } from "../../interpret/values.js";
import { registered, type ModelData } from "./registry.js";

type FnNode = FnV["node"];

/** A query for whole equalities, and the function it stands in. */
interface Asked {
  readonly at: Span;
  readonly model: Dom;
  readonly fields: readonly (readonly [path: string, value: Value])[];
}

/** By function, then by place: the last reading counts. */
type Memory = WeakMap<FnNode, Map<number, Asked>>;

const memory = perRun((): Memory => new WeakMap());

/** Not `find`: who asks for many may store many. */
const lookups = new Set(["findOne", "findOneAndUpdate", "exists", "count", "countDocuments"]);

/** Remembers what a query asks for, to be compared with what its function creates afterwards. */
export function noteAsked(
  m: Machine,
  issued: QueryIssued,
  model: Dom | null,
  filter: Value | undefined,
): void {
  if (!model || !lookups.has(issued.operation)) return;
  const fields = equalities(filter);
  const node = innermost(m, issued.at);
  if (!node || !fields) return;
  const asked = memory(m).get(node) ?? new Map<number, Asked>();
  memory(m).set(node, asked.set(issued.at.start, { at: issued.at, model, fields }));
}

/** The paths a filter asks for; null when it asks for more, or not all of it is known. */
function equalities(filter: Value | undefined): Asked["fields"] | null {
  if (filter?.t !== "obj" || filter.open || filter.props.size === 0) return null;
  const fields = [...filter.props].map(([path, cell]) => {
    const value = cell.v.t === "obj" && cell.v.props.size === 1 ? cell.v.props.get("$eq")?.v : cell.v;
    const isPlain = value !== undefined && value.t !== "obj" && value.t !== "regex";
    return isPlain && !cell.maybe && !path.startsWith("$") ? ([path, value] as const) : null;
  });
  return fields.every((field) => field !== null) ? fields : null;
}

/** Tells of a document that is created where a query for the same values found nothing. */
export function noteCreated(m: Machine, model: Dom, documents: readonly Value[], site: Site): void {
  keepApart(m, documents);
  for (const { at, nodes } of callsTo(m, site.name))
    for (const node of nodes)
      for (const asked of memory(m).get(node)?.values() ?? []) {
        if (asked.at.start >= at.start || modelOf(m, asked.model) !== modelOf(m, model)) continue;
        const sameness = documents.map((document) => likeness(m, document, asked));
        const best = sameness.includes("same") ? "same" : sameness.includes("alike") ? "alike" : null;
        if (best === null || !isMadeWhenNothingFound(node, asked.at.start, at.start)) continue;
        tell(m, {
          type: "created",
          query: asked.at,
          at,
          fields: asked.fields.map(([path]) => path),
          ...(best === "alike" && { maybe: true as const }),
        });
      }
}

/** Calls that hand the document on are followed for each document. */
function keepApart(m: Machine, documents: readonly Value[]): void {
  const roots = documents.map(root);
  for (let i = m.frames.length - 1; i >= 0; i--) {
    const f = m.frames[i];
    if (!f?.call || !f.args.some((argument) => roots.includes(root(argument)))) return;
    f.state.carried = true;
  }
}

/** The creating call and the calls it is made through, with the functions around each. */
function* callsTo(m: Machine, name: Span): Generator<{ at: Span; nodes: readonly FnNode[] }> {
  let at: Span | null = name;
  for (let i = m.frames.length - 1; i >= 0 && at; i--) {
    const here: Span = at;
    yield { at: here, nodes: around(m, here, i) };
    at = m.frames[i]?.call ?? null;
  }
}

const around = (m: Machine, { file, start }: Span, from: number): readonly FnNode[] =>
  m.frames.slice(0, from + 1).flatMap(({ fn, mod }) => {
    const isHere = fn !== null && mod.file === file && fn.node.s <= start && start < fn.node.e;
    return isHere ? [fn.node] : [];
  });

const innermost = (m: Machine, at: Span): FnNode | undefined => around(m, at, m.frames.length).at(-1);

const modelOf = (m: Machine, { data }: Dom): ModelData =>
  registered(m, (data as ModelData).ref) ?? (data as ModelData);

/** Does the document hold the very values the query asks for? `alike`: it has the fields, their values may be others. */
function likeness(m: Machine, document: Value, { fields }: Asked): "same" | "alike" | null {
  let all: "same" | "alike" = "same";
  for (const [path, wanted] of fields) {
    const value = fieldOf(m, document, path);
    if (value === undefined && wanted.t === "prim" && wanted.v === null) continue;
    if (value === undefined) return null;
    if (isSame(value, wanted)) continue;
    if (value.t === "prim" || wanted.t === "prim" || !isWritten(document, path)) return null;
    all = "alike";
  }
  return all;
}

const isWritten = (document: Value, path: string): boolean =>
  document.t === "obj" &&
  [path, path.split(".")[0] ?? ""].some(
    (key) => document.props.get(key)?.maybe !== true && document.props.has(key),
  );

/** What is surely stored at a path; undefined when that is not known. */
function fieldOf(m: Machine, document: Value, path: string): Value | undefined {
  if (document.t === "unk") return path.includes(".") ? undefined : getMember(m, document, path, null);
  if (document.t !== "obj") return undefined;
  const cell = document.props.get(path);
  if (cell) return cell.v;
  const spread = spreadOf(m, document, path);
  if (spread) return spread;
  const dot = path.indexOf(".");
  const outer = dot < 0 ? undefined : document.props.get(path.slice(0, dot));
  return outer && !outer.maybe ? fieldOf(m, outer.v, path.slice(dot + 1)) : undefined;
}

function spreadOf(m: Machine, { sources }: Obj, path: string): Value | undefined {
  const last = sources.findLast((source) => source.t === "unk");
  return last && !path.includes(".") ? getMember(m, last, path, null) : undefined;
}

const root = (v: Value): Value => (v.t === "unk" && v.alias ? v.alias : v);

/** One value, however it was come by: `body.email` twice. */
function isSame(a: Value, b: Value): boolean {
  const [x, y] = [root(a), root(b)];
  if (x === y) return true;
  if (x.t === "prim" && y.t === "prim") return x.v === y.v && x.v !== undefined;
  return x.t === "unk" && y.t === "unk" && isSameMember(x, y);
}

const isSameMember = (x: Unk, y: Unk): boolean =>
  x.key !== undefined && x.key === y.key && x.key !== "()" && !!x.of && !!y.of && isSame(x.of, y.of);
