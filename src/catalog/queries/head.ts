import type { Datum } from "../../interpret/happenings.js";
import type { Filter, Predicate, Sort } from "../types.js";
import { mergeInto, noConditions } from "./conditions.js";
import type { Reading } from "./context.js";
import { readConditions } from "./filter.js";
import { predicate } from "./predicates.js";
import { isChanged, noteChanges, touches } from "./reshape.js";
import type { Changes } from "./reshape.js";
import { readCount } from "./shape.js";
import { readSort } from "./sort.js";
import type { Stage } from "./stages.js";
import { toMarked } from "./values.js";

type Amount = number | "unknown" | undefined;

/** What of a pipeline runs on its input collection, as one query (M76). */
export interface Head {
  readonly filter: Filter;
  readonly sort: Sort | "unknown" | null;
  readonly limit: Amount;
  readonly skip: Amount;
  readonly assumed: boolean;
  /** Why a stage that may belong to the head could not be read. */
  readonly unknown: string | null;
}

interface Walk {
  readonly all: Predicate[];
  readonly any: (readonly Filter[])[];
  readonly nor: Filter[];
  open: boolean;
  sort: Sort | "unknown" | null;
  limit: Amount;
  skip: Amount;
  assumed: boolean;
  unknown: string | null;
  /** Later stages of these kinds no longer reach the collection. */
  readonly closed: { match: boolean; sort: boolean; limit: boolean };
  /** What flows no longer are the collection's documents, in their number. */
  other: boolean;
  /** A stage that may not run keeps later ones from the collection where it does. */
  perhaps: boolean;
  readonly changes: Changes;
}

/** Stages that turn documents into others: nothing moves ahead of them (M76, M77). */
const REGROUPING = new Set(
  "$group $bucket $bucketAuto $sortByCount $count $facet $replaceRoot $replaceWith $unionWith $out $merge".split(
    " ",
  ),
);
/** Stages that keep documents but let nothing move ahead of them. */
const BARRIERS = new Set("$unwind $sample $densify $fill $setWindowFields $geoNear".split(" "));
/** First stages that read no ordinary index (M78). */
const SOURCES = new Set(
  "$search $searchMeta $vectorSearch $indexStats $collStats $currentOp $changeStream $documents $listSessions $planCacheStats".split(
    " ",
  ),
);

/** Reads the head of a pipeline, moving `$match` and `$sort` forward as the optimizer does (M76–M79). */
export function readHead(stages: readonly Stage[], reading: Reading): Head {
  const walk: Walk = {
    all: [],
    any: [],
    nor: [],
    open: false,
    sort: null,
    limit: undefined,
    skip: undefined,
    assumed: false,
    unknown: null,
    closed: { match: false, sort: false, limit: false },
    other: false,
    perhaps: false,
    changes: { paths: new Set(), only: null },
  };
  stages.forEach((stage, position) => {
    visit(walk, stage, position, reading);
  });
  const { all, any, nor, open, sort, limit, skip, assumed, unknown } = walk;
  return { filter: { all, any, nor, open }, sort, limit, skip, assumed, unknown };
}

function visit(walk: Walk, stage: Stage, position: number, reading: Reading): void {
  const { op, arg } = stage;
  const maybe = stage.maybe || walk.perhaps;
  if (op === null) {
    visitUnknown(walk, arg);
  } else if (op === "$match") {
    visitMatch(walk, arg, maybe, reading);
  } else if (op === "$sort") {
    visitSort(walk, arg, maybe);
  } else if (op === "$limit" || op === "$skip") {
    visitCount(walk, op, arg, maybe);
  } else if (op === "$geoNear" && position === 0) {
    visitGeoNear(walk, arg, maybe, reading);
  } else if (stage.maybe && (REGROUPING.has(op) || BARRIERS.has(op))) {
    walk.perhaps = true;
  } else if (REGROUPING.has(op) || (position === 0 && SOURCES.has(op))) {
    walk.other = true;
    close(walk);
  } else if (BARRIERS.has(op)) {
    close(walk);
  } else {
    if (op === "$project") walk.closed.sort = true; // M77
    noteChanges(walk.changes, op, arg);
  }
}

function close(walk: Walk): void {
  walk.closed.match = walk.closed.sort = walk.closed.limit = true;
}

function visitUnknown(walk: Walk, arg: Datum): void {
  if (!walk.closed.match) {
    walk.open = true;
    walk.unknown ??= arg.t === "unknown" ? arg.why : "a stage is not known";
  }
  walk.other = true;
  close(walk);
}

function visitMatch(walk: Walk, arg: Datum, maybe: boolean, reading: Reading): void {
  if (walk.closed.match) return;
  const conditions = noConditions();
  mergeInto(conditions, arg, maybe);
  const filter = readConditions(conditions, reading);
  if (filter.open) {
    walk.open = true;
    if (conditions.unknown) walk.unknown ??= conditions.unknown.why;
  }
  if (conditions.joined) walk.assumed = true;
  const { changes } = walk;
  walk.all.push(...filter.all.filter((each) => !isChanged(changes, each.path)));
  for (const branches of filter.any)
    if (!branches.some((each) => touches(changes, each))) walk.any.push(branches);
  for (const branch of filter.nor) if (!touches(changes, branch)) walk.nor.push(branch);
}

/** An unknown order is told wherever it stands; a known one only where an index could give it. */
function visitSort(walk: Walk, arg: Datum, maybe: boolean): void {
  const read = readSort(arg, arg.t !== "prim");
  if (read.sort === null || walk.other) return;
  if (read.sort === "unknown") {
    walk.sort = "unknown";
    return;
  }
  if (walk.closed.sort || read.sort.some(([path]) => isChanged(walk.changes, path))) {
    walk.closed.sort = true;
    return;
  }
  if (maybe || read.assumed) walk.assumed = true;
  walk.sort = maybe && walk.sort !== null ? "unknown" : read.sort;
}

function visitCount(walk: Walk, op: "$limit" | "$skip", arg: Datum, maybe: boolean): void {
  const name = op === "$limit" ? "limit" : "skip";
  if (!walk.closed.limit && walk[name] === undefined) walk[name] = maybe ? "unknown" : readCount(arg);
  walk.closed.match = walk.closed.sort = true;
  if (op === "$limit") {
    walk.closed.limit = true;
    walk.other = true;
  }
}

/** `$geoNear` needs one geo index and gives the order of distance (M78). */
function visitGeoNear(walk: Walk, arg: Datum, maybe: boolean, reading: Reading): void {
  const option = (key: string) =>
    arg.t === "object" ? arg.entries.find((entry) => entry.key === key)?.value : undefined;
  const key = option("key");
  const path = key?.t === "prim" && typeof key.v === "string" ? key.v : geoPath(reading);
  const near = option("near");
  walk.all.push(predicate(path, "geo", { value: { $geoNear: near ? toMarked(near) : {} }, maybe }));
  const query = option("query");
  if (query) visitMatch(walk, query, maybe, reading);
  close(walk);
}

/** The path of the model's only geo index; else the stage's own name stands for it. */
function geoPath(reading: Reading): string {
  const keys =
    reading.model?.indexes.flatMap((index) =>
      index.keys.filter(([, kind]) => kind === "2dsphere" || kind === "2d"),
    ) ?? [];
  const paths = new Set(keys.map(([path]) => path));
  const [only] = paths;
  return paths.size === 1 && only !== undefined ? only : "$geoNear";
}
