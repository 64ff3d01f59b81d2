import { defineRule, homeOf } from "../src/verdict/index.js";

export default defineRule({
  name: "max-indexes",
  description: "limit the number of indexes of a collection",
  set: "strict",
  level: "warn",
  type: "suggestion",
  sees: "models",
  schema: {
    max: {
      description: "The most indexes a collection may have, the one on `_id` included.",
      type: "integer",
      minimum: 1,
    },
  },
  defaults: { max: 10 },
  messages: {
    many: "The collection of `{{model}}` has {{count}} indexes, more than {{max}}: every write maintains them all. Remove those no query needs.",
    refused:
      "The collection of `{{model}}` has {{count}} indexes, and the server refuses more than 64 with error 67. Remove those no query needs.",
  },
  *check(file, catalog, { max }) {
    for (const { model, collection } of file.models) {
      const at = homeOf(model);
      const count = collection.indexes.length;
      if (!at || catalog.modelsOf(collection)[0] !== model || count <= Math.min(max, 64)) continue;
      const data = { model: model.name, count: String(count), max: String(max) };
      const assumed = collection.indexes.some(({ certainty }) => certainty === "assumed");
      const common = { at, model: model.id, certainty: assumed ? "assumed" : "proven" } as const;
      yield count > 64 ? { ...common, messageId: "refused", data } : { ...common, messageId: "many", data };
    }
  },
});
