import type { Datum, QueryIssued } from "../../interpret/happenings.js";
import type { Gap, Model, Query } from "../types.js";
import { applyCall } from "./calls.js";
import { setEntry } from "./conditions.js";
import { readingOf } from "./context.js";
import type { QueryContext } from "./context.js";
import { bulkShapes } from "./bulk.js";
import { readHead } from "./head.js";
import { joinsOf } from "./joins.js";
import { applyOptions } from "./options.js";
import { populations } from "./populate.js";
import { receiverOf } from "./receiver.js";
import type { Receiver } from "./receiver.js";
import { newShape } from "./shape.js";
import type { Shape } from "./shape.js";
import { isNoQuery } from "./signatures.js";
import { stepStages, toStages } from "./stages.js";
import { applySteps, startWhere } from "./steps.js";
import { fromHead, fromShape } from "./write.js";
import type { Site } from "./write.js";

export { mergeAlike } from "./alike.js";
export type { QueryContext } from "./context.js";

export interface QueriesRead {
  readonly queries: readonly Query[];
  readonly gaps: readonly Gap[];
}

/** The queries one call makes: its own, and those on other collections (populate, `$lookup`); plans are left to the linker. */
export function readQueries(issued: QueryIssued, context: QueryContext): QueriesRead {
  const queries: Query[] = [];
  const gaps: Gap[] = [];
  if (isNoQuery(issued.operation)) return { queries, gaps };
  const site: Site = {
    at: context.place(issued.at),
    through: issued.through.map(context.place),
    in: issued.in,
    gap: (why, model) =>
      gaps.push({ what: "query", why, ...(model !== null && { model }), at: context.place(issued.at) }),
  };
  const receiver = receiverOf(issued, context);
  if (issued.operation === "populate") {
    populate(
      receiver.model,
      issued.receiver === "model" ? issued.args.slice(1) : issued.args,
      site,
      context,
      queries,
    );
  } else if (isPipeline(issued.operation)) {
    aggregate(issued, receiver, site, context, queries);
  } else if (issued.operation === "bulkWrite") {
    for (const shape of bulkShapes(issued.args[0], issued.native))
      queries.push(fromShape(shape, receiver, site));
  } else {
    const shape = shapeOf(issued, context);
    queries.push(fromShape(shape, receiver, site));
    for (const { args, step } of shape.populates) {
      const call = step === null ? undefined : issued.steps[step];
      populate(receiver.model, args, call ? { ...site, at: context.place(call.at) } : site, context, queries);
    }
  }
  return { queries, gaps };
}

const isPipeline = (operation: string) => /^aggregate(Paginate|Deleted|WithDeleted)?$/.test(operation);

/** The query of any operation that takes a filter. */
function shapeOf(issued: QueryIssued, { mongooseMajor }: QueryContext): Shape {
  const { operation, args, steps, native, at } = issued;
  const shape = newShape(operation, native, mongooseMajor(at.file));
  if (operation === "where" || operation === "$where") {
    shape.operation = "find";
    startWhere(shape, operation, args, steps);
    return shape;
  }
  if (operation === "mapReduce") mapReduce(shape, args);
  else if (issued.receiver === "document") setEntry(shape.conditions, { key: "_id", value: DOCUMENT_ID });
  else applyCall(shape, operation, args, false);
  applySteps(shape, steps);
  return shape;
}

const DOCUMENT_ID: Datum = { t: "unknown", why: "the document's _id", kind: ["objectId"] };

function mapReduce(shape: Shape, args: readonly Datum[]): void {
  for (const arg of args) {
    if (arg.t !== "object") continue;
    const query = arg.entries.find((entry) => entry.key === "query")?.value;
    if (query) applyCall(shape, "find", [query], false);
    applyOptions(shape, arg);
  }
  shape.operation = "mapReduce";
}

function aggregate(
  issued: QueryIssued,
  receiver: Receiver,
  site: Site,
  context: QueryContext,
  queries: Query[],
): void {
  const stages = [...toStages(issued.args[0]), ...stepStages(issued.steps)];
  const options = newShape(issued.operation, issued.native);
  applyOptions(options, issued.args[1]);
  applySteps(
    options,
    issued.steps.filter((step) => OPTION_STEPS.has(step.method)),
  );
  const head = readHead(stages, readingOf(receiver.model, false));
  queries.push(fromHead(head, options, receiver, site));
  for (const join of joinsOf(stages)) {
    const ref = { by: "collection", name: join.collection, from: issued.at.file } as const;
    const model = join.collection === null ? null : context.model(ref);
    const foreign = {
      model,
      name: model?.name ?? null,
      collection: model?.collection ?? join.collection,
      assumed: false,
      adds: false,
      why: null,
    };
    const shape = newShape(join.operation, true);
    queries.push(fromHead(join.read(readingOf(model, false, true)), shape, foreign, site));
  }
}

const OPTION_STEPS = new Set(["hint", "collation"]);

function populate(
  model: Model | null,
  args: readonly Datum[],
  site: Site,
  context: QueryContext,
  queries: Query[],
): void {
  const gap = (why: string): void => site.gap(why, model?.name ?? null);
  for (const { name, model: foreign, shape } of populations(args, model, context, gap)) {
    const collection = foreign?.collection ?? null;
    const receiver = { model: foreign, name, collection, assumed: false, adds: true, why: null };
    queries.push(fromShape(shape, receiver, site));
  }
}
