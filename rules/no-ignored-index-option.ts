import type { Index, Json, Model } from "../src/catalog/types.js";
import { showKeys } from "../src/planner/index.js";
import { closest, defineRule, lacksPath, pathOf, type CatalogView } from "../src/verdict/index.js";

export default defineRule({
  name: "no-ignored-index-option",
  description: "disallow index options that Mongoose or its driver silently drop",
  set: "recommended",
  level: "error",
  type: "problem",
  sees: "models",
  messages: {
    dropped:
      "`{{option}}` of `{{index}}` of `{{model}}` never reaches the server: the driver does not know it. Remove it{{near}}.",
    unprefixed:
      "The filter of `{{index}}` of `{{model}}` asks for `{{path}}`, and no document has it: Mongoose does not put `{{prefix}}` before it. Declare the index on the outer schema.",
    prefixed:
      "The filter of `{{index}}` of `{{model}}` becomes `{{path}}`, which the server refuses: Mongoose puts the sub-document's path before operators, too. Declare the index on the outer schema.",
    unmade: "Mongoose ignores `{{option}}` of `{{path}}` of `{{model}}`: {{why}}.",
  },
  *check(file, catalog) {
    for (const { ignored, model } of file.ignored) {
      const { path, option, why, at } = ignored;
      if (at)
        yield {
          messageId: "unmade",
          data: { option, path, model: model.name, why },
          at,
          model: model.id,
          index: path,
        };
    }
    for (const { index, model, sharing } of file.indexes) {
      if (sharing[0]?.index !== index || !index.at) continue;
      // Where Mongoose sends no index, what becomes of a sub-schema's is nobody's loss.
      const wrong = model.options.autoIndex === false ? null : wrongFilter(index, model, catalog);
      const named = { index: showKeys(index.keys), model: model.name };
      const told = { at: index.at, model: model.id, index: index.name, certainty: index.certainty };
      if (wrong?.prefix !== undefined)
        yield {
          messageId: "unprefixed",
          data: { ...named, path: wrong.path, prefix: wrong.prefix },
          ...told,
        };
      else if (wrong) yield { messageId: "prefixed", data: { ...named, path: wrong.path }, ...told };
      for (const option of Object.keys(index.options)) {
        // `expires` is told by valid-ttl, with what it leads to.
        if (passedOn.has(option) || option === "expires") continue;
        const near = closest(option, [...passedOn]);
        yield {
          messageId: "dropped",
          data: {
            option,
            index: showKeys(index.keys),
            model: model.name,
            near: near ? ` (did you mean \`${near}\`?)` : "",
          },
          at: index.at,
          model: model.id,
          index: index.name,
          suggest: [
            { title: `Remove \`${option}\`.`, changes: [{ kind: "removeOption", at: index.at, option }] },
          ],
        };
      }
    }
  },
});

interface WrongFilter {
  readonly path: string;
  /** What is missing before it; undefined: it has one that it must not have. */
  readonly prefix?: string;
}

/** A sub-schema's filter when its index is moved to the outer schema: operators too, or not at all (M30). */
function wrongFilter(index: Index, model: Model, catalog: CatalogView): WrongFilter | null {
  const asked = pathsOf(index.options.partialFilterExpression ?? {});
  const path = asked.find((each) => /\.\$(and|or|nor)$/.test(each));
  if (path !== undefined) return { path };
  const [key = ""] = index.keys[0] ?? [];
  const prefixes = [...key.matchAll(/\./g)].map(({ index: end }) => key.slice(0, end + 1)).reverse();
  for (const each of asked) {
    if (!lacksPath(each, model, catalog)) continue;
    const prefix = prefixes.find((outer) => pathOf(`${outer}${each}`, model));
    if (prefix !== undefined) return { path: each, prefix };
  }
  return null;
}

/** The paths a filter asks for, those inside `$and` and the like included. */
const pathsOf = (filter: { readonly [key: string]: Json }): readonly string[] =>
  Object.entries(filter).flatMap(([key, value]) => {
    if (!key.startsWith("$")) return [key];
    const inner = Array.isArray(value) ? (value as readonly Json[]) : [];
    return inner.flatMap((each) =>
      typeof each === "object" && each !== null && !Array.isArray(each)
        ? pathsOf(each as { readonly [key: string]: Json })
        : [],
    );
  });

/** The options the driver hands to the server (M46). */
const passedOn: ReadonlySet<string> = new Set([
  ...[
    "background",
    "unique",
    "name",
    "partialFilterExpression",
    "sparse",
    "hidden",
    "expireAfterSeconds",
    "storageEngine",
  ],
  ...[
    "collation",
    "version",
    "weights",
    "default_language",
    "language_override",
    "textIndexVersion",
    "2dsphereIndexVersion",
  ],
  ...["bits", "min", "max", "bucketSize", "wildcardProjection"],
  // Not the server's: Mongoose itself reads it before the driver does.
  "dropDups",
]);
