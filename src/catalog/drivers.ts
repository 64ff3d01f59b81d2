import type { Happening, Happenings, Span } from "../interpret/happenings.js";
import type { LinkedModel } from "./models.js";
import { once } from "./once.js";
import type { PlaceOf } from "./places.js";
import { compareSpans } from "./registrations.js";
import type { Resolver } from "./resolve.js";
import type { Strands } from "./strands.js";
import type { Place } from "./types.js";

/** A call on a collection by its name that no Mongoose model owns. */
interface Native {
  readonly name: string;
  readonly from: string;
  readonly at: Span;
}

/** The first use of a collection in a package. */
export interface Use {
  readonly name: string;
  readonly from: string;
  readonly at: Place;
}

/** Of these happenings, the calls on collections that no model owns; each list is looked through once. */
export const ownerlessBy = (
  owner: Resolver<LinkedModel>,
): ((facts: readonly Happening[]) => readonly Native[]) =>
  once((facts) =>
    facts.flatMap((fact) => {
      if (fact.type !== "query" && fact.type !== "operation") return [];
      const { model, at } = fact;
      if (model.by !== "collection" || !model.name || owner(model) !== null) return [];
      return [{ name: model.name, from: model.from, at }];
    }),
  );

/** Where code first uses, natively, the collections that no Mongoose model owns: one place for each package. */
export function usesOf(
  { told, queries }: Strands,
  ownerless: ReturnType<typeof ownerlessBy>,
  { packageOf }: Happenings,
  place: PlaceOf,
): readonly Use[] {
  const uses = [told, ...queries.values()].flatMap(ownerless);
  const firsts = new Map<string, Use>();
  for (const { name, from, at } of uses.sort((a, b) => compareSpans(a.at, b.at))) {
    const key = `${packageOf(from).directory}\n${name}`;
    if (!firsts.has(key)) firsts.set(key, { name, from, at: place(at) });
  }
  return [...firsts.values()];
}

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
