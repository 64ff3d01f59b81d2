import type { Happenings, ModelRef, Span } from "../interpret/happenings.js";
import type { LinkedModel } from "./models.js";
import type { PlaceOf } from "./places.js";
import { compareSpans } from "./registrations.js";
import type { Resolver } from "./resolve.js";

interface Use {
  readonly name: string;
  readonly from: string;
  readonly at: Span;
}

/** Models of the collections that code uses natively and no Mongoose model owns, one for each package. */
export function driverModels(
  happenings: Happenings,
  resolve: Resolver<LinkedModel>,
  place: PlaceOf,
): LinkedModel[] {
  const uses: Use[] = [];
  for (const each of happenings.list) {
    if (each.type !== "query" && each.type !== "operation") continue;
    const { model, at } = each;
    if (isOwnerless(model, resolve)) uses.push({ name: model.name, from: model.from, at });
  }
  const firsts = new Map<string, Use>();
  for (const use of uses.sort((a, b) => compareSpans(a.at, b.at))) {
    const key = JSON.stringify([happenings.packageOf(use.from).directory, use.name]);
    if (!firsts.has(key)) firsts.set(key, use);
  }
  return [...firsts.values()].map((use) => driverModel(use, happenings.packageOf(use.from).name, place));
}

const isOwnerless = (
  ref: ModelRef,
  resolve: Resolver<LinkedModel>,
): ref is Extract<ModelRef, { by: "collection" }> & { readonly name: string } =>
  ref.by === "collection" && ref.name !== null && ref.name !== "" && resolve(ref) === null;

const driverModel = ({ name, from, at }: Use, packageName: string, place: PlaceOf): LinkedModel => ({
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
    package: packageName,
    dialect: "driver",
    at: place(at),
    schemaAt: null,
    options: {},
    aliases: {},
    virtuals: [],
    searchIndexes: [],
    paths: [],
    indexes: [],
    complete: false,
  },
});
