import type { Happenings, ModelRef, OperationIssued } from "../interpret/happenings.js";
import { homesOf, linkCollections, type KnownIndex } from "./collections.js";
import { driverModels, ownerlessBy, usesOf } from "./drivers.js";
import { maintaining } from "./maintenance.js";
import { remember, sameCollections, sameModels, settleGrounds, type Memory } from "./memory.js";
import { linkModels, type LinkedModel, type LinkedModels } from "./models.js";
import { readOperations, type LinkedOperation } from "./operations.js";
import { comparePlaces, compareText, placesOf, type PlaceOf } from "./places.js";
import { withoutWarnings } from "./replay/mongoose.js";
import { resolverOf, type Resolver } from "./resolve.js";
import type { Strands } from "./strands.js";
import type { Collection, Gap, Model, Operation } from "./types.js";

/** The models that Mongoose has, and the calls on collections that none of them owns. */
export interface Owners {
  readonly linked: LinkedModels;
  readonly ownerless: ReturnType<typeof ownerlessBy>;
}

/** What queries are asked of: models and collections, with what operations do to them. */
export interface World {
  readonly models: readonly Model[];
  readonly collections: readonly Collection[];
  readonly operations: readonly Operation[];
  /** Operations of which all is known. */
  readonly understood: number;
  readonly schemas: LinkedModels["schemas"];
  readonly gaps: readonly Gap[];
  readonly byId: ReadonlyMap<string, Model>;
  /** By model id. */
  readonly homes: ReadonlyMap<string, Collection>;
  find(ref: ModelRef): Model | null;
}

/** Models and collections, the same object as before while nothing they are made of has changed. */
export function linkWorld(
  happenings: Happenings,
  strands: Strands,
  known: readonly KnownIndex[],
  memory: Memory,
): World {
  const told: Happenings = { ...happenings, list: strands.told };
  const owners = remember(memory.owners, [strands.told], happenings, (noted) => {
    const linked = withoutWarnings(() => linkModels(told, memory, noted));
    return { linked, ownerless: ownerlessBy(resolverOf(linked.models, happenings.packageOf)) };
  });
  memory.owners = owners;
  const uses = usesOf(strands, owners.made.ownerless, happenings, placesOf(happenings.lines));
  const grounds = [owners, ...uses.map((use) => JSON.stringify(use))];
  memory.world = remember(memory.world, grounds, happenings, ({ place }) =>
    makeWorld(owners.made.linked, driverModels(uses, happenings), told, place, known, memory),
  );
  return memory.world.made;
}

function makeWorld(
  linked: LinkedModels,
  driven: readonly LinkedModel[],
  told: Happenings,
  place: PlaceOf,
  known: readonly KnownIndex[],
  memory: Memory,
): World {
  const all = [...linked.models, ...driven].sort(byPlace);
  const owner = resolverOf(all, told.packageOf);
  const operations = linkOperations(told, owner, place);
  const made = linkCollections(all, operations, told, known);
  const models = sameModels(memory, made.models);
  const collections = sameCollections(memory, made.collections);
  settleGrounds(memory, [...linked.models, ...models], all);
  const byId = new Map(models.map((model) => [model.id, model]));
  return {
    models,
    collections,
    operations: operations
      .map(({ read: { operation } }) => operation)
      .sort((a, b) => comparePlaces(a.at, b.at)),
    understood: operations.filter(({ read: { doubt } }) => doubt === null).length,
    schemas: linked.schemas,
    gaps: [...linked.gaps, ...operationGaps(operations)],
    byId,
    homes: homesOf(collections),
    find: (ref) => byId.get(owner(ref)?.model.id ?? "") ?? null,
  };
}

/** In the order they are done: within a migration, helpers and loops make it another than that of their places. */
function linkOperations(told: Happenings, resolve: Resolver<LinkedModel>, place: PlaceOf): LinkedOperation[] {
  const issued = told.list.filter((each) => each.type === "operation");
  const all = [...issued, ...maintenanceOf(told)].flatMap((issued) => {
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

const byPlace = ({ model: a }: LinkedModel, { model: b }: LinkedModel): number =>
  comparePlaces(a.at, b.at) || compareText(a.id, b.id);
