import type { Index, Model } from "../src/catalog/types.js";
import { showKeys } from "../src/planner/index.js";
import { defineRule, enumerate } from "../src/verdict/index.js";

export default defineRule({
  name: "no-nullable-unique",
  description: "disallow unique indexes on optional paths",
  set: "strict",
  level: "warn",
  type: "problem",
  sees: "models",
  messages: {
    single:
      "`{{index}}` of `{{model}}` is unique, but `{{path}}` is optional: the second document without it is refused. Make it required, or the index partial.",
    compound:
      "`{{index}}` of `{{model}}` is unique, but {{paths}} are optional: two documents that lack them collide. Make one required, or the index partial.",
  },
  *check(file, _, __, facts) {
    if (facts.cold(file.file)) return;
    for (const { index, model, sharing } of file.indexes) {
      if (sharing[0]?.index !== index || !index.at || !index.options.unique || !model.complete) continue;
      if (index.options.partialFilterExpression || (index.options.sparse && index.keys.length === 1))
        continue;
      const optional = index.keys.filter(([path]) => isOptional(path, model));
      // With one required key the others' absence is at least told apart by it.
      if (optional.length !== index.keys.length) continue;
      const paths = enumerate(optional.map(([path]) => path));
      const data = { index: showKeys(index.keys), model: model.name };
      const common = { at: index.at, model: model.id, index: index.name, certainty: index.certainty };
      const [only] = index.keys;
      if (optional.length === 1 && only)
        yield {
          ...common,
          messageId: "single",
          data: { ...data, path: only[0] },
          suggest: makePartial(index),
        };
      else yield { ...common, messageId: "compound", data: { ...data, paths } };
    }
  },
});

/** A path of the schema that a document may lack; an unknown path is another rule's business. */
const isOptional = (path: string, model: Model): boolean =>
  path !== "_id" && model.paths.some((each) => each.path === path && !each.required);

function makePartial({ keys, at }: Index) {
  const path = keys[0]?.[0] ?? "";
  if (!at) return [];
  const value = { [path]: { $exists: true } };
  const change = { kind: "setOption", at, option: "partialFilterExpression", value } as const;
  return [{ title: `Leave documents without \`${path}\` out of the index.`, changes: [change] }];
}
