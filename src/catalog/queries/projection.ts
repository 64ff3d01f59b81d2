import type { Datum } from "../../interpret/happenings.js";

export type Projection = { readonly [path: string]: 0 | 1 } | "unknown";

/** Reads a projection in any form `select(…)` takes; undefined when it selects nothing in particular (M72). */
export function readProjection(datum: Datum | undefined): Projection | undefined {
  if (datum === undefined) return undefined;
  switch (datum.t) {
    case "prim":
      return typeof datum.v === "string" ? readNames(datum.v.split(/\s+/)) : undefined;
    case "object":
      return readObject(datum);
    case "array": {
      const names = datum.items.map((item) => (!item.maybe && item.value.t === "prim" ? item.value.v : null));
      const known = datum.rest === undefined && names.every((name) => typeof name === "string");
      return known ? readNames(names) : "unknown";
    }
    case "undefined":
    case "function":
      return undefined;
    default:
      return "unknown";
  }
}

/** `name -_id +secret`: a plus only lifts a `select: false`. */
function readNames(names: readonly string[]): Projection | undefined {
  const projection = new Map<string, 0 | 1>();
  for (const name of names) {
    if (name.startsWith("-")) projection.set(name.slice(1), 0);
    else if (name !== "" && !name.startsWith("+")) projection.set(name, 1);
  }
  return orNothing(projection);
}

function readObject(datum: Datum & { t: "object" }): Projection | undefined {
  if (datum.open) return "unknown";
  const projection = new Map<string, 0 | 1>();
  for (const { key, value, maybe } of datum.entries) {
    if (maybe || value.t !== "prim" || typeof value.v === "string" || value.v === null) return "unknown";
    projection.set(key, value.v ? 1 : 0);
  }
  return orNothing(projection);
}

/** Two selections one after the other. */
export function mergedProjection(
  a: Projection | undefined,
  b: Projection | undefined,
): Projection | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a === "unknown" || b === "unknown" ? "unknown" : { ...a, ...b };
}

const orNothing = (projection: ReadonlyMap<string, 0 | 1>): Projection | undefined =>
  projection.size > 0 ? Object.fromEntries(projection) : undefined;
