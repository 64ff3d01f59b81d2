import { conflicts, isIdIndex } from "../planner/index.js";
import { withoutDefaults } from "./server-defaults.js";
import type { Catalog, Collection, Index } from "./types.js";

/** How an index of the first catalog fares in the second; "collection": only the second knows it. */
export type DifferenceKind = "missing" | "extra" | "name" | "options" | "keys" | "collection";

/** One thing two catalogs do not agree on; the first is what is wanted, the second what there is. */
export interface Difference {
  readonly kind: DifferenceKind;
  readonly collection: string;
  /** As wanted; null for what only the second has, and for a whole collection. */
  readonly wanted: Index | null;
  /** As it is; null for what only the first has. */
  readonly actual: Index | null;
  /** What the server answers when the wanted index is created beside the actual one. */
  readonly code: 67 | 85 | 86 | null;
  /** Options the two do not share. */
  readonly options: readonly string[];
}

/** What of the first catalog's indexes the second lacks, has otherwise, or has beyond; `_id` is no matter. */
export function compare(wanted: Catalog, actual: Catalog): Difference[] {
  const [mine, theirs] = [byName(wanted.collections), byName(actual.collections)];
  const names = [...new Set([...mine.keys(), ...theirs.keys()])].sort();
  return names.flatMap((name) => {
    const [one, other] = [mine.get(name), theirs.get(name)];
    if (one) return compareIndexes(name, one, other ?? []);
    return [difference("collection", name, null, null)];
  });
}

function byName(collections: readonly Collection[]): Map<string, Index[]> {
  const named = new Map<string, Index[]>();
  for (const { name, indexes } of collections) {
    if (name === null) continue;
    const own = indexes.filter((index) => !isIdIndex(index.keys)).map(withoutDefaults);
    named.set(name, [...(named.get(name) ?? []), ...own]);
  }
  return named;
}

function compareIndexes(
  collection: string,
  wanted: readonly Index[],
  actual: readonly Index[],
): Difference[] {
  const rest = new Set(actual);
  const open = wanted.filter((index) => {
    const same = [...rest].find((other) => isSame(other, index));
    if (same) rest.delete(same);
    return !same;
  });
  const told = open.map((index) => {
    const rival =
      [...rest].find((other) => conflicts(other, index)) ?? actual.find((other) => conflicts(other, index));
    if (rival) rest.delete(rival);
    return rival ? between(collection, index, rival) : difference("missing", collection, index, null);
  });
  return [...told, ...[...rest].map((index) => difference("extra", collection, null, index))];
}

function isSame(actual: Index, wanted: Index): boolean {
  const answer = conflicts(actual, wanted);
  return answer !== null && "noop" in answer && isHidden(actual) === isHidden(wanted);
}

/** Hidden or not is no matter to createIndex, but to every query. */
const isHidden = ({ options }: Index): boolean => options.hidden === true;

const kinds = { name: "name", options: "options", signature: "options", keys: "keys", text: "keys" } as const;

function between(collection: string, wanted: Index, actual: Index): Difference {
  const answer = conflicts(actual, wanted);
  if (answer === null) return difference("missing", collection, wanted, null);
  if ("noop" in answer) return { ...difference("options", collection, wanted, actual), options: ["hidden"] };
  const options = optionsApart(wanted, actual);
  return { ...difference(kinds[answer.reason], collection, wanted, actual), code: answer.code, options };
}

/** Names of the options only one of the two has, or both with another value. */
function optionsApart(one: Index, other: Index): string[] {
  const names = new Set([...Object.keys(one.options), ...Object.keys(other.options)]);
  names.delete("name");
  return [...names].filter((name) => !isSame(alone(other, name), alone(one, name))).sort();
}

/** This index with one of its options only. */
const alone = ({ options, ...index }: Index, name: string): Index => ({
  ...index,
  keys: [["path", 1]],
  name: "path_1",
  options: options[name] === undefined ? {} : { [name]: options[name] },
});

const difference = (
  kind: DifferenceKind,
  collection: string,
  wanted: Index | null,
  actual: Index | null,
): Difference => ({ kind, collection, wanted, actual, code: null, options: [] });
