import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CollectionAdvice } from "../catalog/advice.js";
import type { Model, Place } from "../catalog/types.js";
import { showKeys } from "../planner/index.js";
import { applyEdits, editsFor } from "../syntax/edits.js";
import type { Change } from "../verdict/index.js";
import { writeAtomic } from "../workspace/write.js";

/** A change of a schema file, in words and as data. */
export interface Planned {
  readonly file: string;
  readonly title: string;
  readonly change: Change;
  /** False: the code there is not understood, or the change rests on one that is not. */
  readonly isClear: boolean;
}

type TextOf = (file: string) => string | null;

/** What advice means for the schema files: additions beside their schema, and removals nothing stands against. */
export function plannedChanges(all: readonly CollectionAdvice[], textOf: TextOf): Planned[] {
  return all.flatMap((advice) => {
    const added = advice.add.flatMap(({ keys, options, name, serves }) => {
      const schemaAt = ownerOf(advice, serves[0]?.modelId ?? null)?.schemaAt;
      if (!schemaAt) return [];
      return [
        { name, ...planned({ kind: "addIndex", schemaAt, keys, options }, `add ${showKeys(keys)}`, textOf) },
      ];
    });
    const removed = advice.drop.flatMap(({ index, by, blockers }) => {
      if (blockers.length > 0 || !index.at || index.via === "operation") return [];
      const removal = planned({ kind: "removeIndex", at: index.at }, `drop ${showKeys(index.keys)}`, textOf);
      const isTakenOver = advice.add.every(
        ({ name }) => !by.includes(name) || added.some((one) => one.name === name && one.isClear),
      );
      return [{ ...removal, isClear: removal.isClear && isTakenOver }];
    });
    return [...removed, ...added];
  });
}

/** The model that shall declare an index: the base of a collection, for its index serves every model of it. */
function ownerOf({ models }: CollectionAdvice, asking: string | null): Model | undefined {
  return models.find(({ base }) => base === undefined) ?? models.find(({ id }) => id === asking);
}

function planned(change: Change, title: string, textOf: TextOf): Planned {
  const { file } = placeOf(change);
  const text = textOf(file);
  return { file, title, change, isClear: text !== null && editsFor(file, text, change) !== null };
}

const placeOf = (change: Change): Place => (change.kind === "addIndex" ? change.schemaAt : change.at);

/** Makes the changes that are clear, each file whole or not at all; returns the files changed. */
export function makeChanges(root: string, all: readonly Planned[]): string[] {
  const clear = all.filter(({ isClear }) => isClear);
  return [...new Set(clear.map(({ file }) => file))].filter((file) => {
    const path = join(root, file);
    const saved = readFileSync(path, "utf8");
    const mark = saved.startsWith("\uFEFF") ? "\uFEFF" : "";
    const changes = clear.flatMap((one) => (one.file === file ? [one.change] : []));
    const text = changed(file, saved.slice(mark.length), changes);
    if (text !== null) writeAtomic(path, mark + text);
    return text !== null;
  });
}

/** Changes from the end of the file to its start: what is changed below moves no place above. */
function changed(file: string, text: string, changes: readonly Change[]): string | null {
  const upwards = [...changes].sort(
    (a, b) => placeOf(b).line - placeOf(a).line || placeOf(b).column - placeOf(a).column,
  );
  return upwards.reduce<string | null>((now, change) => {
    const edits = now === null ? null : editsFor(file, now, change);
    return now === null || edits === null ? null : applyEdits(now, edits);
  }, text);
}
