import type { Datum } from "../../interpret/happenings.js";
import { toConditions } from "./conditions.js";
import type { Reading } from "./context.js";
import { readHead } from "./head.js";
import type { Head } from "./head.js";
import { members, scalar } from "./predicates.js";
import { toStages } from "./stages.js";
import type { Stage } from "./stages.js";

/** A query a pipeline makes on another collection (M80, M81). */
export interface Join {
  readonly operation: "lookup" | "graphLookup" | "unionWith";
  /** The other collection's name; null when it is not known. */
  readonly collection: string | null;
  readonly read: (reading: Reading) => Head;
}

/** All joins of a pipeline, those of its nested pipelines included. */
export function joinsOf(stages: readonly Stage[]): Join[] {
  return stages.flatMap(({ op, arg }) => {
    switch (op) {
      case "$lookup":
        return lookup(arg);
      case "$graphLookup":
        return [graphLookup(arg)];
      case "$unionWith":
        return unionWith(arg);
      case "$facet":
        return arg.t === "object" ? arg.entries.flatMap((entry) => joinsOf(toStages(entry.value))) : [];
      default:
        return [];
    }
  });
}

function lookup(arg: Datum): Join[] {
  const options = optionsOf(arg);
  const stages = toStages(options("pipeline"));
  const foreign = text(options("foreignField"));
  const read = (reading: Reading): Head => {
    const head = readHead(stages, reading);
    if (foreign === null)
      return options("foreignField") ? { ...head, filter: { ...head.filter, open: true } } : head;
    const equality = scalar(foreign, "eq", { t: "unknown", why: "" }, false, { ...reading, casts: true });
    return { ...head, filter: { ...head.filter, all: [equality, ...head.filter.all] } };
  };
  return [{ operation: "lookup", collection: text(options("from")), read }, ...joinsOf(stages)];
}

function graphLookup(arg: Datum): Join {
  const options = optionsOf(arg);
  const to = text(options("connectToField"));
  const restriction = options("restrictSearchWithMatch");
  const read = (reading: Reading): Head => {
    const head = readHead(restriction ? [{ op: "$match", arg: restriction, maybe: false }] : [], reading);
    const frontier =
      to === null ? [] : [members(to, "in", { t: "unknown", why: "" }, false, { ...reading, casts: true })];
    const filter = {
      ...head.filter,
      all: [...frontier, ...head.filter.all],
      open: head.filter.open || to === null,
    };
    return { ...head, filter };
  };
  return { operation: "graphLookup", collection: text(options("from")), read };
}

function unionWith(arg: Datum): Join[] {
  const options = optionsOf(arg);
  const stages = toStages(options("pipeline"));
  const collection = text(arg) ?? text(options("coll"));
  return [
    { operation: "unionWith", collection, read: (reading) => readHead(stages, reading) },
    ...joinsOf(stages),
  ];
}

function optionsOf(arg: Datum): (key: string) => Datum | undefined {
  const { entries } = toConditions(arg);
  return (key) => entries.get(key)?.value;
}

const text = (datum: Datum | undefined): string | null =>
  datum?.t === "prim" && typeof datum.v === "string" ? datum.v : null;
