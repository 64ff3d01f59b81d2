import { link } from "../catalog/link.js";
import { newMemory } from "../catalog/memory.js";
import { lineOf } from "../catalog/places.js";
import type { Catalog } from "../catalog/types.js";
import { dialects } from "../dialects/index.js";
import { amender } from "../interpret/amend.js";
import type { Happening, Happenings } from "../interpret/happenings.js";
import { interpret } from "../interpret/index.js";
import { editBetween, type TextEdit } from "../interpret/shift.js";
import type { Origin } from "./cache/index.js";
import type { Config } from "./config.js";
import type { Disk } from "./disk.js";
import { knownIndexes } from "./known.js";
import type { Snapshot } from "./snapshot.js";
import type { Source } from "./sources.js";

export { readModule } from "../syntax/read.js";

/** What a project did, to make catalogs of. */
export interface Read {
  readonly happenings: Happenings;
  /** Makes a catalog of happenings amended in parts. */
  readonly relink: (happenings: Happenings) => Catalog;
}

/** What an earlier run read of a project that stands as it stood. */
export function resume(origin: Origin, { root, packageOf }: Snapshot, config: Config, disk: Disk): Read {
  return { happenings: { ...origin, root, packageOf }, relink: relinking(config, disk) };
}

function relinking(config: Config, disk: Disk): Read["relink"] {
  const options = { knownIndexes: knownIndexes(config, disk), memory: newMemory() };
  return (happenings) => link(happenings, options);
}

/** Reads a project at one moment: modules to happenings to catalog. `onInterpreted`: no module is needed from here on. */
export function readProject(
  snapshot: Snapshot,
  config: Config,
  disk: Disk,
  onInterpreted: () => void,
): Read & { readonly catalog: Catalog } {
  const seen = interpret(snapshot, dialects);
  onInterpreted();
  const unread = snapshot.gaps.map((gap) => [gap.at.file, [0]] as const);
  const happenings = {
    ...seen,
    list: [...seen.list, ...snapshot.gaps],
    lines: { ...Object.fromEntries(unread), ...seen.lines },
  };
  const relink = relinking(config, disk);
  return { catalog: relink(happenings), happenings, relink };
}

/** Reads one file of a project anew as it is typed, in the light of all that is known. null: it cannot be read. */
export function startTyping(
  { catalog, happenings, relink }: Read & { readonly catalog: Catalog },
  snapshot: Snapshot,
  file: string,
  saved: string,
): (now: Source, text: string) => Catalog | null {
  const amend = amender(happenings, file, lineOf);
  let before: { readonly reach: string; readonly list: readonly Happening[] } | null = null;

  const isRooted = snapshot.roots.includes(file);
  const alone = (project: Snapshot, gated: boolean, start: number, end: number): readonly Happening[] => {
    const within = { file, start, end, isRoot: gated || isRooted };
    return interpret({ ...project, roots: [file], gated: gated ? [file] : [], within }, dialects).list;
  };
  const beforeThe = ({ start, end }: TextEdit): readonly Happening[] => {
    const reach = `${start}-${end}`;
    if (before?.reach !== reach)
      before = { reach, list: alone(snapshot, snapshot.gated.includes(file), start, end) };
    return before.list;
  };

  return (now, text) => {
    const edit = editBetween(file, saved, text);
    if (edit === null) return catalog;
    const module = now.module();
    if (module === null) return null;
    const typed = {
      ...snapshot,
      module: (asked: string) => (asked === file ? module : snapshot.module(asked)),
    };
    const read = {
      before: beforeThe(edit),
      after: alone(typed, now.gated, edit.start, edit.newEnd),
    };
    const amended = amend(edit, module, read);
    return amended === happenings ? catalog : relink(amended);
  };
}
