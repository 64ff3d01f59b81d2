/** Shorter substrings are copies in V8. */
const shortest = 13;

/** A string of its own: V8 makes a long substring a view, which keeps the text of the whole file alive. */
const own = (text: string): string =>
  text.length < shortest ? text : (Object.keys({ [text]: 0 })[0] ?? text);

/**
 * The same tree in less memory, a third on real code: it owns its strings, and its lists, which grew, keep no room for more.
 * Changes the objects of the tree.
 */
export function compact<T extends object>(tree: T): T {
  const fields = tree as Record<string, unknown>;
  for (const key in fields) {
    const value = fields[key];
    if (typeof value === "string") fields[key] = own(value);
    else if (Array.isArray(value)) fields[key] = compact(value.slice());
    else if (typeof value === "object" && value !== null) compact(value);
  }
  return tree;
}
