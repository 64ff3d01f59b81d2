import { showKeys } from "../src/planner/index.js";
import { closest, defineRule } from "../src/verdict/index.js";

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
    unmade: "Mongoose ignores `{{option}}` of `{{path}}` of `{{model}}`: {{why}}.",
  },
  *check(file) {
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
