import type { Part } from "../catalog/merge/types.js";
import type { Config } from "./config.js";
import { identity, type Disk } from "./disk.js";
import { layOut } from "./snapshot.js";
import { createSources } from "./sources.js";

/** Files of a workspace that mention something of ours and that no part tells of. */
export function untold(disk: Disk, root: string, config: Config, parts: readonly Part[]): readonly string[] {
  const top = identity(disk, root);
  const { listing, packages } = layOut(disk, top, config);
  const told = new Set(parts.flatMap(({ files }) => Object.keys(files)));
  const sources = createSources(disk, top);
  return listing.files.filter(
    (file) => !told.has(file) && packages.considered(file) && sources.get(file).gated,
  );
}
