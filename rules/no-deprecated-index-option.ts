import type { IndexKeys, IndexOptions, Place } from "../src/catalog/types.js";
import { showKeys } from "../src/planner/index.js";
import { defineRule, isOlder, type CatalogView } from "../src/verdict/index.js";

export default defineRule({
  name: "no-deprecated-index-option",
  description: "disallow index options the server no longer knows",
  set: "recommended",
  level: "warn",
  type: "suggestion",
  sees: "models",
  fixable: true,
  messages: {
    ignored: "`{{option}}` of `{{index}}` of `{{model}}` has no effect since MongoDB {{since}}. Remove it.",
  },
  *check(file, catalog, _, facts) {
    const written = [
      ...file.indexes.flatMap(({ index, model, sharing }): Written[] =>
        sharing[0]?.index === index && index.at
          ? [
              {
                keys: index.keys,
                options: index.options,
                at: index.at,
                model: model.id,
                owner: model.name,
                name: index.name,
              },
            ]
          : [],
      ),
      ...file.operations.flatMap(({ keys, options, at, collection }): Written[] =>
        keys && options
          ? [{ keys, options, at, ...ownerOf(collection, catalog), name: options.name ?? showKeys(keys) }]
          : [],
      ),
    ];
    const told = new Set<string>();
    for (const { keys, options, at, model, owner, name } of written)
      for (const [option, since] of Object.entries(gone)) {
        if (options[option] === undefined || isOlder(facts, since)) continue;
        // A loop or a helper makes many indexes with one and the same option.
        const place = `${at.line}:${at.column} ${option}`;
        if (told.has(place)) continue;
        told.add(place);
        yield {
          messageId: "ignored",
          data: { option, index: showKeys(keys), model: owner, since },
          at,
          model,
          index: name,
          fix: { kind: "removeOption", at, option },
        };
      }
  },
});

interface Written {
  readonly keys: IndexKeys;
  readonly options: IndexOptions;
  readonly at: Place;
  readonly model: string | null;
  readonly owner: string;
  readonly name: string;
}

/** Options and the version from which on they do nothing (I32, I39). */
const gone = { background: "4.2", dropDups: "3.0", bucketSize: "5.0" } as const;

function ownerOf(
  collection: string | null,
  { catalog }: CatalogView,
): { model: string | null; owner: string } {
  const model =
    collection === null ? undefined : catalog.models.find((each) => each.collection === collection);
  return { model: model?.id ?? null, owner: model?.name ?? collection ?? "an unknown collection" };
}
