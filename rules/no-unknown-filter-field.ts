import type { Filter, Query } from "../src/catalog/types.js";
import {
  askedIn,
  defineRule,
  everywhere,
  homeOf,
  keyed,
  lacksPath,
  nearestPath,
  shapeOf,
  showCall,
} from "../src/verdict/index.js";

export default defineRule({
  name: "no-unknown-filter-field",
  description: "disallow filters on paths the schema does not have",
  set: "strict",
  level: "warn",
  type: "problem",
  sees: "queries",
  messages: {
    unknown:
      "`{{call}}` tests `{{path}}`, which the schema of `{{model}}` does not have, so no document written through it holds that. Correct the name{{near}}.",
    removed:
      "`{{call}}` tests `{{path}}`, which the schema of `{{model}}` does not have: `strictQuery` removes it and the query matches more. Correct the name{{near}}.",
  },
  ...everywhere,
  *check(file, catalog, options, facts) {
    for (const { query, model } of askedIn(file, facts, options)) {
      const paths = new Set(
        keyed(query.filter.all)
          .filter(({ op }) => op !== "where" && op !== "expr")
          .map(({ path }) => path),
      );
      for (const branch of branches(query.filter)) for (const { path } of keyed(branch.all)) paths.add(path);
      const home = homeOf(model);
      for (const path of paths) {
        if (!lacksPath(path, model, catalog) || path in model.aliases) continue;
        const near = nearestPath(path, model);
        yield {
          messageId: model.options.strictQuery === true ? "removed" : "unknown",
          data: {
            call: showCall(query),
            path,
            model: model.name,
            near: near ? ` (did you mean \`${near}\`?)` : "",
          },
          at: query.at,
          model: model.id,
          shape: `${shapeOf(query)} ${path}`,
          certainty: isSure(query) ? "proven" : "assumed",
          see: home ? [{ at: home, message: `\`${model.name}\` is declared here.` }] : [],
        };
      }
    }
  },
});

const branches = (filter: Filter): readonly Filter[] =>
  filter.any.flat().flatMap((branch) => [branch, ...branches(branch)]);

const isSure = ({ certainty }: Query): boolean => certainty === "proven";
