import type { Collection, Query } from "../src/catalog/types.js";
import { isWildcardPath, showKeys } from "../src/planner/index.js";
import {
  askedIn,
  classOf,
  defineRule,
  everywhere,
  homeOf,
  shapeOf,
  suggestIndex,
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
      "This `populate` reads the whole collection of `{{model}}`: no index starts with `{{path}}`. Add `{{index}}`.",
  },
  ...everywhere,
  *check(file, _, options, facts) {
    for (const { query, model, collection } of askedIn(file, facts, options)) {
      if (!joins.has(query.operation) || query.filter.open) continue;
      const [joined] = query.filter.all;
      if (!joined || joined.maybe || joined.path === "_id") continue;
      const paths = query.filter.all.filter((each) => classOf(each) === "equality").map(({ path }) => path);
      if (isServed(query, paths, collection)) continue;
      const index = [[joined.path, 1]] as const;
      const home = homeOf(model);
      yield {
        messageId: query.operation === "populate" ? "populate" : "lookup",
        data: { operation: query.operation, model: model.name, path: joined.path, index: showKeys(index) },
        at: query.at,
        model: model.id,
        shape: shapeOf(query),
        certainty:
          query.certainty === "proven" && model.complete && model.dialect !== "driver" ? "proven" : "assumed",
        see: home ? [{ at: home, message: `\`${model.name}\` is declared here.` }] : [],
        suggest: suggestIndex(model, index, showKeys(index)),
      };
    }
  },
});

const joins = new Set(["lookup", "graphLookup", "populate"]);

/** Inside a join sparse and wildcard indexes are never used (M80); a populate is an ordinary query (M82). */
function isServed({ operation }: Query, paths: readonly string[], { indexes }: Collection): boolean {
  return indexes.some(({ keys, options }) => {
    const first = keys[0]?.[0] ?? "";
    if (options.hidden) return false;
    if (operation === "populate" && isWildcardPath(first)) return true;
    return paths.includes(first) && (operation === "populate" || !options.sparse);
  });
}
