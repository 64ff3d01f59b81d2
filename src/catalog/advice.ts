import {
  advise,
  conflicts,
  redundancy,
  showKeys,
  type Advice,
  type Drop,
  type IndexSpec,
  type Shape,
  type ShapeCertificate,
} from "../planner/index.js";
import { plannedOf } from "../planner/stated.js";
import type {
  Catalog,
  Collection,
  Index,
  IndexKeys,
  IndexOptions,
  Model,
  Plan,
  Predicate,
  Query,
} from "./types.js";

/** An index to create, with the queries it is for. */
export interface Addition {
  readonly keys: IndexKeys;
  readonly options: IndexOptions;
  readonly name: string;
  readonly serves: readonly Query[];
}

/** An index that may go, or the exact reasons why it may not. */
export interface Removal {
  readonly index: Index;
  readonly because: Drop["because"];
  readonly why: string;
  /** Names of the indexes that take over. */
  readonly by: readonly string[];
  /** Empty: it is safe to drop. */
  readonly blockers: readonly string[];
}

/** The smallest set of indexes for one collection, as a difference from today's. */
export interface CollectionAdvice {
  readonly collection: Collection;
  readonly models: readonly Model[];
  readonly add: readonly Addition[];
  readonly drop: readonly Removal[];
  /** Names of those that stay. */
  readonly keep: readonly string[];
  readonly certificates: readonly (ShapeCertificate & { readonly query: Query })[];
  /** Proven to be the fewest. */
  readonly exact: boolean;
  readonly warnings: readonly string[];
}

export interface AdvicePolicy {
  /** Is this a query worth an index? */
  readonly counts: (query: Query) => boolean;
  /** Ask for the fewest indexes that serve every query in full, not only those that scan or sort in memory today. */
  readonly whole: boolean;
}

/** Advice for every collection of which queries are known. */
export function adviceFor(catalog: Catalog, policy: AdvicePolicy): CollectionAdvice[] {
  const models = new Map(catalog.models.map((model) => [model.id, model]));
  const advised = catalog.collections.flatMap((collection) => {
    const own = collection.models.flatMap((id) => models.get(id) ?? []);
    const queries = catalog.queries.filter(
      ({ modelId }) => modelId !== null && collection.models.includes(modelId),
    );
    const counted = queries.filter(
      (query) => query.plan !== null && query.plan.access !== "error" && policy.counts(query),
    );
    if (own.length === 0 || counted.length === 0) return [];
    return [adviceOn(collection, own, counted, blockersOf(catalog, own, queries), policy.whole)];
  });
  return advised.map((advice) => ({
    ...advice,
    drop: advice.drop.map((removal) => heldElsewhere(removal, advice, advised)),
  }));
}

/** A declaration that other collections get an index by goes for all of them or for none. */
function heldElsewhere(
  removal: Removal,
  own: CollectionAdvice,
  advised: readonly CollectionAdvice[],
): Removal {
  const declared = declarationOf(removal.index);
  if (declared === null) return removal;
  const held = advised
    .filter(
      (other) => other !== own && other.collection.indexes.some((index) => declarationOf(index) === declared),
    )
    .flatMap(({ drop, models }) => {
      const there = drop.find(({ index }) => declarationOf(index) === declared);
      return there
        ? there.blockers
        : [`\`${models[0]?.name ?? ""}\` has it by the same declaration, and needs it`];
    });
  return { ...removal, blockers: [...new Set([...removal.blockers, ...held])] };
}

const declarationOf = ({ at, keys }: Index): string | null =>
  at && `${at.file}:${at.line}:${at.column}:${JSON.stringify(keys)}`;

function adviceOn(
  collection: Collection,
  models: readonly Model[],
  queries: readonly Query[],
  blockers: readonly string[],
  whole: boolean,
): CollectionAdvice {
  const content = whole ? [] : queries.filter(isContent);
  const asking = queries.filter(
    (query) => !content.includes(query) && (isSure(query) || indexesOf(query.plan).length > 0),
  );
  const collation = models[0]?.options.collation;
  const shapes = asking.map((query, at): Shape => ({
    ...plannedOf(certainPart(query), collation),
    id: String(at),
  }));
  const arrays = models.flatMap(({ paths }) => paths.filter(({ array }) => array).map(({ path }) => path));
  const used = [...new Set(content.flatMap(({ plan }) => indexesOf(plan)))];
  const advice = advise(shapes, collection.indexes, { arrays, keep: used });
  const replaced = collection.indexes.flatMap((index) =>
    used.includes(index.name) ? takenOver(index, advice.add) : [],
  );
  const idle = new Map(advice.add.flatMap((spec) => idleTwin(spec, collection) ?? []));
  return {
    collection,
    models,
    add: advice.add.filter(({ name }) => !idle.has(name)).map((spec) => addition(spec, advice, asking)),
    drop: [...advice.drop, ...replaced].flatMap((drop) => removal(drop, collection, blockers)),
    keep: advice.keep.filter((name) => !replaced.some(({ index }) => index === name)),
    certificates: advice.shapes.flatMap((certificate) => {
      const query = asking[certificate.shape];
      const why = certificate.by.flatMap(({ index }) => idle.get(index) ?? [])[0];
      const status = why === undefined ? certificate : ({ ...certificate, status: "partly", why } as const);
      return query ? [{ ...status, query }] : [];
    }),
    exact: advice.exact,
    warnings: advice.warnings,
  };
}

