import type { Happening, Happenings, ModelRef, Span } from "../interpret/happenings.js";
import type { LinkedModel } from "./models.js";
import { once } from "./once.js";
import type { PlaceOf } from "./places.js";
import { compareSpans } from "./registrations.js";
import type { Resolver } from "./resolve.js";
import type { Strands } from "./strands.js";
import type { Place } from "./types.js";

/** A call on a collection by its name. */
interface Native {
  readonly model: Extract<ModelRef, { by: "collection" }> & { readonly name: string };
  readonly at: Span;
}

/** The first use of a collection in a package. */
export interface Use {
  readonly name: string;
  readonly from: string;
  readonly at: Place;
}

/** Where code first uses, natively, the collections that no Mongoose model owns: one place for each package. */
export function usesOf(
  { told, queries }: Strands,
  owner: Resolver<LinkedModel>,
  { packageOf }: Happenings,
  place: PlaceOf,
): readonly Use[] {
  const uses = [told, ...queries.values()]
    .flatMap(ofCollections)
    .filter(({ model }) => owner(model) === null);
  const firsts = new Map<string, Use>();
  for (const { model, at } of uses.sort((a, b) => compareSpans(a.at, b.at))) {
    const { name, from } = model;
    const key = `${packageOf(from).directory}\n${name}`;
    if (!firsts.has(key)) firsts.set(key, { name, from, at: place(at) });
  }
  return [...firsts.values()];
}

/** Of these, the calls on a collection by its name. */
const ofCollections = once((facts: readonly Happening[]): readonly Native[] =>
  facts.flatMap((fact) => {
    if (fact.type !== "query" && fact.type !== "operation") return [];
    const { model, at } = fact;
    return model.by === "collection" && model.name ? [{ model: { ...model, name: model.name }, at }] : [];
  }),
);

/** Models of collections that are used natively. */
export const driverModels = (uses: readonly Use[], { packageOf }: Happenings): LinkedModel[] =>
  uses.map(({ name, from, at }) => ({
    ids: [],
    name,
    file: from,
    collection: name,
    documentTypes: new Set(),
    model: {
      id: `${at.file}#${name}`,
      name,
      collection: name,
      connection: null,
      package: packageOf(from).name,
      dialect: "driver",
      at,
      schemaAt: null,
      options: {},
      aliases: {},
      virtuals: [],
      searchIndexes: [],
      paths: [],
      indexes: [],
      complete: false,
    },
  }));
