import { link } from "../catalog/link.js";
import type { Catalog } from "../catalog/types.js";
import { dialects } from "../dialects/index.js";
import { interpret } from "../interpret/index.js";
import type { Config } from "./config.js";
import type { Disk } from "./disk.js";
import { knownIndexes } from "./known.js";
import type { Snapshot } from "./snapshot.js";

export { readModule } from "../syntax/read.js";

/** Reads a project at one moment: modules to happenings to catalog. */
export function readCatalog(snapshot: Snapshot, config: Config, disk: Disk): Catalog {
  const happenings = interpret(snapshot, dialects);
  const unread = snapshot.gaps.map((gap) => [gap.at.file, [0]] as const);
  return link(
    {
      ...happenings,
      list: [...happenings.list, ...snapshot.gaps],
      lines: { ...Object.fromEntries(unread), ...happenings.lines },
    },
    { knownIndexes: knownIndexes(config, disk) },
  );
}
