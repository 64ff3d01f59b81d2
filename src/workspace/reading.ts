import { link } from "../catalog/link.js";
import { newMemory } from "../catalog/memory.js";
import { lineOf } from "../catalog/places.js";
import type { Catalog } from "../catalog/types.js";
import { dialects } from "../dialects/index.js";
import { amender } from "../interpret/amend.js";
import type { Happening, Happenings } from "../interpret/happenings.js";
import { interpret, type Ran } from "../interpret/index.js";
import { isSameCode, type Pairing } from "../interpret/same-code.js";
import { editBetween, shiftOf, type TextEdit } from "../interpret/shift.js";
import type { Module } from "../syntax/tree.js";
import { outermostFunction } from "../syntax/outermost.js";
import type { Origin } from "./cache/index.js";
import type { Config } from "./config.js";
import type { Disk } from "./disk.js";
import { knownIndexes } from "./known.js";
import type { Snapshot } from "./snapshot.js";
import type { Source } from "./sources.js";
import type { Project } from "./types.js";

/** What a project did, to make catalogs of. */
export interface Read {
  readonly happenings: Happenings;
  readonly ran: Ran;
  /** Makes a catalog of happenings amended in parts. */
  readonly relink: (happenings: Happenings) => Catalog;
}

/** What an earlier run read of a project that stands as it stood. */
export function resume(
  { ran, ...told }: Origin,
  project: Pick<Project, "root" | "packageOf">,
  config: Config,
  disk: Disk,
): Read {
  const packageOf: Happenings["packageOf"] = (file) => project.packageOf(file);
  return { happenings: { ...told, root: project.root, packageOf }, ran, relink: relinking(config, disk) };
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
): Known {
  const seen = interpret(snapshot, dialects);
  onInterpreted();
  const unread = snapshot.gaps.map((gap) => [gap.at.file, [0]] as const);
  const happenings = {
    ...seen,
    list: [...seen.list, ...snapshot.gaps],
    lines: { ...Object.fromEntries(unread), ...seen.lines },
  };
  const relink = relinking(config, disk);
  return { catalog: relink(happenings), happenings, ran: seen.ran, relink };
}

/** A catalog, and what it was made of. */
export interface Known extends Read {
  readonly catalog: Catalog;
}

/** Reads one file of a project anew as it is typed. */
export interface Typist {
  /** All that is known, with this text of the file; null: it cannot be read. */
  read(now: Source, text: string): Known | null;
  /** Do others do something through what differs in this text? What that is now only the whole project can tell. */
  isPassedThrough(text: string): boolean;
}

/** Starts to read one file as it is typed, in the light of all that is known. `saved`: its text until now. */
export function startTyping(known: Known, snapshot: Snapshot, file: string, saved: string): Typist {
  const { happenings, relink } = known;
  const { [file]: here, ...ran } = known.ran;
  const ranHere = here ? new Set(here) : null;
  const { amend, passages } = amender(happenings, file, lineOf);
  // Once it is saved, the snapshot answers with what it is by then.
  const original = snapshot.module(file);
  let before: { readonly reach: string; readonly list: readonly Happening[] } | null = null;

  const isRooted = snapshot.roots.includes(file);
  const isGated = snapshot.gated.includes(file);
  const alone = (as: Module | null, gated: boolean, start: number, end: number): readonly Happening[] => {
    const within = { file, start, end, isRoot: gated || isRooted };
    const module = (asked: string): Module | null => (asked === file ? as : snapshot.module(asked));
    const project = { ...snapshot, roots: [file], gated: gated ? [file] : [], module, within };
    return interpret(project, dialects).list;
  };
  const beforeThe = ({ start, end }: TextEdit): readonly Happening[] => {
    const reach = `${start}-${end}`;
    if (before?.reach !== reach) before = { reach, list: alone(original, isGated, start, end) };
    return before.list;
  };

  const read: Typist["read"] = (now, text) => {
    const edit = editBetween(file, saved, text);
    if (edit === null) return known;
    const module = now.module();
    if (module === null) return null;
    const { start, end } = shiftOf(edit);
    const isPair: Pairing = (was, now, is) => (is === "start" ? start : end)(was) === now;
    const isCode =
      original === null || now.gated !== isGated || !isSameCode(original, module, isPair, ranHere);
    const amended = amend(edit, module, {
      before: isCode ? beforeThe(edit) : [],
      after: isCode ? alone(module, now.gated, edit.start, edit.newEnd) : [],
    });
    return {
      catalog: amended.isStill ? known.catalog : relink(amended.happenings),
      happenings: amended.happenings,
      ran,
      relink,
    };
  };
  const isPassedThrough: Typist["isPassedThrough"] = (text) => {
    const edit = editBetween(file, saved, text);
    if (edit === null) return false;
    const around = original && outermostFunction(original, edit.start, edit.end);
    return passages.some(({ start, end }) => around === null || (around.s <= start && end <= around.e));
  };
  return { read, isPassedThrough };
}
