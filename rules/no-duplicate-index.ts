import { conflicts, showKeys } from "../src/planner/index.js";
import { defineRule } from "../src/verdict/index.js";

export default defineRule({
  name: "no-duplicate-index",
  description: "disallow declaring the same index of a model twice",
  set: "recommended",
  level: "warn",
  type: "suggestion",
  sees: "models",
  messages: {
    duplicate: "`{{index}}` of `{{model}}` is declared twice, which makes one index. Remove one of the two.",
  },
  *check(file, _, __, facts) {
    for (const { index, model, sharing } of file.indexes) {
      if (index.via !== "operation" && facts.cold(file.file)) continue;
      if (sharing.length > 1 || !index.at) continue;
      const earlier = model.indexes.slice(0, model.indexes.indexOf(index));
      const first = earlier.find((other) => isSame(conflicts(other, index)));
      if (!first) continue;
      const shown = showKeys(index.keys);
      yield {
        messageId: "duplicate",
        data: { index: shown, model: model.name },
        at: index.at,
        model: model.id,
        index: index.name,
        certainty: first.certainty === "proven" ? index.certainty : "assumed",
        see: first.at ? [{ at: first.at, message: `\`${shown}\` is declared here too.` }] : [],
        suggest: [
          {
            title: `Remove this declaration of \`${shown}\`.`,
            changes: [{ kind: "removeIndex", at: index.at }],
          },
        ],
      };
    }
  },
});

const isSame = (answer: ReturnType<typeof conflicts>): boolean => answer !== null && "noop" in answer;
