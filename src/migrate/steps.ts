import type { Catalog, Index, IndexKeys, IndexOptions, Json } from "../catalog/types.js";
import { conflicts, isIdIndex } from "../planner/index.js";

/** One command of a migration, as data. */
export type Step =
  | {
      readonly do: "create";
      readonly collection: string;
      readonly keys: IndexKeys;
      readonly options: IndexOptions;
      readonly note?: string;
    }
  | { readonly do: "drop"; readonly collection: string; readonly name: string; readonly note?: string }
  | {
      readonly do: "modify";
      readonly collection: string;
      readonly name: string;
      readonly change: { readonly [option: string]: Json };
    };

export interface Migration {
  readonly up: readonly Step[];
  readonly down: readonly Step[];
}

/** The migration that turns what there is into what is wanted, and back; collections nobody wants are left alone. */
export function migrationFor(wanted: Catalog, actual: Catalog): Migration {
  const names = [...new Set(wanted.collections.flatMap(({ name }) => name ?? []))].sort();
  const ways = names.map((name) => {
    const [goal, from] = [feasible(indexesOf(wanted, name)), indexesOf(actual, name)];
    return { up: stepsBetween(name, from, goal), down: stepsBetween(name, goal, from) };
  });
  return { up: ways.flatMap(({ up }) => up), down: ways.toReversed().flatMap(({ down }) => down) };
}

const indexesOf = ({ collections }: Catalog, name: string): Index[] =>
  collections.flatMap((each) =>
    each.name === name ? each.indexes.filter(({ keys }) => !isIdIndex(keys)) : [],
  );

/** What a server can hold at once: of two that exclude each other, the first. */
function feasible(indexes: readonly Index[]): Index[] {
  const kept: Index[] = [];
  for (const index of indexes) if (!kept.some((other) => conflicts(other, index))) kept.push(index);
  return kept;
}

const isSame = (one: Index, other: Index): boolean => {
  const answer = conflicts(one, other);
  return answer !== null && "noop" in answer && isHidden(one) === isHidden(other);
};

const isHidden = ({ options }: Index): boolean => options.hidden === true;

/** Creations first, then what `collMod` can do, then replacements; what nobody needs any more goes last. */
function stepsBetween(collection: string, from: readonly Index[], goal: readonly Index[]): Step[] {
  const open = goal.filter((index) => !from.some((other) => isSame(other, index)));
  const gone = from.filter((index) => !goal.some((other) => isSame(other, index)));
  const excludes = (index: Index): Index[] => gone.filter((other) => conflicts(other, index));

  const changes = open.flatMap((index) => {
    const [only, second] = excludes(index);
    const steps = only && !second ? modification(collection, only, index) : null;
    return steps && only ? [{ index, only, steps }] : [];
  });
  const rest = open.filter((index) => !changes.some((change) => change.index === index));
  const left = gone.filter((index) => !changes.some((change) => change.only === index));
  const free = rest.filter((index) => excludes(index).length === 0);
  const replaced = rest.filter((index) => excludes(index).length > 0);
  const rivals = left.filter((index) => replaced.some((other) => conflicts(index, other)));
  const beside = [...from, ...goal];
  return [
    ...free.flatMap((index) => create(collection, index, beside)),
    ...changes.flatMap(({ steps }) => steps),
    ...rivals.map((index) => ({ ...drop(collection, index), note: between })),
    ...replaced.flatMap((index) => create(collection, index, beside)),
    ...left.filter((index) => !rivals.includes(index)).flatMap((index) => retire(collection, index)),
  ];
}

const between = "the server refuses both at once; in between, queries that count on it scan the collection";

/** What `collMod` can do without building anything anew (I25); null: nothing. */
function modification(collection: string, actual: Index, wanted: Index): Step[] | null {
  const modify = (change: { readonly [option: string]: Json }): Step[] => [
    { do: "modify", collection, name: actual.name, change },
  ];
  if (isSame({ ...actual, options: { ...actual.options, hidden: isHidden(wanted) } }, wanted)) {
    return modify({ hidden: isHidden(wanted) });
  }
  const seconds = wanted.options.expireAfterSeconds;
  if (seconds !== undefined && actual.options.expireAfterSeconds !== undefined) {
    const expiring = { ...actual, options: { ...actual.options, expireAfterSeconds: seconds } };
    if (isSame(expiring, wanted)) return modify({ expireAfterSeconds: seconds });
  }
  const unique = { ...actual, options: { ...actual.options, unique: true } };
  return wanted.options.unique && isSame(unique, wanted) ? makeUnique(collection, actual.name) : null;
}

/** A unique index is built as an ordinary one, then closed to new duplicates, then made unique: it cannot fail half-way. */
function create(collection: string, index: Index, beside: readonly Index[]): Step[] {
  const { unique, name: _, ...rest } = index.options;
  const ordinary: Index = { ...index, options: rest };
  const isFree = beside.every((other) => other.name === index.name || conflicts(other, ordinary) === null);
  const atOnce = unique === true && !isFree;
  const notes = [
    ...(atOnce ? ["fails with error 11000 if two documents already agree"] : []),
    ...(rest.expireAfterSeconds === undefined ? [] : ["deletes documents that are already old enough"]),
  ];
  const step: Step = {
    do: "create",
    collection,
    keys: index.keys,
    options: { name: index.name, ...(atOnce ? { unique } : {}), ...rest },
    ...(notes.length > 0 ? { note: notes.join("; ") } : {}),
  };
  return unique === true && !atOnce ? [step, ...makeUnique(collection, index.name)] : [step];
}

const makeUnique = (collection: string, name: string): Step[] => [
  { do: "modify", collection, name, change: { prepareUnique: true } },
  { do: "modify", collection, name, change: { unique: true } },
];

/** Hidden first: should it be missed after all, unhiding takes no time. */
const retire = (collection: string, index: Index): Step[] => [
  ...(isHidden(index)
    ? []
    : [{ do: "modify", collection, name: index.name, change: { hidden: true } } as const]),
  drop(collection, index),
];

const drop = (collection: string, { name }: Index): Extract<Step, { do: "drop" }> => ({
  do: "drop",
  collection,
  name,
});
