import type { Advice, Candidate, IndexSpec, Result, Service } from "../planner/index.js";
import { chosen, showKeys } from "../planner/index.js";
import { count } from "./count.js";
import type { Paint } from "./paint.js";

/** An index as explanations show it: its name ties it to the plan. */
export interface Known extends Required<Pick<IndexSpec, "keys" | "name">> {
  /** What else to say of it: options, where it is declared. */
  readonly side?: string;
}

/** Tells which plan is likely, and of every index how well it serves, or why it does not. */
export function renderResult(result: Result, indexes: readonly Known[], paint: Paint): string[] {
  const { candidates, rejected } = result;
  const best = chosen(result);
  const used = new Set([best.index, ...(best.branches ?? []).map((branch) => branch.index)]);
  const rows = indexes.flatMap(({ keys, name, side }) => {
    const own = candidates.filter((candidate) => candidate.name === name);
    const mark = used.has(name) ? paint("green", "✓") : own.length > 0 ? "○" : paint("red", "✗");
    const title = `  ${mark} ${showKeys(keys)}${side ? paint("dim", `  ${side}`) : ""}`;
    const why = rejected.find((rejection) => rejection.name === name)?.why;
    const told =
      own.length > 0
        ? own.map((candidate) => showCandidate(candidate, result))
        : [why ?? "no predicate or sort can use it"];
    return [title, ...told.map((text) => `      ${text}`)];
  });
  return [
    `${paint("bold", "plan")}     ${showPlan(result)}`,
    ...(rows.length > 0 ? [paint("bold", "indexes"), ...rows] : []),
  ];
}

/** The likely plan in one sentence. */
function showPlan(result: Result): string {
  const { access, index, bounded, sort, covered, residual, branches } = chosen(result);
  if (access === "error") return `the server refuses this query: ${result.error ?? "no plan"}`;
  if (access === "collscan") return `collection scan${sort === "memory" ? ", then a sort in memory" : ""}`;
  const through = branches
    ? `a branch each: ${branches.map((branch) => branch.index ?? "?").join(", ")}`
    : `${index ?? ""}${bounded === 0 && access === "index" ? ", read as a whole" : ""}`;
  return [
    `index scan of ${through}`,
    ...sortWords[sort],
    ...(covered ? ["covered: no document is fetched"] : []),
    ...(residual.length > 0 ? [`fetched documents are tested for ${residual.join(", ")}`] : []),
  ].join("; ");
}

const sortWords = {
  index: ["in the order of the sort"],
  memory: ["then a sort in memory"],
  none: [],
} as const;

function showCandidate(
  { bounded, tight, sort, covered, residual, branch, key }: Candidate,
  result: Result,
): string {
  const keys = Object.keys(key).length;
  const bounds =
    bounded === 0 ? "no bounds: all of it is read" : `bounds on ${bounded} of ${count(keys, "key")}`;
  return [
    ...(branch === undefined ? [] : [`branch ${branch + 1} of $or`]),
    bounds,
    ...(bounded > 1 && !tight ? ["not one contiguous range"] : []),
    ...(result.sort === "none" && sort === "none"
      ? []
      : sort === "index"
        ? ["gives the sort"]
        : sort === "memory"
          ? ["does not give the sort"]
          : []),
    ...(covered ? ["covers the query"] : []),
    ...(residual.length > 0 ? [`then tests ${residual.join(", ")}`] : []),
  ].join("; ");
}

/** Tells what serves one query in full and which part each key plays, there already or to be added. */
export function renderCertificate({ add, shapes: [certificate] }: Advice, paint: Paint): string[] {
  if (!certificate) return [];
  const { status, by, why } = certificate;
  if (status === "unservable") return [`${paint("bold", "no index serves it in full")}: ${why ?? ""}`];
  const rows = by.map((service) => {
    const added = add.find(({ name }) => name === service.index);
    const title = added
      ? `${paint("bold", "would serve it")}  ${showKeys(added.keys)}`
      : `${paint("bold", "served in full by")}  ${service.index}`;
    return `${title}  (${showParts(service)})`;
  });
  return [...new Set(rows), ...(status === "partly" && why ? [`only in part: ${why}`] : [])];
}

const showParts = ({ equality, sort, range }: Service): string =>
  [
    ...(equality.length > 0 ? [`equality on ${equality.join(", ")}`] : []),
    ...(sort.length > 0 ? [`order of ${sort.join(", ")}`] : []),
    ...(range.length > 0 ? [`range on ${range.join(", ")}`] : []),
  ].join("; ");
