import type { Datum } from "../../interpret/happenings.js";
import type { Filter, Predicate } from "../types.js";
import { readProjection } from "./projection.js";

/** Which fields earlier stages of a pipeline have computed, removed or renamed. */
export interface Changes {
  readonly paths: Set<string>;
  /** After an inclusive projection: the only paths that are still those of the document. */
  only: Set<string> | null;
}

/** Notes what a stage does to the fields that later stages see. */
export function noteChanges(changes: Changes, op: string, arg: Datum): void {
  switch (op) {
    case "$project":
      return noteProjection(changes, arg);
    case "$addFields":
    case "$set":
      if (arg.t !== "object" || arg.open) changes.only = new Set();
      if (arg.t === "object") for (const entry of arg.entries) changes.paths.add(entry.key);
      return;
    case "$unset":
      for (const path of strings(arg)) changes.paths.add(path);
      return;
    case "$lookup":
    case "$graphLookup": {
      const as = arg.t === "object" ? arg.entries.find((entry) => entry.key === "as")?.value : undefined;
      if (as?.t === "prim" && typeof as.v === "string") changes.paths.add(as.v);
      else changes.only = new Set();
    }
  }
}

function noteProjection(changes: Changes, arg: Datum): void {
  const plain = arg.t === "prim" ? readProjection(arg) : undefined;
  const entries =
    plain !== undefined && plain !== "unknown"
      ? Object.entries(plain)
      : arg.t === "object" && !arg.open
        ? arg.entries.map((entry): [string, unknown] => [
            entry.key,
            entry.value.t === "prim" ? entry.value.v : "computed",
          ])
        : null;
  if (entries === null) {
    changes.only = new Set();
    return;
  }
  const kept = new Set(["_id"]);
  let inclusive = false;
  for (const [path, value] of entries) {
    const included = value === 1 || value === true;
    if (included || value === "computed" || typeof value === "string") inclusive = true;
    if (included) kept.add(path);
    else changes.paths.add(path);
  }
  if (inclusive) changes.only = kept;
}

/** Is this path no longer what is stored? */
export function isChanged(changes: Changes, path: string): boolean {
  if (path.startsWith("$")) return changes.only !== null || changes.paths.size > 0;
  for (const changed of changes.paths) if (overlap(changed, path)) return true;
  if (changes.only === null) return false;
  for (const kept of changes.only) if (path === kept || path.startsWith(`${kept}.`)) return false;
  return true;
}

/** Does any part of the filter speak of a changed path? */
export const touches = (changes: Changes, filter: Filter): boolean =>
  filter.all.some((each: Predicate) => isChanged(changes, each.path)) ||
  filter.any.some((branches) => branches.some((branch) => touches(changes, branch))) ||
  filter.nor.some((branch) => touches(changes, branch));

const overlap = (a: string, b: string) => a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);

const strings = (datum: Datum): string[] =>
  datum.t === "prim" && typeof datum.v === "string"
    ? [datum.v]
    : datum.t === "array"
      ? datum.items.flatMap((item) => strings(item.value))
      : [];
