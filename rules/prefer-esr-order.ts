import type { Index, Query } from "../src/catalog/types.js";
import { showKeys } from "../src/planner/index.js";
import {
  askedIn,
  classOf,
  conjuncts,
  defineRule,
  everywhere,
  idealKeys,
  keyed,
  shapeOf,
  showCall,
  withKinds,
} from "../src/verdict/index.js";

export default defineRule({
  name: "prefer-esr-order",
  description: "prefer index keys in the order equality, sort, range",
  set: "strict",
  level: "warn",
  type: "suggestion",
  sees: "queries",
  messages: {
    equality:
      "`{{call}}` uses `{{index}}` of `{{model}}`, where the range `{{range}}` stands before the equality `{{path}}`. Order the keys `{{better}}`.",
    sort: "`{{call}}` uses `{{index}}` of `{{model}}`, where the range `{{range}}` stands before the sort by `{{path}}`. Order the keys `{{better}}`.",
  },
  ...everywhere,
  *check(file, catalog, options, facts) {
    for (const { query, model, collection } of askedIn(file, facts, options)) {
      const { plan } = query;
      if (plan?.access !== "index" || plan.bounded === 0 || query.filter.open) continue;
      const index = collection.indexes.find(({ name }) => name === plan.index);
      const found = index && misplaced(index, query);
      if (!found) continue;
      const better = idealKeys(
        keyed(conjuncts(query)).filter(({ maybe }) => !maybe),
        query.sort,
        withKinds(model, catalog),
      );
      if (!better || showKeys(better) === showKeys(index.keys)) continue;
      const data = {
        call: showCall(query),
        index: showKeys(index.keys),
        model: model.name,
        better: showKeys(better),
      };
      yield {
        messageId: found.kind,
        data: { ...data, range: found.range, path: found.path },
        at: query.at,
        model: model.id,
        shape: shapeOf(query),
        certainty: query.certainty === "proven" ? index.certainty : "assumed",
        see: index.at ? [{ at: index.at, message: `\`${data.index}\` is declared here.` }] : [],
      };
    }
  },
});

/** A key with a range before one the query has an equality for, or sorts by. */
function misplaced({ keys }: Index, query: Query) {
  const sure = keyed(conjuncts(query)).filter(({ maybe }) => !maybe);
  const of = (kind: "equality" | "range") =>
    new Set(sure.filter((each) => classOf(each) === kind).map(({ path }) => path));
  const [equal, ranges] = [of("equality"), of("range")];
  const at = keys.findIndex(([path]) => ranges.has(path) && !equal.has(path));
  const range = keys[at]?.[0];
  if (range === undefined) return null;
  const later = keys.slice(at + 1).map(([path]) => path);
  const equality = later.find((path) => equal.has(path));
  if (equality !== undefined) return { kind: "equality", range, path: equality } as const;
  // A range that is sorted by serves both at once (A13).
  const order = Array.isArray(query.sort)
    ? query.sort.map(([path]) => path).filter((path) => !equal.has(path))
    : [];
  const sorted = order[0] === range ? undefined : later.find((path) => order.includes(path));
  return sorted === undefined || query.plan?.sort !== "memory"
    ? null
    : ({ kind: "sort", range, path: sorted } as const);
}
