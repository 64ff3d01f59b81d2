import type { Datum, Entry } from "../../interpret/happenings.js";

type Unknown = Extract<Datum, { t: "unknown" }>;

/** A filter while it is being put together: Mongoose merges by key, the last one wins (M66). */
export interface Conditions {
  readonly entries: Map<string, Entry>;
  /** May hold further keys that are not known. */
  open: boolean;
  /** What made it open as a whole, when something did. */
  unknown: Unknown | null;
  /** One of several alternatives, joined. */
  joined: boolean;
}

export const noConditions = (): Conditions => ({
  entries: new Map(),
  open: false,
  unknown: null,
  joined: false,
});

/** A filter argument as conditions: null, undefined and callbacks are no filter (M61); alternatives are joined. */
export function toConditions(datum: Datum | undefined): Conditions {
  const conditions = noConditions();
  if (datum !== undefined) mergeInto(conditions, datum, false);
  return conditions;
}

/** Merges a filter into the conditions by key, as `find().find()` does. */
export function mergeInto(conditions: Conditions, datum: Datum, maybe: boolean): void {
  switch (datum.t) {
    case "prim":
    case "undefined":
    case "function":
      return;
    case "object":
      for (const entry of datum.entries) setEntry(conditions, entry, maybe);
      if (datum.open) conditions.open = true;
      if (datum.unknown !== undefined) conditions.unknown ??= { t: "unknown", why: datum.unknown };
      return;
    case "document":
      return setEntry(conditions, { key: "_id", value: datum }, maybe);
    case "union":
      return mergeAlternatives(conditions, datum.of, maybe);
    case "unknown":
      if (datum.kind?.length === 1 && datum.kind[0] === "objectId") {
        return setEntry(conditions, { key: "_id", value: datum }, maybe);
      }
      conditions.unknown ??= datum;
      conditions.open = true;
      return;
    default:
      conditions.open = true;
  }
}

/** Sets one key; what is set only on some paths is joined with what was there. */
export function setEntry(conditions: Conditions, entry: Entry, maybe = false): void {
  const before = conditions.entries.get(entry.key);
  if (!maybe && !entry.maybe) {
    conditions.entries.set(entry.key, entry);
    return;
  }
  if (before === undefined) {
    conditions.entries.set(entry.key, entry.maybe ? entry : { ...entry, maybe: true });
    return;
  }
  conditions.entries.set(entry.key, { ...before, value: { t: "union", of: [before.value, entry.value] } });
}

/** A key is certain when every known alternative has it; an unknown one only opens the filter, and may have what it was given. */
function mergeAlternatives(conditions: Conditions, alternatives: readonly Datum[], maybe: boolean): void {
  const read = alternatives.map(toConditions);
  for (const { open, unknown } of read) {
    if (open) conditions.open = true;
    conditions.unknown ??= unknown;
  }
  const whole = read.filter(({ unknown }) => unknown === null);
  const known = whole.length > 0 ? whole : read.filter(({ entries }) => entries.size > 0);
  for (const { entries } of read.filter((each) => !known.includes(each)))
    for (const entry of entries.values()) setEntry(conditions, entry, true);
  conditions.joined = true;
  const keys = new Set(known.flatMap((each) => [...each.entries.keys()]));
  for (const key of keys) {
    const entries = known.flatMap((each) => each.entries.get(key) ?? []);
    const first = entries[0];
    if (first === undefined) continue;
    const value: Datum =
      entries.length === 1 ? first.value : { t: "union", of: entries.map((entry) => entry.value) };
    const always = entries.length === known.length && entries.every((entry) => !entry.maybe);
    const { maybe: _, ...plain } = first;
    setEntry(conditions, always ? { ...plain, value } : { ...plain, value, maybe: true }, maybe);
  }
}
