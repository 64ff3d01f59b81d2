import type { Happenings, ModelRef, OperationIssued } from "../interpret/happenings.js";
import { linkCollections, type KnownIndex } from "./collections.js";
import { withCreations } from "./creations.js";
import { driverModels } from "./drivers.js";
import { groupBy } from "./group.js";
import { maintaining } from "./maintenance.js";
import {
  inOrder,
  newMemory,
  rememberFile,
  rememberQueries,
  sameCollections,
  sameModels,
  settleWorld,
  type Memory,
} from "./memory.js";
import { linkModels, type LinkedModel } from "./models.js";
import { readOperations, type LinkedOperation } from "./operations.js";
import { comparePlaces, compareText, placesOf, type PlaceOf } from "./places.js";
import { planQueries } from "./plans.js";
import { mergeAlike, readQueries, type QueriesRead, type QueryContext } from "./queries/index.js";
import { mongooseVersion, withoutWarnings } from "./replay/mongoose.js";
import { resolverOf, type Resolver } from "./resolve.js";
import type { Catalog, Count, Gap, Model } from "./types.js";

export type { KnownIndex } from "./collections.js";

export interface LinkOptions {
  /** Indexes that are there although no code declares them. */
  readonly knownIndexes?: readonly KnownIndex[];
  /** Of an earlier link of nearly the same happenings. */
  readonly memory?: Memory;
}

/** What the code base did, as a catalog: models with the indexes Mongoose answers, collections, queries with their plans. */
export function link(happenings: Happenings, options: LinkOptions = {}): Catalog {
  const { memory = newMemory() } = options;
  const place = placesOf(happenings.lines);
  const linked = withoutWarnings(() => linkModels(happenings, memory));
  const owners = resolverOf(linked.models, happenings.packageOf);
  const all = [...linked.models, ...driverModels(happenings, owners, place)].sort(byPlace);
  const resolve = resolverOf(all, happenings.packageOf);

  const operations = linkOperations(happenings, resolve, place);
  const made = linkCollections(all, operations, happenings, options.knownIndexes ?? []);
  const models = sameModels(memory, made.models);
  const collections = sameCollections(memory, made.collections);
  settleWorld(memory, [...linked.models, ...models], all);
  const read = linkQueries(happenings, resolve, new Map(models.map((model) => [model.id, model])), memory);
  const gaps = distinct([
    ...linked.gaps,
    ...read.gaps,
    ...operationGaps(operations),
    ...seenGaps(happenings, place),
  ]);
  const count = (read: number, what: Gap["what"]): Count => ({
    read,
    unknown: gaps.filter((gap) => gap.what === what).length,
  });
  return {
    version: 1,
    source: "static",
    mongoose: mongooseVersion(),
    models,
    collections,
    queries: withCreations(planQueries(read.queries, models, collections, memory), happenings, place),
    operations: operations
      .map(({ read: { operation } }) => operation)
      .sort((a, b) => comparePlaces(a.at, b.at)),
    gaps,
    coverage: {
      schemas: linked.schemas,
      models: count(models.filter(({ complete }) => complete).length, "model"),
      queries: count(read.queries.length, "query"),
      operations: count(operations.filter(({ read: { doubt } }) => doubt === null).length, "operation"),
    },
  };
}

/** In the order they are done: within a migration, helpers and loops make it another than that of their places. */
function linkOperations(
  happenings: Happenings,
  resolve: Resolver<LinkedModel>,
  place: PlaceOf,
): LinkedOperation[] {
  const issued = happenings.list.filter((each) => each.type === "operation");
  const all = [...issued, ...maintenanceOf(happenings)].flatMap((issued) => {
    const owner = resolve(issued.model);
    const collection =
      owner?.model.collection ?? (issued.model.by === "collection" ? issued.model.name : null);
    return readOperations(issued, collection, place).map((read) => ({ read, owner }));
  });
  return [...new Map(all.map((each) => [JSON.stringify(each.read.operation), each])).values()];
}

/** Indexes that one-off programs put on the schemas of models. */
function maintenanceOf({ list }: Happenings): OperationIssued[] {
  const owners = new Map<number, number>();
  for (const each of list)
    if (each.type === "model" && each.schema.t === "schema" && !owners.has(each.schema.id))
      owners.set(each.schema.id, each.id);
  return list.flatMap((each) => {
    if (each.type !== "schema") return [];
    const owner = owners.get(each.id);
    if (owner === undefined) return [];
    return maintaining(each).map((op): OperationIssued => {
      const model: ModelRef = { by: "registration", id: owner };
      return {
        type: "operation",
        kind: "createIndex",
        model,
        args: op.args,
        at: op.at,
        in: null,
        migration: false,
      };
    });
  });
}

const operationGaps = (operations: readonly LinkedOperation[]): Gap[] =>
  operations.flatMap(({ read: { operation, doubt } }) =>
    doubt === null ? [] : [{ what: "operation", why: doubt, at: operation.at }],
  );

function linkQueries(
  happenings: Happenings,
  resolve: Resolver<LinkedModel>,
  models: ReadonlyMap<string, Model>,
  memory: Memory,
): QueriesRead {
  const model = (ref: ModelRef): Model | null => {
    const found = resolve(ref);
    return found ? (models.get(found.model.id) ?? null) : null;
  };
  const context: QueryContext = {
    place: placesOf(happenings.lines),
    model,
    mongooseMajor: (file: string) => happenings.packageOf(file).mongooseMajor,
    modelsNamed: (name: string, from: Model | null) =>
      model({ by: "name", name, from: from?.at?.file ?? "" }),
  };
  const issued = happenings.list.filter((each) => each.type === "query");
  const byFile = groupBy(issued, ({ at }) => at.file);
  const files = [...byFile].sort(([a], [b]) => compareText(a, b));
  const together = (calls: readonly QueriesRead[]): QueriesRead => ({
    queries: inOrder(memory, mergeAlike(calls.flatMap(({ queries }) => queries))),
    gaps: calls.flatMap(({ gaps }) => gaps),
  });
  const read = files.map(([file, all]) => {
    const each = (): readonly QueriesRead[] =>
      all.map((issued) =>
        rememberQueries(memory, issued, happenings, context, (context) => readQueries(issued, context)),
      );
    return rememberFile(memory, file, all, happenings, each, together);
  });
  const queries = read.flatMap(({ queries }) => queries);
  // A populate may stand in another file than the query it is of.
  const isInOrder = files.every(([file], n) => read[n]?.queries.every(({ at }) => at.file === file));
  return {
    queries: isInOrder ? queries : inOrder(memory, queries),
    gaps: read.flatMap(({ gaps }) => gaps),
  };
}

const seenGaps = ({ list }: Happenings, place: PlaceOf): Gap[] =>
  list.flatMap((each) =>
    each.type === "gap" ? [{ what: each.what, why: each.why, at: place(each.at) }] : [],
  );

/** The gaps in the order of their places, each once. */
function distinct(gaps: readonly Gap[]): Gap[] {
  const once = new Map(gaps.map((gap) => [JSON.stringify([gap.what, gap.why, gap.at]), gap]));
  return [...once.values()].sort(
    (a, b) => comparePlaces(a.at, b.at) || compareText(a.what, b.what) || compareText(a.why, b.why),
  );
}

const byPlace = ({ model: a }: LinkedModel, { model: b }: LinkedModel): number =>
  comparePlaces(a.at, b.at) || compareText(a.id, b.id);
