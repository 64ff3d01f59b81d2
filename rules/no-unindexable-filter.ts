import type { Collection, Json, Predicate, Query } from "../src/catalog/types.js";
import { planFilter } from "../src/planner/index.js";
import {
  askedIn,
  classOf,
  conjuncts,
  defineRule,
  everywhere,
  homeOf,
  keyed,
  shapeOf,
  showCall,
  showPath,
} from "../src/verdict/index.js";

export default defineRule({
  name: "no-unindexable-filter",
  description: "disallow filters that no index can serve well",
  set: "strict",
  level: "warn",
  type: "suggestion",
  sees: "queries",
  messages: {
    where: "`{{call}}` runs JavaScript on every document of `{{model}}`. Write the condition with operators.",
    regex:
      "`{{call}}` tests every value of `{{path}}` of `{{model}}`: a pattern without a `^` at its start, or one that ignores case, has no range. Anchor it, or use a collation or a text index.",
    negation:
      "`{{call}}` only says what is not wanted, and nearly all documents of `{{model}}` match that. Ask for what is wanted.",
    size: "`{{call}}` counts the members of `{{path}}` in every document of `{{model}}`. Store the count and index it.",
    empty:
      "`{{call}}` counts the members of `{{path}}` in every document of `{{model}}`. Ask for `{ {{key}}: [] }`, which an index can serve.",
    exists:
      "`{{call}}` asks only whether `{{path}}` is there, and an ordinary index of `{{model}}` holds every document. Make one that holds those only: a sparse one, or a partial one.",
    whole:
      "`{{call}}` tests `{{path}}` in a way no index of `{{model}}` serves well. Add a condition that one does.",
  },
  ...everywhere,
  *check(file, _, options, facts) {
    for (const { query, model, collection } of askedIn(file, facts, options)) {
      const predicates = keyed(conjuncts(query));
      const [first] = predicates;
      if (!first || query.filter.open || query.filter.any.length > 0 || query.plan?.access === "text")
        continue;
      if (predicates.some((each) => isUsable(each) || each.op === "unknown" || each.op === "text")) continue;
      const worst =
        predicates.find(({ op }) => op === "where") ??
        predicates.find(({ op }) => op === "regex") ??
        predicates.find((each) => !asksPresence(each)) ??
        first;
      // A sparse or partial index is read as a whole, and holds no others (P11).
      if (asksPresence(worst) && holdsThoseOnly(query, collection)) continue;
      const home = homeOf(model);
      const data = { call: showCall(query), model: model.name, path: worst.path, key: showPath(worst.path) };
      yield {
        messageId: kindOf(worst),
        data,
        at: query.at,
        model: model.id,
        shape: shapeOf(query),
        certainty: query.certainty === "proven" ? "proven" : "assumed",
        see: home ? [{ at: home, message: `\`${model.name}\` is declared here.` }] : [],
      };
    }
  },
});

const isUsable = (each: Predicate): boolean =>
  classOf(each) === "equality" || classOf(each) === "range" || (each.op === "expr" && isComparison(each));

/** Would an index on one of its paths serve this `$expr` (P18a)? */
const isComparison = (predicate: Predicate): boolean =>
  pathsIn(predicate.value).some((path) => {
    const filter = { all: [predicate], any: [], nor: [] };
    return planFilter(filter, [{ key: { [path]: 1 } }]).access === "index";
  });

function pathsIn(value: Json | undefined): readonly string[] {
  if (typeof value === "string") return /^\$[^$]/.test(value) ? [value.slice(1)] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(pathsIn) : [];
}

/** `$exists: true` and `$ne: null`: how many documents match is for the data to say. */
const asksPresence = ({ op, value, type }: Predicate): boolean =>
  op === "exists" || (op === "ne" && (value === null || type === "null"));

/** Is the index the plan reads one of the documents that have the path? */
function holdsThoseOnly({ plan }: Query, { indexes }: Collection): boolean {
  const used = indexes.find(({ name }) => name === plan?.index)?.options;
  return used?.sparse === true || used?.partialFilterExpression !== undefined;
}

function kindOf(predicate: Predicate) {
  const { op, value } = predicate;
  if (op === "size" && value === 0) return "empty";
  if (asksPresence(predicate)) return "exists";
  if (op === "where" || op === "regex" || op === "size") return op;
  return op === "ne" || op === "nin" || op === "not" ? "negation" : "whole";
}
