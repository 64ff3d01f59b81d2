import type { Happenings } from "../interpret/happenings.js";
import { withCreations } from "./creations.js";
import { groupBy } from "./group.js";
import { inOrder, rememberFile, rememberQueries, type Memory } from "./memory.js";
import { compareText, placesOf } from "./places.js";
import { planQueries } from "./plans.js";
import { mergeAlike, readQueries, type QueriesRead, type QueryContext } from "./queries/index.js";
import type { Strands } from "./strands.js";
import type { Query } from "./types.js";
import type { World } from "./world.js";

/** All queries with their plans, in the order of their places. */
export function linkQueries(
  happenings: Happenings,
  { queries, created }: Strands,
  world: World,
  memory: Memory,
): QueriesRead {
  const place = placesOf(happenings.lines);
  const context: QueryContext = {
    place,
    model: world.find,
    mongooseMajor: (file: string) => happenings.packageOf(file).mongooseMajor,
    modelsNamed: (name, from) => world.find({ by: "name", name, from: from?.at?.file ?? "" }),
  };
  const together = (calls: readonly QueriesRead[]): QueriesRead => ({
    queries: inOrder(memory, mergeAlike(calls.flatMap(({ queries }) => queries))),
    gaps: calls.flatMap(({ gaps }) => gaps),
  });
  const read = [...queries].sort(byName).map(([file, all]) => {
    const each = (): readonly QueriesRead[] =>
      all.map((issued) =>
        rememberQueries(memory, issued, happenings, context, (context) => readQueries(issued, context)),
      );
    return [file, rememberFile(memory, file, all, happenings, each, together)] as const;
  });
  const planned = [...byFile(read, memory)].sort(byName).flatMap(([file, asked]) => {
    const made = planQueries(asked, world, memory);
    const within = created.get(file);
    return within ? withCreations(made, within, place) : made;
  });
  return { queries: planned, gaps: read.flatMap(([, { gaps }]) => gaps) };
}

/** The queries by the files they stand in: a populate may stand in another than the query it is of. */
function byFile(
  read: readonly (readonly [file: string, read: QueriesRead])[],
  memory: Memory,
): ReadonlyMap<string, readonly Query[]> {
  const files = new Map<string, readonly Query[]>();
  const add = (file: string, queries: readonly Query[]): void => {
    const others = files.get(file);
    files.set(file, others ? inOrder(memory, [...others, ...queries]) : queries);
  };
  for (const [file, { queries }] of read) {
    if (queries.every(({ at }) => at.file === file)) add(file, queries);
    else groupBy(queries, ({ at }) => at.file).forEach((some, home) => add(home, some));
  }
  return files;
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  compareText(a, b);
