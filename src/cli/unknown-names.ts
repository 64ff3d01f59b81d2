import type { Catalog } from "../catalog/types.js";
import type { Expected } from "../verdict/index.js";
import type { Config } from "../workspace/config.js";
import { UserError } from "../workspace/error.js";
import { nearest } from "../workspace/nearest.js";

/** A name that the configuration gives a model or collection and that is none is a slip, where every model could be read. */
export function refuseUnknownNames(
  { file, facts, knownIndexes }: Config,
  { unknownModels }: Expected,
  { models, gaps }: Catalog,
): void {
  if (gaps.some(({ what }) => what === "model")) return;
  const names = models.map(({ name }) => name);
  const collections = models.flatMap(({ collection }) => collection ?? []);
  const both = [...names, ...collections];
  const asked: readonly (readonly [key: string, name: string, known: readonly string[]])[] = [
    ...unknownModels.map((name) => ["expectations", name, names] as const),
    ...facts.smallCollections.map((name) => ["smallCollections", name, both] as const),
    ...facts.hotModels.map((name) => ["hotModels", name, names] as const),
    ...knownIndexes.flatMap(({ model, collection }) => [
      ...(model === undefined ? [] : [["knownIndexes", model, names] as const]),
      ...(collection === undefined ? [] : [["knownIndexes", collection, collections] as const]),
    ]),
  ];
  const unknown = asked.find(([, name, known]) => !known.includes(name));
  if (!unknown) return;
  const [key, name, known] = unknown;
  const what = known === names ? "model" : known === both ? "model or collection" : "collection";
  const near = nearest(name, known);
  throw new UserError(
    `${file ?? "configuration"}: "${key}" names "${name}", and there is no such ${what}`,
    near ? `did you mean "${near}"?` : undefined,
  );
}
