import { showKeys } from "../src/planner/index.js";
import { defineRule, lacksPath, nearestPath } from "../src/verdict/index.js";

export default defineRule({
  name: "no-unknown-index-field",
  description: "disallow index keys the schema does not have",
  set: "strict",
  level: "warn",
  type: "problem",
  sees: "models",
  messages: {
    unknown:
      "`{{index}}` of `{{model}}` indexes `{{path}}`, which its schema does not have. Correct the name{{near}}.",
  },
  *check(file, catalog) {
    for (const { index, model, collection, sharing } of file.indexes) {
      if (sharing.length > 1 || !index.at) continue;
      const family = catalog.modelsOf(collection);
      // The server indexes null for every document, and nobody complains (I40).
      const unknown = index.keys.filter(([path]) => family.every((each) => lacksPath(path, each, catalog)));
      for (const [path] of unknown) {
        const near = nearestPath(path, model);
        const data = {
          index: showKeys(index.keys),
          model: model.name,
          path,
          near: near ? ` (did you mean \`${near}\`?)` : "",
        };
        yield {
          messageId: "unknown",
          data,
          at: index.at,
          model: model.id,
          index: index.name,
          certainty: index.certainty,
        };
      }
    }
  },
});
