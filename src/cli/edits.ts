import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CollectionAdvice } from "../catalog/advice.js";
import type { Model } from "../catalog/types.js";
import { showKeys } from "../planner/index.js";
import { applyEdits, editsFor, type Edit } from "../syntax/edits.js";
import type { Change } from "../verdict/index.js";
import { writeAtomic } from "../workspace/write.js";

/** A change of the schema files, in words and as edits; null edits: its code is not understood. */
export interface Planned {
  readonly file: string;
  readonly title: string;
  readonly edits: readonly Edit[] | null;
}

/** What advice means for the schema files: additions beside their schema, and removals nothing stands against. */
export function plannedEdits(
  all: readonly CollectionAdvice[],
  textOf: (file: string) => string | null,
): Planned[] {
  return all.flatMap((advice) => [
    ...advice.drop.flatMap(({ index, blockers }) =>
      blockers.length === 0 && index.at && index.via !== "operation"
        ? [planned({ kind: "removeIndex", at: index.at }, `drop ${showKeys(index.keys)}`, textOf)]
        : [],
    ),
    ...advice.add.flatMap(({ keys, options, serves }) => {
      const schemaAt = ownerOf(advice, serves[0]?.modelId ?? null)?.schemaAt;
      if (!schemaAt) return [];
      return [planned({ kind: "addIndex", schemaAt, keys, options }, `add ${showKeys(keys)}`, textOf)];
    }),
  ]);
}

/** The model that shall declare an index: the base of a collection, for its index serves every model of it. */
function ownerOf({ models }: CollectionAdvice, asking: string | null): Model | undefined {
  return models.find(({ base }) => base === undefined) ?? models.find(({ id }) => id === asking);
}

function planned(change: Change, title: string, textOf: (file: string) => string | null): Planned {
  const { file } = change.kind === "addIndex" ? change.schemaAt : change.at;
  const text = textOf(file);
  return { file, title, edits: text === null ? null : editsFor(file, text, change) };
}

/** Makes the edits, each file whole or not at all; returns the files changed. */
export function makeEdits(root: string, all: readonly Planned[]): string[] {
  const files = [...new Set(all.flatMap(({ file, edits }) => (edits && edits.length > 0 ? [file] : [])))];
  for (const file of files) {
    const path = join(root, file);
    const saved = readFileSync(path, "utf8");
    const mark = saved.startsWith("\uFEFF") ? "\uFEFF" : "";
    const edits = apart(all.flatMap((one) => (one.file === file ? (one.edits ?? []) : [])));
    writeAtomic(path, mark + applyEdits(saved.slice(mark.length), edits));
  }
  return files;
}

/** Edits that do not touch each other, in an order that keeps insertions at one place as they were asked for. */
function apart(edits: readonly Edit[]): Edit[] {
  const kept: Edit[] = [];
  for (const edit of edits) {
    const clashes = kept.some(({ start, end }) => edit.start < end && start < edit.end);
    if (!clashes) kept.unshift(edit);
  }
  return kept;
}
