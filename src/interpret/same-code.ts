import type { Module } from "../syntax/tree.js";
import { shiftOf, type TextEdit } from "./shift.js";

/** Is a file the same program after an edit, each piece of it where the edit has moved it? Comments and layout are no code. */
export function isSameCode(edit: TextEdit, before: Module, after: Module): boolean {
  const { start, end } = shiftOf(edit);
  if (before.error || after.error || before.esm !== after.esm) return false;
  return same(before.body, after.body) && same(before.specifiers, after.specifiers);

  function same(a: unknown, b: unknown): boolean {
    if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
    if (Array.isArray(a))
      return Array.isArray(b) && a.length === b.length && a.every((x, i) => same(x, b[i]));
    const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
    const keys = Object.keys(left);
    return (
      keys.length === Object.keys(right).length && keys.every((key) => samePart(key, left[key], right[key]))
    );
  }
  function samePart(key: string, a: unknown, b: unknown): boolean {
    if (typeof a !== "number" || (key !== "s" && key !== "e")) return same(a, b);
    return (key === "s" ? start : end)(a) === b;
  }
}
