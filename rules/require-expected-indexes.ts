import { showKeys } from "../src/planner/index.js";
import { answers, defineRule, homeOf } from "../src/verdict/index.js";

export default defineRule({
  name: "require-expected-indexes",
  description: "require the indexes the configuration says are counted on",
  set: "recommended",
  level: "error",
  type: "problem",
  sees: "models",
  messages: {
    missing: "`{{model}}` has no index `{{index}}`, which is expected{{why}}. Add it.",
    lacking: "`{{index}}` of `{{model}}` {{lacks}}, which is expected{{why}}. Correct it.",
  },
  *check(file, catalog, _, facts) {
    for (const { expectation, model, keys, met, near } of answers(catalog, facts)) {
      const home = homeOf(model);
      if (met || home?.file !== file.file) continue;
      const data = {
        model: model.name,
        index: showKeys(keys),
        why: expectation.why ? ` (${expectation.why})` : "",
      };
      const certainty = model.complete ? "proven" : "assumed";
      const common = { at: home, model: model.id, index: showKeys(keys), certainty } as const;
      if (near) {
        const see = near.index.at
          ? [{ at: near.index.at, message: `\`${data.index}\` is declared here.` }]
          : [];
        yield { ...common, messageId: "lacking", data: { ...data, lacks: near.lacks }, see };
      } else yield { ...common, messageId: "missing", data };
    }
  },
});
