import type { Collection, Index, Query } from "../src/catalog/types.js";
import { showKeys } from "../src/planner/index.js";
import { defineRule, mayUse, type CatalogView } from "../src/verdict/index.js";

export default defineRule({
  name: "no-unused-index",
  description: "disallow indexes that no query of the code can use",
  set: "all",
  level: "info",
  type: "suggestion",
  sees: "queries",
  schema: {
    openQueries: {
      description: "Judge models with queries that could not be fully read, too.",
      type: "boolean",
    },
  },
  defaults: { openQueries: false },
  messages: {
    unused:
      "No query of this code can use `{{index}}` of `{{model}}`. Remove it if nothing else reads the collection.",
  },
  *check(file, catalog, { openQueries }) {
    for (const { index, effective, model, collection, sharing } of file.indexes) {
      if (sharing.length > 1 || !index.at || !effective || hasPurpose(index)) continue;
      const queries = catalog.queriesOf(collection).map(({ query }) => query);
      const unread = queries.some(isUnread) || strayQueries(collection, catalog);
      if ((unread && !openQueries) || !model.complete) continue;
      if (queries.some((query) => mayUse(index, query))) continue;
      yield {
        messageId: "unused",
        data: { index: showKeys(index.keys), model: model.name },
        at: index.at,
        model: model.id,
        index: index.name,
        certainty: unread ? "assumed" : index.certainty,
        suggest: [
          {
            title: `Remove the index \`${showKeys(index.keys)}\`.`,
            changes: [{ kind: "removeIndex", at: index.at }],
          },
        ],
      };
    }
  },
});

/** Indexes that do more than serve queries, or serve some that cannot be judged (A18). */
const hasPurpose = ({ keys, options }: Index): boolean =>
  Boolean(options.unique) ||
  options.expireAfterSeconds !== undefined ||
  keys.some(([path, kind]) => typeof kind === "string" || path === "_id" || path.endsWith("$**"));

const isUnread = ({ certainty, filter }: Query): boolean => certainty === "unknown" || filter.open;

/** Queries that may be of this collection: of a model that is not known, or not read at all. */
function strayQueries({ models }: Collection, { catalog }: CatalogView): boolean {
  const names = catalog.models.filter(({ id }) => models.includes(id)).flatMap(({ id, name }) => [id, name]);
  if (
    catalog.queries.some(
      ({ modelId, model }) => modelId === null && (model === null || names.includes(model)),
    )
  )
    return true;
  return catalog.gaps.some(
    ({ what, model }) => what === "query" && (model === undefined || names.includes(model)),
  );
}
