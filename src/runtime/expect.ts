import type { Catalog, Index, IndexKeys, Json, Model } from "../catalog/types.js";

/** An index somebody counts on. The same shape stands in the configuration's `expectations`. */
export interface Expectation {
  readonly model: string;
  /** In order, as an object or as pairs: a longer index that starts with them will do, unless an option is expected. */
  readonly keys: IndexKeys | { readonly [path: string]: Json };
  readonly unique?: boolean;
  readonly sparse?: boolean;
  /** true: documents expire by it; a number: that many seconds after the date. */
  readonly ttl?: boolean | number;
  /** The same as a number for `ttl`. */
  readonly expireAfterSeconds?: number;
  /** true: any filter; an object: this one. */
  readonly partial?: boolean | { readonly [path: string]: Json };
  /** The same as an object for `partial`. */
  readonly partialFilterExpression?: { readonly [path: string]: Json };
  readonly why?: string;
}

/** Throws, naming all of them, when the catalog lacks one of the expected indexes. */
export function assertIndexes(catalog: Catalog, expectations: readonly Expectation[]): void {
  const missing = expectations.flatMap((expectation) => complaint(catalog, expectation) ?? []);
  if (missing.length === 0) return;
  const head =
    missing.length === 1 ? "An expected index is missing" : `${missing.length} expected indexes are missing`;
  throw new Error(`${head}:\n${missing.map((line) => `  ${line}`).join("\n")}`);
}

function complaint(catalog: Catalog, expectation: Expectation): string | null {
  const models = catalog.models.filter((model) => model.name === expectation.model);
  const wanted = `${expectation.model} ${showExpectation(expectation)}`;
  const why = expectation.why ? ` (${expectation.why})` : "";
  if (models.length === 0)
    return `${wanted}${why}: there is no model ${expectation.model}; ${showNames(catalog.models)}`;
  const indexes = models.flatMap((model) => indexesOf(catalog, model));
  if (indexes.some((index) => meets(index, expectation))) return null;
  return `${wanted}${why}: ${showNearest(indexes, expectation)}`;
}

/** What the server gets for a model, or what the model declares when it is in no collection. */
function indexesOf(catalog: Catalog, model: Model): readonly Index[] {
  const collection = catalog.collections.find(({ models }) => models.includes(model.id));
  return collection?.indexes ?? model.indexes;
}

function meets(index: Index, expectation: Expectation): boolean {
  const keys = pairs(expectation.keys);
  const asked = optionsOf(expectation);
  if (index.keys.length > keys.length)
    return asked.length === 0 && isWhole(index) && servesAs(index.keys, keys);
  return (
    index.keys.length === keys.length &&
    startsWith(index.keys, keys) &&
    asked.every(([option, wanted]) => hasOption(index, option, wanted))
  );
}

/** Does it hold every document, for the planner to see? */
const isWhole = ({ options }: Index): boolean =>
  !options.sparse && !options.hidden && options.partialFilterExpression === undefined;

/** A longer index serves what its first keys would, read in either direction (I1, I2). */
const servesAs = (keys: IndexKeys, start: IndexKeys): boolean =>
  startsWith(keys, start) ||
  startsWith(
    keys.map(([path, kind]) => [path, typeof kind === "number" ? -kind : kind]),
    start,
  );

const startsWith = (keys: IndexKeys, start: IndexKeys): boolean =>
  start.every(([path, kind], at) => keys[at]?.[0] === path && same(keys[at][1], kind));

type Option = "unique" | "sparse" | "expireAfterSeconds" | "partialFilterExpression";

/** The options an expectation speaks of; `true` for a value means any. */
function optionsOf(expectation: Expectation): [Option, Json][] {
  const { unique, sparse, partial, ttl } = expectation;
  const wanted: [Option, Json | undefined][] = [
    ["unique", unique],
    ["sparse", sparse],
    ["expireAfterSeconds", expectation.expireAfterSeconds ?? ttl],
    ["partialFilterExpression", expectation.partialFilterExpression ?? partial],
  ];
  return wanted.filter((entry): entry is [Option, Json] => entry[1] !== undefined);
}

function hasOption(index: Index, option: Option, wanted: Json): boolean {
  const found = index.options[option];
  const present = found !== undefined && found !== false;
  return typeof wanted === "boolean" ? present === wanted : present && same(found, wanted);
}

/** The closest thing there is: most people need to see no more than that. */
function showNearest(indexes: readonly Index[], expectation: Expectation): string {
  const keys = pairs(expectation.keys);
  const sameKeys = indexes.filter(
    (index) => index.keys.length === keys.length && startsWith(index.keys, keys),
  );
  if (sameKeys.length > 0) return `these keys are indexed as ${showAll(sameKeys)} only`;
  const paths = new Set(keys.map(([path]) => path));
  const sameSet = indexes.filter(
    (index) => index.keys.length === keys.length && index.keys.every(([path]) => paths.has(path)),
  );
  if (sameSet.length > 0) return `these paths are indexed in another order or direction, ${showAll(sameSet)}`;
  const touching = indexes.filter((index) => index.keys.some(([path]) => paths.has(path)));
  if (touching.length > 0) return `there is only ${showAll(touching)}`;
  return indexes.length > 0 ? `there is only ${showAll(indexes)}` : "it has no index at all";
}

const showAll = (indexes: readonly Index[]): string => indexes.map(showIndex).join(", ");

const showNames = (models: readonly Model[]): string =>
  models.length === 0 ? "no model is compiled" : `there are ${models.map(({ name }) => name).join(", ")}`;

const showIndex = ({ keys, options }: Index): string => {
  const shown = Object.entries(options).filter(([option, value]) => option !== "name" && value !== false);
  return [showKeys(keys), ...shown.map(showOption)].join(" ");
};

const showExpectation = (expectation: Expectation): string =>
  [showKeys(pairs(expectation.keys)), ...optionsOf(expectation).map(showOption)].join(" ");

const showOption = ([option, value]: readonly [string, unknown]): string => {
  if (value === true) return option;
  return value === false ? `not ${option}` : `${option}: ${JSON.stringify(value)}`;
};

const showKeys = (keys: IndexKeys): string =>
  `{ ${keys.map(([path, kind]) => `${/^[\w$]+$/.test(path) ? path : JSON.stringify(path)}: ${JSON.stringify(kind)}`).join(", ")} }`;

const pairs = (keys: Expectation["keys"]): IndexKeys => (isPairs(keys) ? keys : Object.entries(keys));
const isPairs = (keys: Expectation["keys"]): keys is IndexKeys => Array.isArray(keys);

/** Equal as JSON, whatever the order of object keys. */
function same(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.entries(a), new Map(Object.entries(b))];
  return (
    left.length === right.size &&
    left.every(([key, value]) => right.has(key) && same(value as Json, right.get(key)))
  );
}
