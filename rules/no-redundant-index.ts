import type { Collection, Index, Model, Place } from "../src/catalog/types.js";
import { conflicts, indexName, redundancy, showKeys, type Redundancy } from "../src/planner/index.js";
import {
  defineRule,
  suggestIndex,
  type Suggestion,
  isBuilt,
  isLeftToOthers,
  type CatalogView,
  type IndexView,
} from "../src/verdict/index.js";

export default defineRule({
  name: "no-redundant-index",
  description: "disallow indexes whose queries another index of the collection already serves",
  set: "recommended",
  level: "warn",
  type: "suggestion",
  sees: "models",
  messages: {
    prefix:
      "`{{index}}` of `{{model}}` is a prefix of `{{other}}`, which serves the same queries. Remove it{{where}}.",
    twin: "`{{index}}` of `{{model}}` has the same keys as `{{other}}`, and an index is read in either direction. Remove it{{where}}.",
    declare:
      "`{{index}}` of `{{model}}` serves nothing that `{{other}}` does not, which a migration makes and no schema declares. Declare that one in its place.",
    maybe:
      "`{{index}}` of `{{model}}` is of little use beside `{{other}}`: {{why}}. Remove it if nothing relies on it.",
  },
  *check(file, catalog, _, facts) {
    for (const view of file.indexes) {
      const { index, model, sharing } = view;
      // What tests and scripts declare for themselves costs the collection in use nothing.
      if (index.via !== "operation" && facts.cold(file.file)) continue;
      // One declaration may make several indexes; it can go only when all of them can.
      if (sharing[0] !== view || !index.at) continue;
      const [found, ...rest] = sharing.map((each) => replacement(each, catalog));
      if (!found || rest.includes(null)) continue;
      const data = { index: showKeys(index.keys), model: model.name, other: showKeys(found.other.keys) };
      const isMigrated = index.via !== "operation" && isOfMigration(found.other, view.collection, catalog);
      yield {
        at: index.at,
        model: model.id,
        index: index.name,
        see: seeOther(found.other.at, data.other),
        suggest: isMigrated
          ? declaring(model, found.other)
          : [
              {
                title: `Remove the index \`${data.index}\`.`,
                changes: [{ kind: "removeIndex", at: index.at }],
              },
            ],
        ...(found.verdict === "info"
          ? { messageId: "maybe", data: { ...data, why: found.why }, certainty: "assumed" }
          : isMigrated
            ? { messageId: "declare", data, certainty: certaintyOf(index, found.other) }
            : {
                messageId: found.reason === "twin" ? "twin" : "prefix",
                data: { ...data, where: whereElse(view, catalog) },
                certainty: certaintyOf(index, found.other),
              }),
      };
    }
  },
});

/** With `autoIndex` off, the declaration alone makes and unmakes nothing. */
const whereElse = ({ index, collection }: IndexView, catalog: CatalogView): string =>
  isLeftToOthers(index, collection, catalog)
    ? " here and, as `autoIndex` is off, by a migration where it was built"
    : "";

/** What a migration makes and no schema declares, `migrate` would drop: the schema has to say it. */
const isOfMigration = (index: Index, { name }: Collection, catalog: CatalogView): boolean =>
  index.via === "operation" &&
  catalog
    .operationsOn(name)
    .some(({ migration, at }) => migration && JSON.stringify(at) === JSON.stringify(index.at));

const declaring = (model: Model, { keys, name, options }: Index): readonly Suggestion[] => {
  const isPlain = name === indexName({ keys }) && Object.keys(options).every((option) => option === "name");
  return isPlain ? suggestIndex(model, keys, showKeys(keys)) : [];
};

type Replacement = Redundancy & { readonly other: Index };

/** What serves the queries of this index as well; the longest that stays itself. */
function replacement({ effective, collection, model }: IndexView, catalog: CatalogView): Replacement | null {
  if (!effective || effective.keys.length === 0) return null;
  const { indexes } = collection;
  const context = {
    hinted: catalog.queriesOf(collection).flatMap(({ query }) => hintedName(query.hint, indexes)),
    arrays: catalog
      .modelsOf(collection)
      .flatMap(({ paths }) => paths.filter((p) => p.array).map((p) => p.path)),
    ...(model.options.collation ? { collation: model.options.collation } : {}),
  };
  const found = indexes.flatMap((other): Replacement[] => {
    if (other === effective) return [];
    const before = indexes.indexOf(other) < indexes.indexOf(effective);
    const verdict = redundancy(other, effective, { ...context, before });
    // The same index again, or one the server refuses: other rules' business.
    if (verdict.verdict === "no" || conflicts(other, effective)) return [];
    // Declared is not built: what nobody makes serves no query.
    if (isBuilt(effective, collection, catalog) && !isBuilt(other, collection, catalog)) return [];
    return [{ ...verdict, other }];
  });
  const firm = found.filter(({ verdict }) => verdict === "redundant");
  const best = firm.length > 0 ? firm : found;
  return best.sort((a, b) => b.other.keys.length - a.other.keys.length)[0] ?? null;
}

function hintedName(hint: unknown, indexes: readonly Index[]): string[] {
  if (typeof hint === "string") return [hint];
  if (typeof hint !== "object" || hint === null) return [];
  const keys = JSON.stringify(Object.entries(hint));
  return indexes.filter((index) => JSON.stringify(index.keys) === keys).map(({ name }) => name);
}

const certaintyOf = (...indexes: readonly Index[]) =>
  indexes.every(({ certainty }) => certainty === "proven") ? "proven" : "assumed";

const seeOther = (at: Place | null, keys: string) =>
  at ? [{ at, message: `\`${keys}\` is declared here.` }] : [];
