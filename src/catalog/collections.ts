import type { Happenings } from "../interpret/happenings.js";
import { effectiveIndexes } from "./effective.js";
import { creates, endState } from "./end-state.js";
import { groupBy } from "./group.js";
import { isTrial } from "./maintenance.js";
import type { LinkedModel } from "./models.js";
import { toIndex } from "./normalise.js";
import type { LinkedOperation } from "./operations.js";
import { compareText } from "./places.js";
import type { Collection, Index, Json, Model } from "./types.js";

/** An index that is there although no code declares it. */
export interface KnownIndex {
  /** Of this model… */
  readonly model?: string;
  /** …or this collection. */
  readonly collection?: string;
  readonly keys: { readonly [path: string]: Json } | readonly (readonly [path: string, kind: Json])[];
  readonly options?: { readonly [option: string]: Json };
}

/** The collections with everything the server ends up with, and the models, the driver's with what code creates for them. */
export function linkCollections(
  linked: readonly LinkedModel[],
  operations: readonly LinkedOperation[],
  happenings: Happenings,
  known: readonly KnownIndex[],
): { models: Model[]; collections: Collection[] } {
  const models = linked.map(({ model }) => model);
  const byId = new Map(models.map((model) => [model.id, model]));
  const effective = effectiveIndexes(models, sharing(happenings));
  const homes = homesOf(effective);
  const done = groupBy(operations, ({ owner }) => owner && homes.get(owner.model.id));
  const collections = effective.map((collection): Collection => {
    const names = new Set(collection.models.map((id) => byId.get(id)?.name));
    const extra = known
      .filter((index) =>
        index.model === undefined ? index.collection === collection.name : names.has(index.model),
      )
      .map(toKnown);
    return {
      ...collection,
      indexes: endState(
        [...collection.indexes, ...extra],
        (done.get(collection) ?? []).map(({ read }) => read),
      ),
    };
  });
  const home = homesOf(collections);
  const created = new Set(
    operations.flatMap(({ owner, read }) => (owner && creates(read.operation) ? [owner.model.id] : [])),
  );
  return {
    models: models.map((model) =>
      model.dialect === "driver" ? driven(model, home.get(model.id), created) : model,
    ),
    collections: collections.sort(byName),
  };
}

/** The collections by the ids of their models. */
export const homesOf = (collections: readonly Collection[]): ReadonlyMap<string, Collection> =>
  new Map(collections.flatMap((each) => each.models.map((id) => [id, each] as const)));

/** A native collection has the indexes that code creates; when none does, others may. */
function driven(model: Model, collection: Collection | undefined, created: ReadonlySet<string>): Model {
  const indexes = (collection?.indexes ?? []).filter(({ via }) => via === "operation");
  return { ...model, indexes, complete: created.has(model.id) };
}

const toKnown = ({ keys, options }: KnownIndex): Index => {
  const pairs = Array.isArray(keys) ? keys.map((pair) => pair as [string, Json]) : Object.entries(keys);
  return { ...toIndex(Object.fromEntries(pairs), options, "config", null, "proven"), keys: pairs };
};

/**
 * Services of one repository often use different databases: models share within a package, or when one imports the other's.
 * What a test declares for itself is in no database of the application.
 */
const sharing =
  ({ packageOf }: Happenings) =>
  (one: Model, other: Model): boolean => {
    if (isOfTrial(one) !== isOfTrial(other)) return false;
    const [a, b] = [one, other].map((model) => packageOf(model.at?.file ?? ""));
    if (!a || !b) return false;
    return a.directory === b.directory || a.dependsOn.includes(b.name) || b.dependsOn.includes(a.name);
  };

const isOfTrial = ({ at, schemaAt }: Model): boolean =>
  [at, schemaAt ?? at].every((place) => place !== null && isTrial(place.file));

const byName = (a: Collection, b: Collection): number =>
  compareText(a.name ?? "\uffff", b.name ?? "\uffff") ||
  compareText(a.connection ?? "", b.connection ?? "") ||
  compareText(a.models[0] ?? "", b.models[0] ?? "");
