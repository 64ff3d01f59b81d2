import type { Collection, Filter, Model, Query } from "../src/catalog/types.js";
import { showKeys } from "../src/planner/index.js";
import { planStated } from "../src/planner/stated.js";
import {
  arraysOf,
  askedIn,
  conjuncts,
  defineRule,
  enumerate,
  everywhere,
  homeOf,
  idealKeys,
  isAbsence,
  isHinted,
  isTold,
  keyed,
  optionsFor,
  shapeOf,
  showCall,
  showFilter,
  withKinds,
  writeOptions,
} from "../src/verdict/index.js";

export default defineRule({
  name: "no-unindexed-or-branch",
  description: "disallow `$or` branches without an index, which make the others' indexes useless",
  set: "recommended",
  level: "warn",
  type: "suggestion",
  sees: "queries",
  messages: {
    branch:
      "`{{call}}` scans the collection of `{{model}}`, because no index serves the `$or` branch `{{branch}}`. Add `{{index}}`.",
    alike:
      "`{{call}}` scans the collection of `{{model}}`, because no index serves {{count}} of its `$or` branches, each `{{branch}}`. Add `{{index}}`.",
    branches:
      "`{{call}}` scans the collection of `{{model}}`, because no index serves its `$or` branches {{branch}}. Add {{index}}.",
  },
  ...everywhere,
  *check(file, catalog, options, facts) {
    for (const { query, model, collection } of askedIn(file, facts, options)) {
      if (query.plan?.access !== "collscan" || query.filter.open || isHinted(query)) continue;
      const outside = keyed(conjuncts(query)).filter(({ maybe }) => !maybe);
      // A condition beside the `$or` could be served: that is require-indexed-filter's business.
      const whole = withKinds(model, catalog);
      if (idealKeys(outside, null, whole)) continue;
      const bare = unserved(query, model, collection);
      const keys = bare.map((branch) =>
        idealKeys(keyed(branch.all.filter(({ maybe }) => !maybe)), null, whole),
      );
      // A branch no key could serve leaves nothing to add.
      if (bare.length === 0 || keys.includes(null) || bare.some(({ open }) => open)) continue;
      const home = homeOf(model);
      const shown = keys.map((each) =>
        each ? showKeys(each) + writeOptions(optionsFor(query, model, each)) : "",
      );
      const branches = [...new Set(bare.map((branch) => showFilter(branch)))];
      const data = { call: showCall(query), model: model.name };
      // A branch that most documents match is best read with all the others.
      const low = bare.some(({ all }, n) => keys[n]?.every(([path]) => isAbsence(path, all)));
      const sure = query.certainty === "proven" && isTold(model) && bare.every(isSure) && !low;
      const common = {
        at: query.at,
        model: model.id,
        shape: shapeOf(query),
        certainty: sure ? "proven" : "assumed",
        see: home ? [{ at: home, message: `\`${model.name}\` is declared here.` }] : [],
      } as const;
      if (bare.length === 1)
        yield {
          ...common,
          messageId: "branch",
          data: { ...data, branch: branches[0] ?? "", index: shown[0] ?? "" },
        };
      else if (branches.length === 1)
        yield {
          ...common,
          messageId: "alike",
          data: { ...data, branch: branches[0] ?? "", index: shown[0] ?? "", count: String(bare.length) },
        };
      else
        yield {
          ...common,
          messageId: "branches",
          data: { ...data, branch: enumerate(branches), index: enumerate(shown) },
        };
    }
  },
});

/** The branches of the first `$or` that no index serves, even together with what stands beside it (P33). */
function unserved(query: Query, model: Model, { indexes }: Collection): readonly Filter[] {
  const known = { collation: model.options.collation, arrays: arraysOf(model) };
  const isBare = (branch: Filter): boolean => {
    const filter = { ...branch, all: [...query.filter.all, ...branch.all] };
    return planStated({ ...query, filter, sort: null }, indexes, known).access === "collscan";
  };
  const bare = query.filter.any.map((branches) => branches.filter(isBare));
  return bare.sort((a, b) => a.length - b.length)[0] ?? [];
}

const isSure = ({ all }: Filter): boolean => all.some(({ maybe }) => !maybe);
