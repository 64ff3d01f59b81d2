import type { Collection, Index, IndexKeys, Model } from "../catalog/types.js";
import type { Expectation, Facts } from "./facts.js";
import type { CatalogView } from "./view.js";

/** An expectation held against one model. */
export interface Answer {
  readonly expectation: Expectation;
  readonly model: Model;
  readonly keys: IndexKeys;
  /** The index that meets it; null when none does. */
  readonly met: Index | null;
  /** An index with these keys that fails it, and in what. */
  readonly near: { readonly index: Index; readonly lacks: string } | null;
}

/** Every expectation of the configuration against every model it names. */
export function answers(catalog: CatalogView, { expectations }: Facts): Answer[] {
  return expectations.flatMap((expectation) =>
    catalog
      .modelsNamed(expectation.model)
      .map((model) => answer(expectation, model, catalog.collectionOf(model))),
  );
}

/** What became of the expectations. */
export interface Expected {
  readonly answers: readonly Answer[];
  /** Models they name and the catalog does not have, each once. */
  readonly unknownModels: readonly string[];
}

/** Every expectation answered, and the models among them that nobody knows. */
export function expectedOf(catalog: CatalogView, facts: Facts): Expected {
  const names = facts.expectations.map(({ model }) => model);
  const unknown = names.filter((name) => catalog.modelsNamed(name).length === 0);
  return { answers: answers(catalog, facts), unknownModels: [...new Set(unknown)] };
}

function answer(expectation: Expectation, model: Model, { indexes }: Collection): Answer {
  const keys = pairs(expectation.keys);
  const alike = indexes.filter((index) => sameKeys(index.keys, keys));
  const met =
    alike.find((index) => lacking(index, expectation) === null) ?? longer(expectation, keys, indexes) ?? null;
  const [first] = alike;
  const lacks = first ? lacking(first, expectation) : null;
  return { expectation, model, keys, met, near: !met && first && lacks ? { index: first, lacks } : null };
}

/** Where only keys are asked for, an index that starts with them will do (I1). */
function longer(
  { unique, ttl, partial }: Expectation,
  keys: IndexKeys,
  indexes: readonly Index[],
): Index | undefined {
  if (unique || ttl !== undefined || partial !== undefined) return undefined;
  return indexes.find(
    ({ keys: all, options }) =>
      all.length > keys.length &&
      keys.every(([path], n) => path === all[n]?.[0]) &&
      (sameKeys(all.slice(0, keys.length), keys) || areFlipped(all, keys)) &&
      !options.sparse &&
      !options.partialFilterExpression &&
      !options.hidden,
  );
}

/** An index is read in either direction (I2). */
const areFlipped = (a: IndexKeys, b: IndexKeys): boolean =>
  b.every(([, kind], n) => typeof kind === "number" && kind === -Number(a[n]?.[1]));

const pairs = (keys: Expectation["keys"]): IndexKeys =>
  Array.isArray(keys) ? (keys as IndexKeys) : Object.entries(keys as { readonly [path: string]: string });

const sameKeys = (a: IndexKeys, b: IndexKeys): boolean =>
  a.length === b.length &&
  a.every(([path, kind], n) => path === b[n]?.[0] && String(kind) === String(b[n][1]));

/** What an index with the right keys still lacks; null when nothing. */
function lacking({ options }: Index, { unique, ttl, partial }: Expectation): string | null {
  if (unique !== undefined && Boolean(options.unique) !== unique)
    return unique ? "is not unique" : "is unique";
  const seconds = options.expireAfterSeconds;
  if (ttl === true && seconds === undefined) return "does not expire documents";
  if (ttl === false && seconds !== undefined) return "expires documents";
  if (typeof ttl === "number" && seconds !== ttl) return `does not expire documents after ${ttl} seconds`;
  const filter = options.partialFilterExpression;
  if (partial === true && filter === undefined) return "is not partial";
  if (partial === false && filter !== undefined) return "is partial";
  if (typeof partial === "object" && JSON.stringify(filter) !== JSON.stringify(partial))
    return "has another partial filter";
  return null;
}
