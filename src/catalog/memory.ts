import type {
  Happening,
  Happenings,
  ModelRef,
  ModelRegistered,
  QueryIssued,
  Span,
} from "../interpret/happenings.js";
import type { LinkedPart } from "./models.js";
import { areAsTheyWere, notingPlaces, type Noted, type Texts } from "./noted.js";
import { comparePlaces, compareText, type PlaceOf } from "./places.js";
import type { QueriesRead, QueryContext } from "./queries/index.js";
import type { Registration } from "./registrations.js";
import type { Findable } from "./resolve.js";
import { areSame, type Strands } from "./strands.js";
import type { Collection, Index, Model, Query } from "./types.js";
import type { Owners, World } from "./world.js";

/** What was linked before: of happenings that are the same objects, what was made need not be made again. */
export interface Memory {
  strands: Strands | null;
  owners: Remembered<Owners> | null;
  world: Remembered<World> | null;
  /** By the first happening of a part. */
  models: WeakMap<Happening, Remembered<LinkedPart>>;
  /** By the first happening of a part. */
  readonly registered: WeakMap<Happening, RegisteredPart>;
  /** What all registrations can be found by. */
  names: string;
  readonly queries: WeakMap<QueryIssued, ReadBefore>;
  /** What every answer about models rests on. */
  grounds: readonly unknown[];
  /** By what models are found: another object when any is found otherwise. */
  finding: { readonly text: string };
  readonly texts: WeakMap<Query, string>;
  /** By file. */
  readonly files: Map<string, FileBefore>;
  readonly plans: WeakMap<Query, PlannedBefore>;
  /** By the queries of one file. */
  readonly planned: WeakMap<readonly Query[], { readonly in: World; readonly made: readonly Query[] }>;
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

/** Something made of other things, and of where they stand. */
export interface Remembered<T> {
  readonly of: readonly unknown[];
  readonly texts: Texts;
  readonly made: T;
}

interface ReadBefore {
  readonly texts: Texts;
  readonly asked: readonly (readonly [ask: (context: QueryContext) => Model | null, answer: Model | null])[];
  readonly read: QueriesRead;
  /** What its answers were last found to rest on, and how models were found then. */
  grounds: readonly unknown[];
  finding: Memory["finding"];
}

interface FileBefore {
  readonly of: readonly QueryIssued[];
  readonly texts: Texts;
  /** The models its calls were found to be of. */
  readonly models: ReadonlySet<Model>;
  readonly calls: readonly QueriesRead[];
  readonly made: QueriesRead;
  grounds: readonly unknown[];
  finding: Memory["finding"];
}

/** A query, and what its plan rests on. */
export interface PlannedBefore {
  readonly indexes: readonly Index[];
  /** Of its model. */
  readonly complete: boolean;
  readonly collation: string | undefined;
  readonly planned: Query;
}

export interface PreparedBefore {
  readonly models: readonly (Model | undefined)[];
  /** The paths of theirs that hold arrays. */
  readonly arrays: readonly string[];
  readonly indexes: readonly Index[];
}

export const newMemory = (): Memory => ({
  strands: null,
  owners: null,
  world: null,
  models: new WeakMap(),
  registered: new WeakMap(),
  names: "",
  queries: new WeakMap(),
  grounds: [],
  finding: { text: "" },
  texts: new WeakMap(),
  files: new Map(),
  plans: new WeakMap(),
  planned: new WeakMap(),
  prepared: new WeakMap(),
  lastModels: new Map(),
  lastCollections: [],
});

/** What was made of these very things in texts that are the same, else what `make` makes of them now. */
export function remember<T>(
  before: Remembered<T> | null,
  of: readonly unknown[],
  happenings: Happenings,
  make: (noted: Noted) => T,
): Remembered<T> {
  if (before && areSame(before.of, of) && areAsTheyWere(before.texts, happenings)) return before;
  const noted = notingPlaces(happenings);
  const made = make(noted);
  return { of, texts: noted.texts, made };
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

/** The models of a part, as they were when nothing they are made of is another thing. */
export function rememberModels(
  memory: Memory,
  part: Happenings,
  noted: Noted,
  make: (part: Happenings, place: PlaceOf) => LinkedPart,
): LinkedPart {
  const [first] = part.list;
  const before = (first && memory.models.get(first)) ?? null;
  const known = remember(before, part.list, part, ({ place }) => make(part, place));
  if (first) memory.models.set(first, known);
  noted.note(known.texts);
  return known.made;
}

/** Says what answers about models rest on: while all of it is the same, none is asked for again. */
export function settleGrounds(memory: Memory, grounds: readonly unknown[], all: readonly Findable[]): void {
  if (areSame(grounds, memory.grounds)) return;
  memory.grounds = grounds;
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
    if (known.grounds === memory.grounds) return known.read;
    const isFoundAlike = known.finding === memory.finding;
    const holds = known.asked.every(([ask, answer]) =>
      isFoundAlike ? answer === null || isLast(memory, answer) : ask(context) === answer,
    );
    if (holds) {
      known.grounds = memory.grounds;
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
  const now = read({
    place,
    model: (ref: ModelRef) => noting(({ model }) => model(ref)),
    mongooseMajor: context.mongooseMajor,
    modelsNamed: (name, from) => noting(({ modelsNamed }) => modelsNamed(name, from)),
  });
  const made = known && isSame(known.read, now) ? known.read : now;
  const { grounds, finding } = memory;
  memory.queries.set(issued, { texts, asked, read: made, grounds, finding });
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
  const { grounds, finding } = memory;
  if (before && areSame(before.of, of) && areAsTheyWere(before.texts, happenings)) {
    const isOfTheSame =
      before.finding === finding && [...before.models].every((model) => isLast(memory, model));
    if (before.grounds === grounds || isOfTheSame) {
      before.grounds = grounds;
      before.finding = finding;
      return before.made;
    }
  }
  const calls = read();
  const made = before && areSame(before.calls, calls) ? before.made : make(calls);
  const known = of.flatMap((issued) => memory.queries.get(issued) ?? []);
  const texts = new Map(known.flatMap(({ texts }) => [...texts]));
  const models = new Set(known.flatMap(({ asked }) => asked.flatMap(([, answer]) => answer ?? [])));
  memory.files.set(file, { of, texts, models, grounds, finding, calls, made });
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
