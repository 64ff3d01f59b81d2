/** A list by a key, each group in the list's order. */
export const groupBy = <T, K>(list: readonly T[], key: (each: T) => K): Map<K, T[]> =>
  groupByEach(list, (each) => [key(each)]);

/** A list by keys of which each may have several, or none. */
export function groupByEach<T, K>(list: readonly T[], keys: (each: T) => readonly K[]): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const each of list)
    for (const key of keys(each)) {
      const group = groups.get(key);
      if (group) group.push(each);
      else groups.set(key, [each]);
    }
  return groups;
}
