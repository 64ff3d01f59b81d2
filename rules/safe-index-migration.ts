import type { IndexKeys, Operation } from "../src/catalog/types.js";
import { indexName, showKeys } from "../src/planner/index.js";
import { defineRule, type CatalogView } from "../src/verdict/index.js";

export default defineRule({
  name: "safe-index-migration",
  description: "require index migrations that cannot lose documents, queries or the deploy itself",
  set: "strict",
  level: "warn",
  type: "problem",
  sees: "operations",
  messages: {
    order:
      "This migration drops `{{dropped}}` before it creates `{{created}}` on {{collection}}: in between queries have neither. Create first.",
    unique:
      "Creating the unique `{{index}}` fails with error 11000 if two documents of {{collection}} already agree on it. Remove duplicates in the migration first.",
    expiry:
      "Creating the TTL index `{{index}}` deletes all documents of {{collection}} that are already old enough. Make sure of that first.",
    sync: "`syncIndexes` at start-up drops every index of {{collection}} that the schema does not declare. Run it by hand, or create indexes by migrations.",
  },
  *check(file, catalog, _, facts) {
    for (const operation of file.operations) {
      const { kind, collection, keys, options = {}, at, migration } = operation;
      const on = collection === null ? "the collection" : `\`${collection}\``;
      if (kind === "syncIndexes" && !migration && !facts.cold(file.file))
        yield {
          messageId: "sync",
          data: { collection: on },
          at,
          ...about(operation, catalog),
          shape: "syncIndexes",
        };
      if (!migration || operation.direction === "down") continue;
      const common = { at, ...about(operation, catalog) };
      if (kind === "dropIndex") {
        const created = file.operations.find((each) => replacesLater(operation, each));
        if (created?.keys)
          yield {
            ...common,
            messageId: "order",
            data: { collection: on, dropped: shown(operation), created: showKeys(created.keys) },
            shape: shown(operation),
            see: [{ at: created.at, message: `\`${showKeys(created.keys)}\` is created here.` }],
          };
      }
      if (!kind.startsWith("create") || !keys || isFresh(operation, file.operations)) continue;
      const index = indexName({ keys, options });
      if (options.unique)
        yield { ...common, messageId: "unique", data: { index: showKeys(keys), collection: on }, index };
      if (options.expireAfterSeconds !== undefined)
        yield { ...common, messageId: "expiry", data: { index: showKeys(keys), collection: on }, index };
    }
  },
});

function about({ collection }: Operation, { catalog }: CatalogView) {
  const model =
    collection === null ? undefined : catalog.models.find((each) => each.collection === collection);
  return { model: model?.id ?? null };
}

/** Is `later` a creation, further down in the same direction, of an index that starts with the same path? */
function replacesLater(drop: Operation, later: Operation): boolean {
  if (
    !later.kind.startsWith("createInd") ||
    later.collection !== drop.collection ||
    later.direction !== drop.direction
  )
    return false;
  if (later.at.line <= drop.at.line || !later.keys) return false;
  const first = later.keys[0]?.[0];
  return drop.keys ? drop.keys[0]?.[0] === first : (drop.name ?? "").startsWith(`${first ?? ""}_`);
}

/** A collection made by this very migration holds no documents yet. */
const isFresh = ({ collection }: Operation, operations: readonly Operation[]): boolean =>
  operations.some(
    (each) => each.kind === "createCollection" && each.collection === collection && each.direction !== "down",
  );

const shown = ({ keys, name }: { readonly keys?: IndexKeys; readonly name?: string }): string =>
  name ?? (keys ? showKeys(keys) : "an index");
