import type { Datum, Entry } from "../../interpret/happenings.js";
import { toConditions } from "./conditions.js";
import { mergedProjection, readProjection } from "./projection.js";
import { addSort, readCount, readPlain } from "./shape.js";
import type { Shape } from "./shape.js";

const OPTION_NAMES = new Set(
  "sort limit skip hint collation projection select fields upsert populate lean session new strict batchSize timeout readPreference maxTimeMS allowDiskUse multi comment readConcern".split(
    " ",
  ),
);

/** Applies an options object (M70): of `find(filter, projection, options)`, `setOptions`, the driver's second argument. */
export function applyOptions(shape: Shape, datum: Datum | undefined, maybe = false): void {
  if (datum === undefined) return;
  const options = toConditions(datum);
  for (const entry of options.entries.values()) applyOption(shape, entry, maybe || entry.maybe === true);
  if (options.open && !options.entries.has("sort") && SORTED_MANY.has(shape.operation))
    shape.sort = "unknown";
}

const SORTED_MANY = new Set(["find", "paginate"]);

function applyOption(shape: Shape, { key, value }: Entry, maybe: boolean): void {
  switch (key) {
    case "sort":
      return addSort(shape, value, maybe);
    case "limit":
      shape.limit = readCount(value);
      return;
    case "skip":
    case "offset":
      shape.skip = readCount(value);
      return;
    case "hint":
      shape.hint = readPlain(value);
      return;
    case "collation":
      shape.collation = readPlain(value);
      return;
    case "projection":
    case "select":
    case "fields":
      shape.projection = mergedProjection(shape.projection, readProjection(value));
      return;
    case "upsert":
      shape.upsert = value.t === "prim" ? Boolean(value.v) : value.t !== "undefined";
      return;
    case "populate":
      shape.populates.push({ args: [value], step: null });
      return;
  }
}

/** Old drivers take a projection where newer ones take options: told apart by the names of its keys. */
export function looksLikeOptions(datum: Datum | undefined): boolean {
  if (datum?.t !== "object") return true;
  return datum.entries.length === 0 || datum.entries.some((entry) => OPTION_NAMES.has(entry.key));
}
