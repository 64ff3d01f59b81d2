import type { Collection } from "../src/catalog/types.js";
import {
  askedIn,
  conjuncts,
  defineRule,
  everywhere,
  homeOf,
  shapeOf,
  showCall,
} from "../src/verdict/index.js";

export default defineRule({
  name: "require-unique-upsert",
  description: "require a unique index behind an upsert",
  set: "strict",
  level: "warn",
  type: "problem",
  sees: "queries",
  messages: {
    race: "`{{call}}` upserts without a unique index on {{paths}} of `{{model}}`: two at once insert two documents. Make the key unique.",
  },
  ...everywhere,
  *check(file, _, options, facts) {
    for (const { query, model, collection } of askedIn(file, facts, options)) {
      const { filter } = query;
      if (!query.upsert || filter.open || filter.any.length > 0 || filter.nor.length > 0) continue;
      const predicates = conjuncts(query);
      const equal = predicates.filter(({ op, maybe }) => op === "eq" && !maybe).map(({ path }) => path);
      if (equal.length === 0 || predicates.some(({ maybe }) => maybe) || isUnique(collection, equal))
        continue;
      const sure = query.certainty === "proven" && model.complete && model.dialect !== "driver";
      const home = homeOf(model);
      yield {
        messageId: "race",
        data: {
          call: showCall(query),
          model: model.name,
          paths: equal.map((path) => `\`${path}\``).join(" and "),
        },
        at: query.at,
        model: model.id,
        shape: shapeOf(query),
        certainty: sure && !isUniqueWithMore(collection, equal) ? "proven" : "assumed",
        see: home ? [{ at: home, message: `\`${model.name}\` is declared here.` }] : [],
      };
    }
  },
});

/** Does some unique index refuse the second of two documents that agree on these paths? */
const isUnique = ({ indexes }: Collection, paths: readonly string[]): boolean =>
  paths.includes("_id") ||
  indexes.some(
    ({ keys, options }) => options.unique === true && keys.every(([path]) => paths.includes(path)),
  );

/** A unique index with further keys refuses the second document too, unless the update gives these other values. */
const isUniqueWithMore = ({ indexes }: Collection, paths: readonly string[]): boolean =>
  indexes.some(
    ({ keys, options }) =>
      options.unique === true && paths.every((path) => keys.some(([key]) => key === path)),
  );
