import type { Collection, Query } from "../src/catalog/types.js";
import {
  type Asked,
  askedIn,
  conjuncts,
  defineRule,
  enumerate,
  everywhere,
  homeOf,
  shapeOf,
  showCall,
} from "../src/verdict/index.js";

export default defineRule({
  name: "require-unique-upsert",
  description: "require a unique index behind an upsert, and behind a look before a creation",
  set: "strict",
  level: "warn",
  type: "problem",
  sees: "queries",
  messages: {
    race: "`{{call}}` upserts without a unique index on {{paths}} of `{{model}}`: two at once insert two documents. Make the key unique{{unless}}.",
    lookedFor:
      "`{{call}}` looks before a creation, without a unique index on {{paths}} of `{{model}}`: two at once find nothing and insert two documents. Make the key unique{{unless}}.",
  },
  ...everywhere,
  *check(file, _, options, facts) {
    for (const asked of askedIn(file, facts, options)) {
      const { query, model, collection } = asked;
      const key = keyOf(query);
      if (!key || isUnique(collection, [...key, ...query.added.map(({ path }) => path)])) continue;
      const data = {
        call: showCall(query),
        model: model.name,
        paths: enumerate(key),
        unless: unlessRepeated(query),
      };
      const home = homeOf(model);
      const declared = home ? [{ at: home, message: `\`${model.name}\` is declared here.` }] : [];
      const told = { data, at: query.at, model: model.id, shape: shapeOf(query) };
      if (query.upsert)
        yield { messageId: "race", ...told, certainty: certaintyOf(asked, key, true), see: declared };
      // Who sorts expects several.
      else if (query.creates && query.sort === null) {
        const created = query.creates.map(({ at }) => ({
          at,
          message: `\`${model.name}\` is created here.`,
        }));
        const isSure = query.creates.some(({ certainty }) => certainty === "proven");
        const certainty = certaintyOf(asked, key, isSure);
        yield { messageId: "lookedFor", ...told, certainty, see: [...created, ...declared] };
      }
    }
  },
});

/** The paths whose values tell the document that is written; null when the filter says more or less than that. */
function keyOf(query: Query): readonly string[] | null {
  const { filter } = query;
  if (filter.open || filter.any.length > 0 || filter.nor.length > 0) return null;
  // A range, of time above all, means one document for each while, not for each key.
  if (conjuncts(query).some(({ maybe, op }) => maybe || op === "range")) return null;
  const equal = filter.all.filter(({ op }) => op === "eq").map(({ path }) => path);
  return equal.length === 0 ? null : equal;
}

/** One value written out may be the only one that must not repeat: the active one, the default one. */
function unlessRepeated({ filter }: Query): string {
  const equal = filter.all.filter(({ op }) => op === "eq");
  const fixed = equal.filter(({ value }) => value !== undefined);
  // Where all is written out, as in a seed, only a boolean is sure to have other values that repeat.
  const may = fixed.length < equal.length ? fixed : fixed.filter(({ value }) => typeof value === "boolean");
  return may.length === 0
    ? ""
    : `, by a \`partialFilterExpression\` if other values of ${enumerate(may.map(({ path }) => path))} may repeat`;
}

function certaintyOf({ query, model, collection }: Asked, key: readonly string[], isSure: boolean) {
  const isKnown = query.certainty === "proven" && model.complete && model.dialect !== "driver";
  return isSure && isKnown && !isUniqueWithMore(collection, key) ? "proven" : "assumed";
}

/** Does some unique index refuse the second of two documents that agree on these paths? */
const isUnique = ({ indexes }: Collection, paths: readonly string[]): boolean =>
  paths.includes("_id") ||
  indexes.some(
    ({ keys, options }) => Boolean(options.unique) && keys.every(([path]) => paths.includes(path)),
  );

/** A unique index with further keys refuses the second document too, unless the update gives these other values. */
const isUniqueWithMore = ({ indexes }: Collection, paths: readonly string[]): boolean =>
  indexes.some(
    ({ keys, options }) =>
      Boolean(options.unique) && paths.every((path) => keys.some(([key]) => key === path)),
  );
