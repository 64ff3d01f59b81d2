import type { Datum } from "../../interpret/happenings.js";
import type { Json, Sort } from "../types.js";
import { noConditions } from "./conditions.js";
import type { Conditions } from "./conditions.js";
import type { Projection } from "./projection.js";
import { merged, readSort } from "./sort.js";
import { toJson } from "./values.js";

/** A query while its call and its chain are read. */
export interface Shape {
  operation: string;
  readonly native: boolean;
  readonly mongooseMajor: number | null;
  readonly conditions: Conditions;
  sort: Sort | "unknown" | null;
  projection: Projection | undefined;
  limit: number | "unknown" | undefined;
  skip: number | "unknown" | undefined;
  hint: Json | undefined;
  collation: Json | undefined;
  upsert: boolean;
  /** Arguments of `populate`, with the place of the call when it is a chained one. */
  readonly populates: { readonly args: readonly Datum[]; readonly step: number | null }[];
  /** Something but the filter rests on a condition in the code. */
  assumed: boolean;
  /** Calls that would throw, or could not be followed. */
  readonly troubles: string[];
}

/** An empty query of this operation. */
export const newShape = (operation: string, native: boolean, mongooseMajor: number | null = null): Shape => ({
  operation,
  native,
  mongooseMajor,
  conditions: noConditions(),
  sort: null,
  projection: undefined,
  limit: undefined,
  skip: undefined,
  hint: undefined,
  collation: undefined,
  upsert: false,
  populates: [],
  assumed: false,
  troubles: [],
});

/** Adds a sort to the query: later keys follow earlier ones; a conditional second sort leaves the order unknown. */
export function addSort(shape: Shape, datum: Datum | undefined, maybe: boolean, override = false): void {
  const read = readSort(datum, shape.native);
  if (read.throws !== undefined && !isBefore(shape, read.since)) shape.troubles.push(`sort: ${read.throws}`);
  if (read.sort === null) return;
  if (read.assumed || maybe) shape.assumed = true;
  if (shape.sort === null || (override && !maybe) || (shape.native && !maybe)) shape.sort = read.sort;
  else if (shape.sort === "unknown" || read.sort === "unknown" || maybe) shape.sort = "unknown";
  else shape.sort = merged(shape.sort, read.sort);
}

const isBefore = ({ mongooseMajor }: Shape, since: number | undefined): boolean =>
  since !== undefined && mongooseMajor !== null && mongooseMajor < since;

/** A limit or skip: undefined when there is none. */
export function readCount(datum: Datum | undefined): number | "unknown" | undefined {
  if (datum === undefined || datum.t === "undefined" || datum.t === "function") return undefined;
  if (datum.t !== "prim") return "unknown";
  if (datum.v === null || datum.v === "") return undefined;
  const number = Number(datum.v);
  return Number.isNaN(number) ? undefined : number;
}

/** A hint or collation as written; undefined when there is none or it is not known. */
export function readPlain(datum: Datum | undefined): Json | undefined {
  const value = datum === undefined || datum.t === "undefined" ? undefined : toJson(datum);
  return value === null ? undefined : value;
}
