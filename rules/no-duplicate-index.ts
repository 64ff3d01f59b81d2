import { conflicts, showKeys } from "../src/planner/index.js";
import { defineRule, type IndexView } from "../src/verdict/index.js";
import type { Index } from "../src/catalog/types.js";

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
    for (const view of file.indexes) {
      const { index, model, sharing } = view;
      if (index.via !== "operation" && facts.cold(file.file)) continue;
      if (!index.at || view !== sharing[0] || !sharing.every(firstOf)) continue;
      const first = firstOf(view);
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

/** The same index, declared at another place before. */
const firstOf = ({ index, model }: IndexView): Index | undefined =>
  model.indexes
    .slice(0, model.indexes.indexOf(index))
    .find(
      (other) => isSame(conflicts(other, index)) && JSON.stringify(other.at) !== JSON.stringify(index.at),
    );

const isSame = (answer: ReturnType<typeof conflicts>): boolean => answer !== null && "noop" in answer;
