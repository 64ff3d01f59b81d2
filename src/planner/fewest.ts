/** A partition into groups, and whether fewer groups are proven impossible. */
export interface Partition {
  readonly groups: readonly (readonly number[])[];
  readonly exact: boolean;
}

/** Steps the exact search may take before it settles for the best found; counted, so results are the same everywhere. */
const FUEL = 200_000;

/** Splits 0…count−1 into the fewest groups that all `fit`; fitting groups must stay fitting when they shrink. */
export function fewestGroups(count: number, fit: (group: readonly number[]) => boolean): Partition {
  const pairs = pairTable(count, fit);
  const order = byConflicts(count, pairs);
  const clique = greedyClique(order, pairs);
  const rest = order.filter((item) => !clique.includes(item));
  const start: number[][] = clique.map((item) => [item]);
  const search: Search = {
    fit,
    pairs,
    best: greedy([...clique, ...rest], fit, pairs),
    fuel: FUEL,
    bound: clique.length,
  };
  if (search.best.length > search.bound) explore(start, rest, search);
  return { groups: search.best, exact: search.best.length === search.bound || search.fuel > 0 };
}

interface Search {
  readonly fit: (group: readonly number[]) => boolean;
  readonly pairs: readonly (readonly boolean[])[];
  best: readonly (readonly number[])[];
  fuel: number;
  readonly bound: number;
}

function pairTable(count: number, fit: (group: readonly number[]) => boolean): boolean[][] {
  const table = Array.from({ length: count }, () => Array.from({ length: count }, () => true));
  for (let a = 0; a < count; a++)
    for (let b = 0; b < a; b++) {
      const fits = fit([b, a]);
      const [rowA, rowB] = [table[a], table[b]];
      if (rowA && rowB) rowA[b] = rowB[a] = fits;
    }
  return table;
}

const fits = (pairs: Search["pairs"], a: number, b: number): boolean => pairs[a]?.[b] ?? false;

function byConflicts(count: number, pairs: Search["pairs"]): number[] {
  const conflicts = (item: number): number => pairs[item]?.filter((fit) => !fit).length ?? 0;
  return Array.from({ length: count }, (_, item) => item).sort(
    (a, b) => conflicts(b) - conflicts(a) || a - b,
  );
}

/** Items of which no two fit: each needs a group of its own (Dilworth's antichain, A22). */
function greedyClique(order: readonly number[], pairs: Search["pairs"]): number[] {
  let best: number[] = [];
  for (const first of order) {
    const clique = [first];
    for (const item of order)
      if (clique.every((other) => other !== item && !fits(pairs, other, item))) clique.push(item);
    if (clique.length > best.length) best = clique;
  }
  return best;
}

const joins = (item: number, group: readonly number[], search: Pick<Search, "fit" | "pairs">): boolean =>
  group.every((other) => fits(search.pairs, other, item)) &&
  search.fit([...group, item].sort((a, b) => a - b));

function greedy(order: readonly number[], fit: Search["fit"], pairs: Search["pairs"]): number[][] {
  const groups: number[][] = [];
  for (const item of order) {
    const home = groups.find((group) => joins(item, group, { fit, pairs }));
    if (home) home.push(item);
    else groups.push([item]);
  }
  return groups;
}

/** Branch and bound: places the most constrained item first. */
function explore(groups: readonly number[][], open: readonly number[], search: Search): void {
  if (search.fuel-- <= 0 || groups.length >= search.best.length) return;
  if (open.length === 0) {
    search.best = groups.map((group) => [...group].sort((a, b) => a - b));
    return;
  }
  const choices = open.map((item) => ({ item, homes: groups.filter((group) => joins(item, group, search)) }));
  const { item, homes } = choices.reduce((a, b) => (b.homes.length < a.homes.length ? b : a));
  const rest = open.filter((other) => other !== item);
  for (const home of homes) {
    explore(
      groups.map((group) => (group === home ? [...group, item] : group)),
      rest,
      search,
    );
    if (search.best.length === search.bound) return;
  }
  if (groups.length + 1 < search.best.length) explore([...groups, [item]], rest, search);
}
