import { showKeys } from "../src/planner/index.js";
import { planStated } from "../src/planner/stated.js";
import {
  arraysOf,
  askedIn,
  classOf,
  defineRule,
  everywhere,
  homeOf,
  isTold,
  optionsFor,
  shapeOf,
  suggestIndex,
  writeOptions,
} from "../src/verdict/index.js";

export default defineRule({
  name: "require-indexed-lookup",
  description: "require an index on the path a join looks documents up by",
  set: "recommended",
  level: "warn",
  type: "suggestion",
  sees: "queries",
  messages: {
    lookup:
      "`${{operation}}` reads the whole collection of `{{model}}` for each document: no index it can use starts with `{{path}}`. Add `{{index}}`.",
    populate:
      "This `populate` reads the whole collection of `{{model}}`: no index it can use starts with `{{path}}`. Add `{{index}}`.",
  },
  ...everywhere,
  *check(file, _, options, facts) {
    for (const { query, model, collection } of askedIn(file, facts, options)) {
      if (!joins.has(query.operation) || query.filter.open) continue;
      // What no key could serve is no-unindexable-filter's business.
      const able = query.filter.all.filter((each) => /^(equality|range)$/.test(classOf(each)));
      const joined = able.find(({ value }) => value === undefined) ?? able[0];
      if (!joined || joined.maybe || joined.path === "_id") continue;
      const { collation } = model.options;
      const { access } = planStated(query, collection.indexes, { collation, arrays: arraysOf(model) });
      if (access !== "collscan") continue;
      const keys = [[joined.path, 1]] as const;
      const needed = optionsFor(query, model, keys);
      const index = showKeys(keys) + writeOptions(needed);
      const home = homeOf(model);
      yield {
        messageId: query.operation === "populate" ? "populate" : "lookup",
        data: { operation: query.operation, model: model.name, path: joined.path, index },
        at: query.at,
        model: model.id,
        shape: shapeOf(query),
        certainty: query.certainty === "proven" && isTold(model) ? "proven" : "assumed",
        see: home ? [{ at: home, message: `\`${model.name}\` is declared here.` }] : [],
        suggest: suggestIndex(model, keys, index, needed),
      };
    }
  },
});

const joins = new Set(["lookup", "graphLookup", "populate"]);
