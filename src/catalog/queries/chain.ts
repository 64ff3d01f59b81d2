import type { Datum } from "../../interpret/happenings.js";
import { setEntry } from "./conditions.js";
import type { Conditions } from "./conditions.js";
import type { Shape } from "./shape.js";

/** The chain being read: `path` is what `where(path)` last named. */
export interface Chain {
  readonly shape: Shape;
  path: string | null;
  /** When it named one of several: all of them. */
  either: readonly string[];
  /** The geo operator `within()` or `intersects()` has chosen. */
  geo: "$geoWithin" | "$geoIntersects" | null;
}

/** Adds one operator to what is already asked of a path; a plain value gives way (M66). */
export function addOperator(
  conditions: Conditions,
  path: string,
  operator: string,
  value: Datum,
  maybe: boolean,
): void {
  const before = conditions.entries.get(path);
  const isOperators =
    before?.value.t === "object" && before.value.entries.some((entry) => entry.key.startsWith("$"));
  const kept = isOperators && before.value.t === "object" ? before.value : null;
  const others = kept?.entries.filter((entry) => entry.key !== operator) ?? [];
  const added = { key: operator, value, ...(maybe && kept !== null && { maybe: true as const }) };
  const operators: Datum = { t: "object", entries: [...others, added], open: kept?.open ?? false };
  const always = kept !== null && before?.maybe !== true;
  if (always) conditions.entries.set(path, { key: path, value: operators });
  else
    setEntry(
      conditions,
      { key: path, value: operators },
      maybe || (kept !== null && before?.maybe === true && maybe),
    );
}
