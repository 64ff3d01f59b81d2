import type {
  Happening,
  Happenings,
  ModelRef,
  ModelRegistered,
  QueryIssued,
  Span,
} from "../interpret/happenings.js";
import type { LinkedModels } from "./models.js";
import { comparePlaces, compareText, placesOf, type PlaceOf } from "./places.js";
import type { QueriesRead, QueryContext } from "./queries/index.js";
import type { Registration } from "./registrations.js";
import type { Findable } from "./resolve.js";
import type { Collection, Index, Model, Query } from "./types.js";

/** What was linked before: of happenings that are the same objects, what was made need not be made again. */
export interface Memory {
  /** By the first happening of a part. */
  models: WeakMap<Happening, Remembered<LinkedModels>>;
  /** By the first happening of a part. */
  readonly registered: WeakMap<Happening, RegisteredPart>;
  /** What all registrations can be found by. */
  names: string;
  readonly queries: WeakMap<QueryIssued, ReadBefore>;
  /** What every answer about models rests on. */
  world: readonly unknown[];
  /** By what models are found: another object when any is found otherwise. */
  finding: { readonly text: string };
  readonly texts: WeakMap<Query, string>;
  /** By file. */
  readonly files: Map<string, FileBefore>;
  readonly plans: WeakMap<Query, PlannedBefore>;
  readonly prepared: WeakMap<Collection, PreparedBefore>;
  /** By model id. */
  lastModels: ReadonlyMap<string, Model>;
  lastCollections: readonly Collection[];
}

/** The registrations of a part, and what they can be found by. */
export interface Registered {
  readonly registrations: readonly Registration[];
  readonly nameless: readonly ModelRegistered[];
  readonly findable: readonly (Findable & { readonly at: Span })[];
}

interface RegisteredPart extends Registered {
  readonly of: readonly Happening[];
  /** What they can be found by, written. */
  readonly text: string;
}

/** Something made of happenings, and of where they stand. */
interface Remembered<T> {
  readonly of: readonly unknown[];
  readonly texts: Texts;
  readonly made: T;
}

interface ReadBefore {
  readonly texts: Texts;
  readonly asked: readonly (readonly [ask: (context: QueryContext) => Model | null, answer: Model | null])[];
  readonly read: QueriesRead;
  /** The world its answers were last found to hold in, and how models were found in it. */
  world: readonly unknown[];
  finding: Memory["finding"];
}

interface FileBefore {
  readonly of: readonly QueryIssued[];
  readonly texts: Texts;
  /** The models its calls were found to be of. */
  readonly models: ReadonlySet<Model>;
  readonly calls: readonly QueriesRead[];
  readonly made: QueriesRead;
  world: readonly unknown[];
  finding: Memory["finding"];
}

export interface PlannedBefore {
  readonly model: Model;
  readonly collection: Collection;
  readonly planned: Query;
}

export interface PreparedBefore {
  readonly models: readonly (Model | undefined)[];
  readonly indexes: readonly Index[];
}

/** Lines and comments of the files that were asked for a place. */
type Texts = readonly (readonly [file: string, lines: unknown, comments: unknown])[];

export const newMemory = (): Memory => ({
  models: new WeakMap(),
  registered: new WeakMap(),
  names: "",
  queries: new WeakMap(),
  world: [],
  finding: { text: "" },
  texts: new WeakMap(),
  files: new Map(),
  plans: new WeakMap(),
  prepared: new WeakMap(),
  lastModels: new Map(),
  lastCollections: [],
});

const areAsTheyWere = (texts: Texts, now: Happenings): boolean =>
  texts.every(([file, lines, comments]) => now.lines[file] === lines && now.comments[file] === comments);

/** Places, with a note of the files they are in. */
function notingPlaces(happenings: Happenings): { place: PlaceOf; texts: Texts } {
  const texts: (readonly [string, unknown, unknown])[] = [];
  const { lines, comments } = happenings;
  const place = placesOf(lines);
  return {
    texts,
    place: (span) => {
      const { file } = span;
      if (!texts.some(([known]) => known === file)) texts.push([file, lines[file], comments[file]]);
      return place(span);
    },
  };
}

/** The registrations of a part, read again when it is another. */
export function rememberRegistered(
  memory: Memory,
  part: readonly Happening[],
  read: () => Registered,
): RegisteredPart {
  const [first] = part;
  const before = first && memory.registered.get(first);
  if (before && areSame(before.of, part)) return before;
  const registered = read();
  const made = { ...registered, of: part, text: textOfFindable(registered.findable) };
  if (first) memory.registered.set(first, made);
  return made;
}

/** Forgets all models when what registrations can be found by is another than it was: any schema may name any. */
export function settleNames(memory: Memory, parts: readonly RegisteredPart[]): void {
  const names = parts.map(({ text }) => text).join("\n");
  if (names === memory.names) return;
  memory.names = names;
  memory.models = new WeakMap();
}

const areSame = (some: readonly unknown[], others: readonly unknown[]): boolean =>
  some.length === others.length && some.every((each, i) => each === others[i]);

