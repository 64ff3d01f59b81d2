import type { Collection, Index, IndexOptions, Model, Query } from "../src/catalog/types.js";
import { showKeys, type Candidate } from "../src/planner/index.js";
import { planStated } from "../src/planner/stated.js";
import {
  arraysOf,
  askedIn,
  conjuncts,
  defineRule,
  everywhere,
  homeOf,
  idealKeys,
  isHinted,
  isTold,
  isUnfiltered,
  keyed,
  lacksPath,
  optionsFor,
  shapeOf,
  showCall,
  suggestIndex,
  withKinds,
  writeOptions,
} from "../src/verdict/index.js";

export default defineRule({
  name: "require-indexed-sort",
  description: "require an index that returns documents in the order a query asks for",
  set: "recommended",
  level: "warn",
  type: "suggestion",
  sees: "queries",
  messages: {
    memory:
      "`{{call}}` sorts by `{{sort}}` in memory: no index gives that order with this filter. Add `{{index}}` to `{{model}}`.",
    all: "`{{call}}` reads the whole collection to sort it by `{{sort}}` in memory. Add `{{index}}` to `{{model}}`.",
  },
  ...everywhere,
  *check(file, catalog, options, facts) {
    for (const { query, model, collection } of askedIn(file, facts, options)) {
      const { plan, sort, filter } = query;
      if (!plan || plan.sort !== "memory" || !Array.isArray(sort) || filter.open || isHinted(query)) continue;
      if (
        isCount(query) ||
        findsFew(query, model) ||
        sort.some(([path, way]) => way === "meta" || lacksPath(path, model, catalog))
      )
        continue;
      const unfiltered = isUnfiltered(query);
      // A filter without an index is told by require-indexed-filter, with an index that gives the order too.
      if (plan.access !== "index" && !(plan.access === "collscan" && unfiltered)) continue;
      const sure = keyed(conjuncts(query)).filter(({ maybe }) => !maybe);
      const keys = unfiltered
        ? sort.map(([path, way]) => [path, way === -1 ? -1 : 1] as const)
        : idealKeys(sure, sort, withKinds(model, catalog));
      if (!keys || !sort.some(([path]) => keys.some(([key]) => key === path))) continue;
      const ordered = orderedBy(query, model, collection);
      if (!unfiltered && ordered.some(({ bounded }) => bounded > 0)) continue;
      const home = homeOf(model);
      const needed = optionsFor(query, model, keys);
      const data = {
        call: showCall(query),
        sort: showKeys(sort),
        index: showKeys(keys) + writeOptions(needed),
        model: model.name,
      };
      const maybe = conjuncts(query).some((each) => each.maybe);
      // Walking another index in order may find the first few sooner (P27).
      const isOpen = ordered.length > 0 && stopsEarly(query);
      const certain = query.certainty === "proven" && isTold(model) && !maybe && !isOpen;
      yield {
        messageId: unfiltered ? "all" : "memory",
        data,
        at: query.at,
        model: model.id,
        shape: shapeOf(query),
        certainty: certain ? "proven" : "assumed",
        see: home ? [{ at: home, message: `\`${model.name}\` is declared here.` }] : [],
        suggest: suggestIndex(model, keys, data.index, needed),
      };
    }
  },
});

/** The plans that give the order, if not by the index that narrows the filter most. */
function orderedBy(query: Query, model: Model, { indexes }: Collection): readonly Candidate[] {
  const { collation } = model.options;
  const { candidates } = planStated(query, indexes, { collation, arrays: arraysOf(model) });
  return candidates.filter(({ sort, branch }) => sort === "index" && branch === undefined);
}

const stopsEarly = ({ limit, operation }: Query): boolean =>
  limit !== undefined || /^findOne/.test(operation);

const isCount = ({ operation }: Query): boolean => /count|exists|distinct/i.test(operation);

/** Documents asked for by their `_id`, or by all keys of a unique index, are few: there is little to sort. */
function findsFew(query: Query, { indexes }: Model): boolean {
  const { plan } = query;
  const sure = conjuncts(query).filter(({ maybe }) => !maybe);
  const among = (path: string): boolean =>
    sure.some((each) => each.path === path && (each.op === "eq" || each.op === "in"));
  const isOne = (path: string): boolean => sure.some((each) => each.path === path && each.op === "eq");
  const finds = ({ keys, options, name }: Index): boolean =>
    Boolean(options.unique) &&
    keys.every(([path]) => (keys.length === 1 ? among(path) : isOne(path))) &&
    (!isPartial(options) || plan?.index === name);
  return plan?.access === "id" || among("_id") || indexes.some(finds);
}

const isPartial = ({ sparse, partialFilterExpression }: IndexOptions): boolean =>
  sparse === true || partialFilterExpression !== undefined;
