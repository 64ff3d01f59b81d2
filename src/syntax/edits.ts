import { addIndex } from "./edits/add.js";
import { declarationAt } from "./edits/find.js";
import { openPage, type Edit, type Spot } from "./edits/page.js";
import type { Pairs } from "./edits/print.js";
import { removeIndex, removeOption } from "./edits/remove.js";
import { setKeys, setOption } from "./edits/set.js";

export type { Edit, Spot } from "./edits/page.js";

/** What shall change: the part of it that concerns the text. */
export type TextChange =
  | { readonly kind: "removeIndex"; readonly at: Spot }
  | { readonly kind: "addIndex"; readonly schemaAt: Spot; readonly keys: Pairs; readonly options: object }
  | { readonly kind: "setKeys"; readonly at: Spot; readonly keys: Pairs }
  | { readonly kind: "removeOption"; readonly at: Spot; readonly option: string }
  | { readonly kind: "setOption"; readonly at: Spot; readonly option: string; readonly value: unknown };

/** The edits that make a change in this text (without BOM); null where the style of the code is not understood. */
export function editsFor(file: string, text: string, change: TextChange): readonly Edit[] | null {
  const page = openPage(file, text);
  if (change.kind === "addIndex") return addIndex(page, change);
  const found = declarationAt(page, change.at);
  if (!found) return null;
  if (change.kind === "removeIndex") return removeIndex(page, found);
  if (change.kind === "setKeys") return setKeys(page, found, change.keys);
  if (change.kind === "removeOption") return removeOption(page, found, change.option);
  return setOption(page, found, change.option, change.value);
}

/** The text with the edits made. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const backwards = [...edits].sort((a, b) => b.start - a.start);
  return backwards.reduce(
    (now, { start, end, text: put }) => now.slice(0, start) + put + now.slice(end),
    text,
  );
}
