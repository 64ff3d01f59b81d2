import type { Collection } from "../src/catalog/types.js";
import {
  conjuncts,
  defineRule,
  homeOf,
  isSmall,
  shapeOf,
  type CatalogView,
  type Facts,
} from "../src/verdict/index.js";

export default defineRule({
  name: "require-compound-index",
  description: "require at least one compound index on models that are read in many ways",
  set: "strict",
  level: "warn",
  type: "suggestion",
  sees: "queries",
  schema: {
    models: {
      description: "Names of models to hold to it, beside the hot ones.",
      type: "array",
      items: { type: "string" },
    },
    shapes: {
      description: "How many different queries on two or more paths make a model one of them; 0: none does.",
      type: "integer",
      minimum: 0,
    },
  },
  defaults: { models: [] as readonly string[], shapes: 5 },
  messages: {
    hot: "`{{model}}` is read much and has no compound index. Add one for the queries that test or sort by several paths.",
    shapes:
      "`{{model}}` is asked in {{count}} ways about several paths and has no compound index. Add one for the most frequent.",
  },
  *check(file, catalog, { models, shapes }, facts) {
    for (const { model, collection } of file.models) {
      const at = homeOf(model);
      if (!at || isSmall(model, facts) || hasCompound(collection)) continue;
      const common = { at, model: model.id, certainty: model.complete ? "proven" : "assumed" } as const;
      const count = shapesOf(collection, catalog, facts);
      if (models.includes(model.name) || facts.hotModels.includes(model.name))
        yield { ...common, messageId: "hot", data: { model: model.name } };
      else if (shapes > 0 && count >= shapes && catalog.modelsOf(collection)[0] === model)
        yield { ...common, messageId: "shapes", data: { model: model.name, count: String(count) } };
    }
  },
});

const hasCompound = ({ indexes }: Collection): boolean => indexes.some(({ keys }) => keys.length > 1);

function shapesOf(collection: Collection, catalog: CatalogView, { cold }: Facts): number {
  const several = catalog.queriesOf(collection).filter(({ query }) => {
    if (cold(query.at.file)) return false;
    const sorted = Array.isArray(query.sort) ? query.sort.map(([path]) => path) : [];
    return new Set([...conjuncts(query).map(({ path }) => path), ...sorted]).size > 1;
  });
  return new Set(several.map(({ query }) => shapeOf(query))).size;
}