/** What keeps the very index from being used that would be added, by the name of that one: another one beside it would hold the same keys twice. */
function idleTwin(
  { keys, name }: IndexSpec,
  { indexes }: Collection,
): readonly [name: string, why: string][] {
  const twin = indexes.find((index) => JSON.stringify(index.keys) === JSON.stringify(keys));
  if (!twin || name === undefined) return [];
  const { partialFilterExpression, hidden } = twin.options;
  const shown = `\`${showKeys(twin.keys)}\``;
  if (partialFilterExpression)
    return [[name, `${shown} is partial, and the query does not repeat its condition`]];
  return hidden ? [[name, `${shown} is hidden`]] : [];
}

/** Bounded by an index, or asking for all there is, and not sorted in memory: nothing a new index would save. */
function isContent({ plan, filter, added }: Query): boolean {
  if (!plan || plan.sort === "memory") return false;
  if (plan.access === "collscan")
    return filter.all.length + filter.any.length + filter.nor.length + added.length === 0;
  return plan.bounded > 0 || plan.sort === "index" || plan.access !== "index";
}

const indexesOf = (plan: Plan | null): string[] =>
  plan
    ? [...(plan.index === undefined ? [] : [plan.index]), ...(plan.branches ?? []).flatMap(indexesOf)]
    : [];

/** An index in use is merged into a new one that does all it does (I5). */
function takenOver(index: Index, added: Advice["add"]): Drop[] {
  for (const spec of added) {
    const { verdict, why } = redundancy(spec, index);
    if (verdict === "redundant") return [{ index: index.name, because: "redundant", why, by: [spec.name] }];
  }
  return [];
}

/** Does it ask for something, or for an order, whatever its caller leaves out? */
const isSure = ({ filter, added, sort }: Query): boolean =>
  sort !== null ||
  filter.any.length + filter.nor.length > 0 ||
  [...filter.all, ...added].some(({ maybe }) => !maybe);

/** What a query always asks: an index that leads with what is only sometimes asked serves it only sometimes. */
function certainPart(query: Query): Query {
  const always = (predicates: readonly Predicate[]): Predicate[] => predicates.filter(({ maybe }) => !maybe);
  const all = always(query.filter.all);
  const added = always(query.added);
  if (all.length + added.length + query.filter.any.length === 0) return query;
  return { ...query, filter: { ...query.filter, all }, added };
}

function addition(
  { keys, options, name }: Advice["add"][number],
  { shapes }: Advice,
  queries: readonly Query[],
): Addition {
  const serves = shapes
    .filter(({ by }) => by.some(({ index }) => index === name))
    .flatMap(({ shape }) => queries[shape] ?? []);
  return { keys: keys as IndexKeys, options: options as IndexOptions, name, serves };
}

function removal(
  { index: name, because, why, by }: Drop,
  { indexes }: Collection,
  blockers: readonly string[],
): Removal[] {
  const index = indexes.find((candidate) => candidate.name === name);
  if (!index) return [];
  const twin = indexes.find((other) => other !== index && isTwin(other, index));
  const own = [
    ...(twin
      ? [`\`${twin.name}\` is the same index under another name, and the server has only one of the two`]
      : []),
    ...(index.certainty === "assumed"
      ? ["it is declared under a condition, or rests on something unknown"]
      : []),
    ...(index.at === null ? ["it is not declared in the code"] : []),
    // What another index takes over whole is safe to drop, whatever else is asked.
    ...(because === "redundant" ? [] : blockers),
  ];
  return [{ index, because, why, by, blockers: own }];
}

/** The same index under two names: whichever comes second is refused (I20). */
function isTwin(one: Index, other: Index): boolean {
  const answer = conflicts(one, other);
  return answer !== null && "reason" in answer && answer.reason === "name";
}

/** Why it cannot be said that nobody else needs an index of these models. */
function blockersOf(catalog: Catalog, models: readonly Model[], queries: readonly Query[]): string[] {
  const unread = queries.filter(({ certainty, filter }) => certainty === "unknown" || filter.open).length;
  const nameless = catalog.gaps.filter(
    ({ what, model }) =>
      what === "query" &&
      (model === undefined || models.some(({ id, name }) => model === id || model === name)),
  ).length;
  return [
    ...(unread > 0 ? [`${unread} of its queries could not be read in full`] : []),
    ...(nameless > 0 ? [`${nameless} query sites could not be read, and may be of this model`] : []),
    ...(models.some(({ complete }) => !complete) ? ["not all of its schema could be read"] : []),
  ];
}
