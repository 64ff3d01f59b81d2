import type { Gap } from "../src/catalog/types.js";
import { showKeys, validity } from "../src/planner/index.js";
import { defineRule, isOlder, type CatalogView, type Facts } from "../src/verdict/index.js";

export default defineRule({
  name: "no-invalid-index",
  description: "disallow indexes the server refuses to build",
  set: "recommended",
  level: "error",
  type: "problem",
  sees: "models",
  messages: {
    refused: "`{{index}}` of `{{model}}` is refused with error {{code}}: {{why}}. Correct it.",
    parallel:
      "`{{index}}` of `{{model}}` refuses documents with error 171: {{why}}, and a document may have values in one only. Index them apart.",
    throws: "Mongoose throws on this definition of `{{model}}`: {{why}}. Correct it.",
  },
  *check(file, catalog, _, facts) {
    for (const { index, effective, model, sharing } of file.indexes) {
      if (sharing[0]?.index !== index || !index.at) continue;
      for (const { code, spec, why } of validity(effective ?? index, model.paths)) {
        // What only concerns expiry is told by valid-ttl.
        if (code === null || /^I4[1-6]$/.test(spec) || isKnownTo(spec, facts)) continue;
        yield {
          messageId: code === 171 ? "parallel" : "refused",
          data: { index: showKeys(index.keys), model: model.name, code: String(code), why },
          at: index.at,
          model: model.id,
          index: index.name,
          certainty: index.certainty,
        };
      }
    }
    // A test may want to see it throw; a script that does so tells by itself.
    if (facts.cold(file.file)) return;
    for (const gap of file.gaps) {
      const why = thrown(gap);
      if (why === null) continue;
      const model = modelOf(gap, catalog);
      yield {
        messageId: "throws",
        data: { model: model?.name ?? "a schema", why },
        at: gap.at,
        model: model?.id ?? null,
      };
    }
  },
});

/** `geoHaystack` could still be built before 5.0 (I32). */
const isKnownTo = (spec: string, facts: Facts): boolean => spec === "I32" && isOlder(facts, "5.0");

/** What Mongoose said when it was given the definition: the application would not start. */
const thrown = ({ why }: Gap): string | null => /^Mongoose throws: (.*?)\.?$/s.exec(why)?.[1] ?? null;

const modelOf = ({ model }: Gap, { catalog }: CatalogView) =>
  catalog.models.find(({ id, name }) => id === model || name === model);
