import type { GapSeen, Happenings } from "../interpret/happenings.js";
import { linkQueries } from "./asked.js";
import type { KnownIndex } from "./collections.js";
import { newMemory, type Memory } from "./memory.js";
import { once } from "./once.js";
import { comparePlaces, compareText, placesOf, type PlaceOf } from "./places.js";
import { mongooseVersion } from "./replay/mongoose.js";
import { strandsOf } from "./strands.js";
import type { Catalog, Count, Gap } from "./types.js";
import { linkWorld } from "./world.js";

export type { KnownIndex } from "./collections.js";

export interface LinkOptions {
  /** Indexes that are there although no code declares them. */
  readonly knownIndexes?: readonly KnownIndex[];
  /** Of an earlier link of nearly the same happenings. */
  readonly memory?: Memory;
}

/** What the code base did, as a catalog: models with the indexes Mongoose answers, collections, queries with their plans. */
export function link(happenings: Happenings, options: LinkOptions = {}): Catalog {
  const { memory = newMemory(), knownIndexes = [] } = options;
  const strands = strandsOf(happenings.list, memory.strands);
  memory.strands = strands;
  const world = linkWorld(happenings, strands, knownIndexes, memory);
  const read = linkQueries(happenings, strands, world, memory);
  const gaps = distinct([...world.gaps, ...read.gaps, ...seenGaps(strands.gaps, placesOf(happenings.lines))]);
  const count = (read: number, what: Gap["what"]): Count => ({
    read,
    unknown: gaps.filter((gap) => gap.what === what).length,
  });
  const { models, collections, operations, schemas } = world;
  return {
    version: 1,
    source: "static",
    mongoose: mongooseVersion(),
    models,
    collections,
    queries: read.queries,
    operations,
    gaps,
    coverage: {
      schemas,
      models: count(models.filter(({ complete }) => complete).length, "model"),
      queries: count(read.queries.length, "query"),
      operations: count(world.understood, "operation"),
    },
  };
}

const seenGaps = (gaps: readonly GapSeen[], place: PlaceOf): Gap[] =>
  gaps.map(({ what, why, at }) => ({ what, why, at: place(at) }));

const textOf = once(({ what, why, at }: Gap): string => JSON.stringify([what, why, at]));

/** The gaps in the order of their places, each once. */
function distinct(gaps: readonly Gap[]): Gap[] {
  const told = new Map(gaps.map((gap) => [textOf(gap), gap]));
  return [...told.values()].sort(
    (a, b) => comparePlaces(a.at, b.at) || compareText(a.what, b.what) || compareText(a.why, b.why),
  );
}
