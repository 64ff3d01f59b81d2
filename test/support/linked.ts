import type { Schema } from "mongoose";
import { link, type LinkOptions } from "../../src/catalog/link.js";
import { toIndex } from "../../src/catalog/normalise.js";
import type { Catalog, Collection, Index, Model } from "../../src/catalog/types.js";
import { scene, type Scene } from "./happenings.js";

/** The catalog of a scene. */
export const linked = (play: (s: Scene) => void, options?: LinkOptions): Catalog => {
  const s = scene();
  play(s);
  return link(s.happenings, options);
};

/** The model of one definition. */
export const linkedModel = (definition: object, options?: object): Model =>
  modelIn(linked((s) => void s.model("Thing", s.schema(definition, options))));

export function modelIn(catalog: Catalog, name?: string): Model {
  const found = catalog.models.find((model) => name === undefined || model.name === name);
  if (!found) throw new Error(`there is no model ${name ?? ""}`);
  return found;
}

export function collectionIn(catalog: Catalog, name: string): Collection {
  const found = catalog.collections.find((collection) => collection.name === name);
  if (!found) throw new Error(`there is no collection ${name}`);
  return found;
}

/** Keys and options alone, to compare with what Mongoose says. */
export const bare = (indexes: readonly Index[]) => indexes.map(({ keys, options }) => [keys, options]);

/** What a real schema says, in the same form. */
export const byMongoose = (schema: Schema) =>
  bare(schema.indexes().map(([keys, given]) => toIndex(keys, given, "path", null, "proven")));
