import type { Datum, Element, Entry, QueryStep } from "../../interpret/happenings.js";

/** One stage of a pipeline; `op` is null when it is not known which. */
export interface Stage {
  readonly op: string | null;
  readonly arg: Datum;
  readonly maybe: boolean;
}

/** Builder methods of an aggregate and the stage each appends (M75). */
const BUILDERS = new Set(
  "match sort project group lookup unwind addFields limit skip facet graphLookup unionWith count sample replaceRoot sortByCount redact search densify fill geoNear set unset bucket bucketAuto setWindowFields out merge".split(
    " ",
  ),
);

const UNDEFINED: Datum = { t: "undefined" };

/** The stages of a pipeline argument, in order; a list that may go on ends in a stage that may not run. */
export function toStages(pipeline: Datum | undefined, maybe = false): Stage[] {
  switch (pipeline?.t) {
    case "array": {
      const stages = pipeline.items.flatMap((item) => elementStages(item, maybe));
      if (pipeline.rest) stages.push(...elementStages({ value: pipeline.rest, maybe: true }, maybe));
      return stages;
    }
    case "object":
      return elementStages({ value: pipeline }, maybe); // one stage without its array
    case "union":
      return toStages(longest(pipeline.of), true);
    case "unknown":
      if (pipeline.element) return elementStages({ value: pipeline.element, maybe: true }, maybe);
      return [{ op: null, arg: pipeline, maybe: true }];
    default:
      return [];
  }
}

/** The stages that chained builder calls append (M75). */
export function stepStages(steps: readonly QueryStep[]): Stage[] {
  const stages: Stage[] = [];
  for (const { method, args, maybe, foreign } of steps) {
    const conditional = maybe === true;
    if (foreign) {
      stages.push({ op: null, arg: { t: "unknown", why: foreignWhy(method) }, maybe: conditional });
    } else if (BUILDERS.has(method)) {
      stages.push({ op: `$${method}`, arg: args[0] ?? UNDEFINED, maybe: conditional });
    } else if (method === "near") {
      stages.push({ op: "$geoNear", arg: args[0] ?? UNDEFINED, maybe: conditional });
    } else if (method === "append" || method === "addStage") {
      for (const arg of args) stages.push(...toStages(arg, conditional));
    }
  }
  return stages;
}

/** Why a chain is not known to the end. */
export const foreignWhy = (method: string): string => `\`${method}()\` is no known step of a query`;

function elementStages(item: Element, outerMaybe: boolean): Stage[] {
  const maybe = outerMaybe || item.maybe === true;
  const { value } = item;
  switch (value.t) {
    case "object": {
      const named = value.entries.find((entry) => entry.key.startsWith("$"));
      return [
        named && !value.open
          ? entryStage(named, maybe)
          : { op: named?.key ?? null, arg: named?.value ?? value, maybe },
      ];
    }
    case "union":
      return unionStages(value.of, maybe);
    case "unknown":
      return [{ op: null, arg: value, maybe }];
    default:
      return []; // null, false: left out by a condition
  }
}

const entryStage = (entry: Entry, maybe: boolean): Stage => ({
  op: entry.key,
  arg: entry.value,
  maybe: maybe || entry.maybe === true,
});

/** Alternatives of one kind are one stage of that kind; of several kinds, an unknown one. */
function unionStages(alternatives: readonly Datum[], maybe: boolean): Stage[] {
  const stages = alternatives.flatMap((each) => elementStages({ value: each }, maybe));
  const first = stages[0];
  if (first === undefined) return [];
  const optional = maybe || stages.length < alternatives.length;
  if (stages.length === 1) return [{ ...first, maybe: optional }];
  const args: Datum = { t: "union", of: stages.map((stage) => stage.arg) };
  const same = stages.every((stage) => stage.op === first.op);
  return [
    {
      op: same ? first.op : null,
      arg: same ? args : { t: "unknown", why: "one of several stages" },
      maybe: optional,
    },
  ];
}

function longest(alternatives: readonly Datum[]): Datum | undefined {
  const arrays = alternatives.filter((each) => each.t === "array");
  if (arrays.length === 0) return alternatives.find((each) => each.t === "unknown");
  return arrays.reduce((a, b) => (b.items.length > a.items.length ? b : a));
}
