import type { IndexKeys, Operation } from "../src/catalog/types.js";
import { showKeys } from "../src/planner/index.js";
import { defineRule, type CatalogView } from "../src/verdict/index.js";

export default defineRule({
  name: "require-migrated-index",
  description:
    "require a migration for each index of a schema, where migrations deploy indexes, and the other way round",
  set: "strict",
  level: "warn",
  type: "suggestion",
  sees: "operations",
  messages: {
    schema:
      "No migration creates `{{index}}` of `{{model}}`. Add one: this project deploys its indexes by migrations.",
    migration:
      "This migration creates `{{index}}`, which the schema of `{{model}}` does not declare. Declare it there too.",
  },
  *check(file, catalog) {
    const created = catalog.catalog.operations.filter(creates);
    if (created.length === 0) return;
    for (const { index, model, sharing } of file.indexes) {
      if (sharing[0]?.index !== index || !index.at || model.dialect === "driver" || model.collection === null)
        continue;
      const own = created.filter(({ collection }) => collection === model.collection);
      if (own.some(({ keys }) => sameKeys(keys, index.keys)) || catalog.operationsOn(null).some(creates))
        continue;
      const data = { index: showKeys(index.keys), model: model.name };
      yield {
        messageId: "schema",
        data,
        at: index.at,
        model: model.id,
        index: index.name,
        certainty: index.certainty,
      };
    }
    for (const operation of file.operations) {
      const { keys, collection, at } = operation;
      if (!creates(operation) || !keys || collection === null || isDropped(operation, catalog)) continue;
      const models = catalog.catalog.models.filter(
        (each) => each.collection === collection && each.dialect !== "driver",
      );
      const [model] = models;
      if (!model || models.some(({ indexes }) => indexes.some((index) => sameKeys(index.keys, keys))))
        continue;
      const certainty = models.every(({ complete }) => complete) ? "proven" : "assumed";
      const data = { index: showKeys(keys), model: model.name };
      yield { messageId: "migration", data, at, model: model.id, index: showKeys(keys), certainty };
    }
  },
});

const creates = ({ kind, migration, direction }: Operation): boolean =>
  migration && direction !== "down" && /^(create|ensure)Ind/.test(kind);

const isDropped = ({ keys, name, collection }: Operation, catalog: CatalogView): boolean =>
  catalog
    .operationsOn(collection)
    .some(
      (each) =>
        each.kind === "dropIndex" &&
        each.direction !== "down" &&
        (sameKeys(each.keys, keys) || (name !== undefined && each.name === name)),
    );

const sameKeys = (a: IndexKeys | undefined, b: IndexKeys | undefined): boolean =>
  a !== undefined && b !== undefined && JSON.stringify(a) === JSON.stringify(b);
