import type { Catalog, Index, IndexKeys, IndexOptions, Json } from "./types.js";

/** What servers write into `listIndexes` though nobody asked for it (I17); versions and namespaces, never compared. */
const bookkeeping = new Set([
  "prepareUnique",
  "v",
  "ns",
  "key",
  "name",
  "background",
  "textIndexVersion",
  "2dsphereIndexVersion",
]);

const defaults: { readonly [option: string]: Json } = {
  unique: false,
  sparse: false,
  hidden: false,
  default_language: "english",
  language_override: "language",
  bits: 26,
  min: -180,
  max: 180,
};

/** An index as it was asked for: a text index with its paths, no bookkeeping, no option that says the default. */
export function withoutDefaults(index: Index): Index {
  const options = Object.entries(index.options).flatMap(([option, value]): [string, Json][] => {
    if (bookkeeping.has(option) || value === undefined || value === defaults[option]) return [];
    if (option !== "weights") return [[option, value]];
    const weights = ownWeights(value);
    return weights ? [[option, weights]] : [];
  });
  const keys = textKeys(index.keys, index.options["weights"]);
  return { ...index, keys, options: withoutVersion(Object.fromEntries(options)) };
}

/** The catalog with all its indexes as they were asked for. */
export const asAsked = (catalog: Catalog): Catalog => ({
  ...catalog,
  collections: catalog.collections.map((each) => ({ ...each, indexes: each.indexes.map(withoutDefaults) })),
});

/** Servers list a text index as `{ _fts: "text", _ftsx: 1 }` and its paths as weights; the order of text paths is no matter. */
function textKeys(keys: IndexKeys, weights: Json | undefined): IndexKeys {
  const listed = keys.some(([path]) => path === "_fts");
  const paths = listed ? Object.keys(weights ?? {}) : keys.filter(isText).map(([path]) => path);
  const text = paths.sort().map((path) => [path, "text"] as const);
  const first = keys.findIndex((key) => isText(key) || key[0] === "_fts");
  return keys.flatMap((key, at) => (at === first ? text : isText(key) || key[0] === "_ftsx" ? [] : [key]));
}

const isText = ([, kind]: IndexKeys[number]): boolean => kind === "text";

/** A path weighs 1 unless it is said otherwise. */
function ownWeights(weights: Json): Json | null {
  const own = Object.entries(weights ?? {}).filter(([, weight]) => weight !== 1);
  return own.length > 0 ? (Object.fromEntries(own) as Json) : null;
}

/** Servers add the version of the collation they know. */
function withoutVersion(options: IndexOptions): IndexOptions {
  const { collation } = options;
  if (!collation) return options;
  const { version: _, ...asked } = collation;
  return { ...options, collation: asked };
}
