import { conflicts } from "../planner/index.js";
import { once } from "./once.js";
import type { Collection, Index, IndexOptions, Json, Model } from "./types.js";

/** Do two models with the same connection and collection name really share that collection? */
export type Sharing = (one: Model, other: Model) => boolean;

/** What the MongoDB driver passes on to the server; every other option is silently dropped (M46). */
const PASSED_ON: ReadonlySet<string> = new Set(
  (
    "background unique name partialFilterExpression sparse hidden expireAfterSeconds storageEngine collation version weights " +
    "default_language language_override textIndexVersion 2dsphereIndexVersion bits min max bucketSize wildcardProjection"
  ).split(" "),
);

const ID_INDEX: Index = {
  keys: [["_id", 1]],
  options: {},
  name: "_id_",
  via: "implicit",
  at: null,
  certainty: "proven",
};

/** The collections of these models, each with the indexes the server is sent: `_id_`, then the models' in order. */
export function effectiveIndexes(models: readonly Model[], sharing: Sharing = () => true): Collection[] {
  const byId = new Map(models.map((model) => [model.id, model]));
  return groups(models, sharing)
    .map(basesFirst)
    .map((members) => ({
      name: members[0]?.collection ?? null,
      connection: members[0]?.connection ?? null,
      models: members.map((model) => model.id),
      indexes: [
        ID_INDEX,
        ...distinct(members.flatMap((model) => sent(model, model.base ? byId.get(model.base) : undefined))),
      ],
    }));
}

/** A base is compiled before its discriminators. */
const basesFirst = (models: readonly Model[]): Model[] =>
  models.toSorted((a, b) => Number(a.base !== undefined) - Number(b.base !== undefined));

const sentBefore = new WeakMap<Model, { readonly base: Model | undefined; readonly indexes: Index[] }>();

/** A model's indexes as Mongoose sends them: those of the base are left to it (M38), the rest is filtered and collated. */
function sent(model: Model, base: Model | undefined): Index[] {
  const before = sentBefore.get(model);
  if (before && before.base === base) return before.indexes;
  const indexes = toSend(model, base);
  sentBefore.set(model, { base, indexes });
  return indexes;
}

function toSend(model: Model, base: Model | undefined): Index[] {
  const inherited = new Set((base?.indexes ?? []).map(signature));
  return model.indexes
    .filter((index) => !isIdIndex(index) && !inherited.has(signature(index)))
    .map((index) => ({
      ...index,
      options: passedOn(collated(filtered(index.options, model), index, model)),
    }));
}

/** A discriminator's index holds its own documents only, unless `sparse` is mentioned (M37). */
function filtered(options: IndexOptions, model: Model): IndexOptions {
  const { discriminatorKey: key, discriminatorValue: value } = model.options;
  if (!model.base || key === undefined || !value || "sparse" in options) return options;
  return { ...options, partialFilterExpression: { ...options.partialFilterExpression, [key]: value } };
}

/** The schema's collation goes to every index without its own, except text indexes (M44). */
function collated(options: IndexOptions, index: Index, model: Model): IndexOptions {
  const { collation } = model.options;
  const text = index.keys.some(([, kind]) => kind === "text");
  return !collation || text || "collation" in options ? options : { ...options, collation };
}

const passedOn = (options: IndexOptions): IndexOptions => ({
  ...Object.fromEntries(Object.entries(options).filter(([option]) => PASSED_ON.has(option))),
  ...(options.unique === undefined ? {} : { unique: Boolean(options.unique) }),
});

/** `{_id: 1}` is always there and cannot be declared (M33). */
const isIdIndex = ({ keys }: Index): boolean =>
  keys.length === 1 && keys[0]?.[0] === "_id" && Number(keys[0][1]) === 1;

/** An index that is declared again, by another model or at another place, is one index (I19). */
function distinct(indexes: readonly Index[]): Index[] {
  const byName = new Map<string, Index[]>();
  return indexes.filter((index) => {
    const sameName = byName.get(index.name) ?? [];
    if (sameName.some((other) => isAsSure(other, index) && isSame(other, index))) return false;
    byName.set(index.name, [...sameName, index]);
    return true;
  });
}

const isAsSure = (one: Index, other: Index): boolean =>
  one.certainty !== "assumed" || other.certainty === "assumed";

const isSame = (one: Index, other: Index): boolean => {
  const answer = conflicts(one, other);
  return answer !== null && "noop" in answer;
};

const signature = once(({ keys, options }: Index): string => canonical([keys as Json, options as Json]));

function canonical(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join()}}`;
}

/** Models of one collection: same connection and name, and connected by `sharing`. */
function groups(models: readonly Model[], sharing: Sharing): Model[][] {
  const result: Model[][] = [];
  const candidates = new Map<string, Model[][]>();
  for (const model of models) {
    if (model.collection === null) {
      result.push([model]);
      continue;
    }
    const key = JSON.stringify([model.connection, model.collection]);
    const near = candidates.get(key) ?? [];
    const joined = near.filter((group) => group.some((other) => sharing(model, other)));
    const [first, ...others] = joined;
    if (!first) {
      const group = [model];
      result.push(group);
      candidates.set(key, [...near, group]);
      continue;
    }
    first.push(...others.flat(), model);
    for (const other of others) result.splice(result.indexOf(other), 1);
    candidates.set(
      key,
      near.filter((group) => !others.includes(group)),
    );
  }
  return result;
}
