import type { Index, IndexOptions, Model, Operation } from "../src/catalog/types.js";
import { conflicts, indexName, showKeys, type Conflict } from "../src/planner/index.js";
import { defineRule, type CatalogView } from "../src/verdict/index.js";

export default defineRule({
  name: "no-conflicting-migration",
  description: "disallow migrations that create a schema's index in another form",
  set: "recommended",
  level: "error",
  type: "problem",
  sees: "operations",
  messages: {
    named:
      "This migration creates `{{index}}` as `{{name}}`, the schema of `{{model}}` as `{{other}}`: whichever comes second is refused with error 85. Use one name.",
    differs:
      "This migration creates `{{index}}` in another form than the schema of `{{model}}`: {{why}}, so whichever comes second is refused with error {{code}}. Use one form.",
  },
  *check(file, catalog) {
    for (const operation of file.operations) {
      if (!isCreation(operation) || isUndone(operation, catalog)) continue;
      const { keys, at } = operation;
      const options = optionsInTheEnd(operation, file.operations);
      const made = { keys, options, name: indexName({ keys, options }) };
      const found = against(made, operation, catalog);
      if (!found) continue;
      const { index, model, conflict } = found;
      const data = { index: showKeys(keys), model: model.name };
      const common = {
        at,
        model: model.id,
        index: made.name,
        certainty: index.certainty,
        see: index.at
          ? [{ at: index.at, message: `\`${model.name}\` declares \`${showKeys(index.keys)}\` here.` }]
          : [],
      };
      if (conflict.reason === "name")
        yield { ...common, messageId: "named", data: { ...data, name: made.name, other: index.name } };
      else
        yield {
          ...common,
          messageId: "differs",
          data: { ...data, why: conflict.why, code: String(conflict.code) },
        };
    }
  },
});

type Creation = Operation & { readonly keys: NonNullable<Operation["keys"]> };

const isCreation = (operation: Operation): operation is Creation =>
  operation.migration &&
  operation.direction !== "down" &&
  operation.kind.startsWith("create") &&
  operation.keys !== undefined;

/** Options of the index once this migration has run: a unique one may be built as an ordinary one and made unique (I25). */
function optionsInTheEnd(made: Creation, operations: readonly Operation[]): IndexOptions {
  const name = indexName({ keys: made.keys, options: made.options ?? {} });
  const changes = operations.filter(
    ({ kind, collection, direction, ...each }) =>
      kind === "collMod" && collection === made.collection && direction !== "down" && each.name === name,
  );
  const { prepareUnique: _, ...options } = Object.assign(
    {},
    made.options,
    ...changes.map((each) => each.options),
  );
  return options;
}

/** Does a later migration take the index away again? */
function isUndone(made: Creation, catalog: CatalogView): boolean {
  const name = indexName({ keys: made.keys, options: made.options ?? {} });
  const same = catalog.operationsOn(made.collection);
  return same.some(
    (each) =>
      each.kind === "dropIndex" &&
      each.direction !== "down" &&
      isLater(each, made) &&
      (each.name === name || (each.keys !== undefined && showKeys(each.keys) === showKeys(made.keys))),
  );
}

const isLater = (a: Operation, b: Operation): boolean =>
  a.at.file === b.at.file ? a.at.line > b.at.line : a.at.file > b.at.file;

interface Found {
  readonly index: Index;
  readonly model: Model;
  readonly conflict: Conflict;
}

function against(
  made: Pick<Index, "keys" | "options" | "name">,
  { collection }: Creation,
  view: CatalogView,
): Found | null {
  const models = view.catalog.models.filter((each) => collection !== null && each.collection === collection);
  for (const model of models) {
    // Mongoose builds none of its indexes: only the migration does.
    if (model.options.autoIndex === false || model.dialect === "driver") continue;
    for (const index of view.collectionOf(model).indexes) {
      if (index.via === "operation" || index.via === "implicit") continue;
      const answer = conflicts(index, made);
      if (answer && !("noop" in answer)) return { index, model, conflict: answer };
    }
  }
  return null;
}
