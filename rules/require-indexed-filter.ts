import type { Collection, Index, Model, Predicate, Query } from "../src/catalog/types.js";
import { defaultName, showKeys } from "../src/planner/index.js";
import { planStated } from "../src/planner/stated.js";
import {
  arraysOf,
  askedIn,
  classOf,
  conjuncts,
  defineRule,
  enumerate,
  everywhere,
  homeOf,
  idealKeys,
  isAbsence,
  isHinted,
  isJoin,
  isTold,
  isUnfiltered,
  keyed,
  optionsFor,
  shapeOf,
  showCall,
  suggestIndex,
  withKinds,
  writeOptions,
  type CatalogView,
} from "../src/verdict/index.js";

export default defineRule({
  name: "require-indexed-filter",
  description: "require an index that can serve the filter of a query",
  set: "recommended",
  level: "warn",
  type: "suggestion",
  sees: "queries",
  messages: {
    scan: "`{{call}}` scans the collection: no index starts with {{paths}}. Add `{{index}}` to `{{model}}`.",
    unusable: "`{{call}}` scans the collection: {{blocked}}. Add `{{index}}` to `{{model}}`.",
    hidden:
      "`{{call}}` scans the collection: `{{used}}` could serve it, but is hidden from the planner. Unhide it.",
    partial:
      "`{{call}}` scans the collection: `{{used}}` is partial, and nothing in the query tells MongoDB that its `partialFilterExpression` holds. Repeat that condition in the query.",
    order:
      "`{{call}}` reads the whole index `{{used}}` for its order: no index starts with {{paths}}. Add `{{index}}` to `{{model}}`.",
  },
  ...everywhere,
  *check(file, catalog, options, facts) {
    for (const { query, model, collection } of askedIn(file, facts, options)) {
      const { plan, filter } = query;
      if (!plan || isUnfiltered(query) || filter.open || isJoin(query) || isHinted(query)) continue;
      const whole = plan.access === "index" && plan.bounded === 0;
      // Reading an index in order and stopping early is a plan one may want.
      if (plan.access !== "collscan" && !(whole && !stopsEarly(query))) continue;
      const predicates = keyed(conjuncts(query)).filter(({ path }) => path !== ownKey(model, catalog));
      const sure = predicates.filter(({ maybe }) => !maybe);
      const keys = idealKeys(sure, query.sort, withKinds(model, catalog));
      // `$or` branches and filters no key could serve are the business of rules of their own.
      if (!keys) continue;
      const needed = optionsFor(query, model, keys);
      const data = {
        call: showCall(query),
        paths: showPaths(predicates),
        index: showKeys(keys) + writeOptions(needed),
        model: model.name,
      };
      const home = homeOf(model);
      const low = keys.every(([path]) => isBoolean(path, model) || isAbsence(path, sure));
      const certain = query.certainty === "proven" && isTold(model) && !whole && !low;
      const common = {
        at: query.at,
        model: model.id,
        shape: shapeOf(query),
        certainty: certain ? "proven" : "assumed",
        see: home ? [{ at: home, message: `\`${model.name}\` is declared here.` }] : [],
        suggest: suggestIndex(model, keys, data.index, needed),
      } as const;
      if (whole) {
        yield { ...common, messageId: "order", data: { ...data, used: plan.index ?? "" } };
        continue;
      }
      const unusable = unusableFor(query, predicates, model, collection);
      if (unusable.length === 0) {
        yield { ...common, messageId: "scan", data };
        continue;
      }
      const there = {
        ...common,
        see: [
          ...common.see,
          ...unusable.flatMap(({ index: { at, keys: own } }) =>
            at ? [{ at, message: `\`${showKeys(own)}\` is declared here.` }] : [],
          ),
        ],
      };
      const remedy = remedyOf(unusable.find(({ index }) => index.name === defaultName(keys))?.index);
      if (remedy) yield { ...there, suggest: [], messageId: remedy, data: { ...data, used: showKeys(keys) } };
      else yield { ...there, messageId: "unusable", data: { ...data, blocked: showUnusable(unusable) } };
    }
  },
});

/** What to do where the very index is there: another one like it would not help. */
function remedyOf(namesake: Index | undefined): "partial" | "hidden" | null {
  if (namesake?.options.partialFilterExpression) return "partial";
  return namesake?.options.hidden ? "hidden" : null;
}

/** The key that tells a discriminator's documents: an index declared on its schema is about them alone anyway (A16). */
const ownKey = ({ base }: Model, catalog: CatalogView): string | null =>
  base === undefined ? null : (catalog.model(base)?.options.discriminatorKey ?? "__t");

const stopsEarly = ({ limit, operation }: Query): boolean =>
  (typeof limit === "number" && limit <= 100) || /^(findOne|exists)/.test(operation);

/** A boolean selects half of everything: an index on it alone is of little use (A15). */
const isBoolean = (path: string, model: Model): boolean =>
  model.paths.some((each) => each.path === path && each.type === "Boolean");

/** An index whose first key the query tests, and what keeps the planner from it. */
interface Unusable {
  readonly index: Index;
  readonly why: string;
}

function unusableFor(
  query: Query,
  predicates: readonly Predicate[],
  model: Model,
  { indexes }: Collection,
): readonly Unusable[] {
  const tested = new Set(predicates.filter((each) => classOf(each) !== "none").map(({ path }) => path));
  const { collation } = model.options;
  const { rejected } = planStated(query, indexes, { collation, arrays: arraysOf(model) });
  return indexes
    .filter(({ keys: [first] }) => first && tested.has(first[0]))
    .flatMap((index) =>
      rejected.filter(({ name }) => name === index.name).map(({ why }) => ({ index, why })),
    );
}

const showUnusable = (unusable: readonly Unusable[]): string =>
  unusable.map(({ index, why }) => `\`${showKeys(index.keys)}\` cannot serve it (${why})`).join("; ");

function showPaths(predicates: readonly Predicate[]): string {
  const able = predicates.filter((each) => classOf(each) !== "none");
  return enumerate(
    able.map(({ path }) => path),
    "or",
  );
}
