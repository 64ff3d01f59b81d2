import { prefixOf, depth } from "./entry.js";
import type { Entry } from "./entry.js";

/** Stands in the wildcard's place when only the ordinary keys of a compound wildcard index are used. */
export const NO_PATH = "$_path";

const MAX_ARRAY_INDEXES = 8;
const isNumeric = (component: string): boolean => /^(0|[1-9]\d*)$/.test(component);

/** A wildcard index acts as one index per queried path it holds (I9). */
export function expandWildcard(entry: Entry, fields: Iterable<string>): Entry[] {
  const expanded: Entry[] = [];
  let usesOther = false;
  for (const field of fields) {
    const other = entry.paths.indexOf(field);
    if (other !== -1) usesOther ||= other < entry.wildcard;
    else if (holds(entry, field)) {
      const made = expand(entry, field);
      if (made) expanded.push(made);
    }
  }
  if (usesOther) expanded.push({ ...entry, paths: withPath(entry, NO_PATH), multikey: false, arrays: null });
  return expanded;
}

const withPath = (entry: Entry, path: string): string[] =>
  entry.paths.map((own, position) => (position === entry.wildcard ? path : own));

function expand(entry: Entry, field: string): Entry | undefined {
  const components = arrayComponents(entry, field);
  if (!answers(entry, field, components)) return undefined;
  const arrays = entry.paths.map((_, position) => (position === entry.wildcard ? components : []));
  return {
    ...entry,
    paths: withPath(entry, field),
    multikey: components.length > 0,
    arrays: components.length > 0 ? arrays : null,
  };
}

/** Does the index hold this path, by its root (`a.$**`) and its projection? */
function holds(entry: Entry, field: string): boolean {
  const root = entry.paths[entry.wildcard] ?? "";
  if (root !== "$**") {
    const base = root.slice(0, -4);
    return field === base || field.startsWith(`${base}.`);
  }
  if (!entry.projection) return field !== "_id" && !field.startsWith("_id.");
  return projected(entry.projection, field);
}

const within = (field: string, path: string): boolean => field === path || field.startsWith(`${path}.`);
const isOn = (value: unknown): boolean => value !== 0 && value !== false;

function projected(projection: Record<string, unknown>, field: string): boolean {
  const paths = flatten(projection);
  const inclusive = paths.some(([path, value]) => path !== "_id" && isOn(value));
  const named = paths.some(([path, value]) => within(field, path) && isOn(value));
  if (within(field, "_id") && !paths.some(([path]) => path === "_id")) return false;
  return inclusive ? named : !paths.some(([path, value]) => within(field, path) && !isOn(value));
}

function flatten(projection: Record<string, unknown>, prefix = ""): [string, unknown][] {
  return Object.entries(projection).flatMap(([key, value]): [string, unknown][] =>
    typeof value === "object" && value !== null
      ? flatten(value as Record<string, unknown>, `${prefix}${key}.`)
      : [[prefix + key, value]],
  );
}

function arrayComponents(entry: Entry, field: string): number[] {
  const found: number[] = [];
  if (entry.arrayPaths.size === 0) return found;
  const count = depth(field);
  for (let at = 0; at < count; at++) if (isKnownArray(entry, prefixOf(field, at + 1), found)) found.push(at);
  return found;
}

function isKnownArray(entry: Entry, path: string, before: readonly number[]): boolean {
  if (entry.arrayPaths.has(path)) return true;
  const parts = path.split(".");
  if (!parts.some(isNumeric)) return false;
  return [...entry.arrayPaths].some((known) => matchesIgnoringIndexes(parts, known.split("."), before));
}

function matchesIgnoringIndexes(
  path: readonly string[],
  known: readonly string[],
  arrays: readonly number[],
): boolean {
  let skipped = 0;
  for (const [at, part] of path.entries()) {
    if (at - skipped >= known.length) return false;
    if (part === known[at - skipped]) continue;
    if (!arrays.includes(at - 1) || !isNumeric(part)) return false;
    skipped++;
  }
  return path.length === known.length + skipped;
}

/** Positions in a path that may be array indexes: a number right after an array. */
export function arrayIndexes(field: string, components: readonly number[]): number[] {
  const parts = field.split(".");
  return components.map((at) => at + 1).filter((at) => at < parts.length && isNumeric(parts[at] ?? ""));
}

function answers(entry: Entry, field: string, components: readonly number[]): boolean {
  if (components.length === 0) return true;
  const indexes = arrayIndexes(field, components);
  if (indexes.length === 0) return true;
  if (indexes.length > MAX_ARRAY_INDEXES) return false;
  const parts = field.split(".");
  if (indexes.some((at) => isNumeric(parts[at + 1] ?? ""))) return false;
  if (!entry.projection) return true;
  const included = flatten(entry.projection).find(([path, value]) => isOn(value) && within(field, path));
  return !included || (indexes[0] ?? 0) >= depth(included[0]);
}
