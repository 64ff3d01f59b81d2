/** A list by a key, each group in the list's order. */
export function groupBy<T, K>(list: readonly T[], key: (each: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const each of list) put(groups, key(each), each);
  return groups;
}

/** A list by keys of which each may have several, or none. */
export function groupByEach<T, K>(list: readonly T[], keys: (each: T) => readonly K[]): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const each of list) for (const key of keys(each)) put(groups, key, each);
  return groups;
}

function put<T, K>(groups: Map<K, T[]>, key: K, each: T): void {
  const group = groups.get(key);
  if (group) group.push(each);
  else groups.set(key, [each]);
}