/** The models of a part, as they were when nothing they are made of is another thing. */
export function rememberModels(
  memory: Memory,
  part: Happenings,
  make: (part: Happenings, place: PlaceOf) => LinkedModels,
): LinkedModels {
  const [first] = part.list;
  const before = first && memory.models.get(first);
  const isSame = before !== undefined && areSame(before.of, part.list) && areAsTheyWere(before.texts, part);
  if (isSame) return before.made;
  const { place, texts } = notingPlaces(part);
  const made = make(part, place);
  if (first) memory.models.set(first, { of: part.list, texts, made });
  return made;
}

/** Says what answers about models rest on: while all of it is the same, none is asked for again. */
export function settleWorld(memory: Memory, world: readonly unknown[], all: readonly Findable[]): void {
  if (areSame(world, memory.world)) return;
  memory.world = world;
  const text = textOfFindable(all);
  if (text !== memory.finding.text) memory.finding = { text };
}

const textOfFindable = (all: readonly Findable[]): string =>
  JSON.stringify(
    all.map(({ ids, name, file, collection, documentTypes }) => [
      ids,
      name,
      file,
      collection,
      [...documentTypes],
    ]),
  );

/** The queries of one call, as they were when the models they are of are. */
export function rememberQueries(
  memory: Memory,
  issued: QueryIssued,
  happenings: Happenings,
  context: QueryContext,
  read: (context: QueryContext) => QueriesRead,
): QueriesRead {
  const known = memory.queries.get(issued);
  if (known && areAsTheyWere(known.texts, happenings)) {
    if (known.world === memory.world) return known.read;
    const isFoundAlike = known.finding === memory.finding;
    const holds = known.asked.every(([ask, answer]) =>
      isFoundAlike ? answer === null || isLast(memory, answer) : ask(context) === answer,
    );
    if (holds) {
      known.world = memory.world;
      known.finding = memory.finding;
      return known.read;
    }
  }
  const { place, texts } = notingPlaces(happenings);
  const asked: (readonly [(context: QueryContext) => Model | null, Model | null])[] = [];
  const noting = (ask: (context: QueryContext) => Model | null): Model | null => {
    const answer = ask(context);
    asked.push([ask, answer]);
    return answer;
  };
  const made = read({
    place,
    model: (ref: ModelRef) => noting(({ model }) => model(ref)),
    mongooseMajor: context.mongooseMajor,
    modelsNamed: (name, from) => noting(({ modelsNamed }) => modelsNamed(name, from)),
  });
  const { world, finding } = memory;
  memory.queries.set(issued, { texts, asked, read: made, world, finding });
  return made;
}

/** The text of a query, written once. */
export function textOf(memory: Memory, query: Query): string {
  const known = memory.texts.get(query);
  if (known !== undefined) return known;
  const text = JSON.stringify(query);
  memory.texts.set(query, text);
  return text;
}

/** The queries of one file, as they were while all they rest on is. `read`: call by call, which `make` puts together. */
export function rememberFile(
  memory: Memory,
  file: string,
  of: readonly QueryIssued[],
  happenings: Happenings,
  read: () => readonly QueriesRead[],
  make: (calls: readonly QueriesRead[]) => QueriesRead,
): QueriesRead {
  const before = memory.files.get(file);
  const { world, finding } = memory;
  if (before && areSame(before.of, of) && areAsTheyWere(before.texts, happenings)) {
    const isOfTheSame =
      before.finding === finding && [...before.models].every((model) => isLast(memory, model));
    if (before.world === world || isOfTheSame) {
      before.world = world;
      before.finding = finding;
      return before.made;
    }
  }
  const calls = read();
  const made = before && areSame(before.calls, calls) ? before.made : make(calls);
  const known = of.flatMap((issued) => memory.queries.get(issued) ?? []);
  const texts = new Map(known.flatMap(({ texts }) => texts.map((text) => [text[0], text] as const)));
  const models = new Set(known.flatMap(({ asked }) => asked.flatMap(([, answer]) => answer ?? [])));
  memory.files.set(file, { of, texts: [...texts.values()], models, world, finding, calls, made });
  return made;
}

/** Does the model say what it said? */
const isLast = (memory: Memory, model: Model): boolean => memory.lastModels.get(model.id) === model;

/** Queries in the order of their places, each once. */
export function inOrder(memory: Memory, queries: readonly Query[]): readonly Query[] {
  const compare = (a: Query, b: Query): number =>
    comparePlaces(a.at, b.at) || compareText(textOf(memory, a), textOf(memory, b));
  return [...queries].sort(compare).filter((query, i, all) => {
    const before = all[i - 1];
    return before === undefined || compare(before, query) !== 0;
  });
}

/** Models that say what they said are the objects they were. */
export function sameModels(memory: Memory, models: readonly Model[]): Model[] {
  const kept = models.map((model) => {
    const before = memory.lastModels.get(model.id);
    return before && isSame(before, model) ? before : model;
  });
  memory.lastModels = new Map(kept.map((model) => [model.id, model]));
  return kept;
}

/** Collections that say what they said are the objects they were. */
export function sameCollections(memory: Memory, collections: readonly Collection[]): Collection[] {
  const before = new Map(memory.lastCollections.map((each) => [each.models.join("\n"), each]));
  const kept = collections.map((each) => {
    const last = before.get(each.models.join("\n"));
    return last && isSame(last, each) ? last : each;
  });
  memory.lastCollections = kept;
  return kept;
}

/** Do two pieces of plain data say the same? */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => key in right && isSame(left[key], right[key]))
  );
}
