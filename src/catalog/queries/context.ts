import type { ModelRef, Span } from "../../interpret/happenings.js";
import type { Model, Place } from "../types.js";

/** What reading a query needs to know about the rest of the catalog. */
export interface QueryContext {
  readonly place: (span: Span) => Place;
  readonly model: (ref: ModelRef) => Model | null;
  /** The model registered under this name, as `from` would find it (`ref: "User"`). */
  readonly modelsNamed: (name: string, from: Model | null) => Model | null;
  /** Of the package that the file belongs to. */
  readonly mongooseMajor: (file: string) => number | null;
}

/** How the values of one filter are understood. */
export interface Reading {
  readonly model: Model | null;
  /** Does Mongoose cast this filter? Not for native calls and pipelines (M63). */
  readonly casts: boolean;
  /** Schema path that the filter's paths are relative to, with a dot at its end (`$elemMatch`). */
  readonly prefix: string;
  /** Inside a `$lookup`: `$expr` comparisons of a path with a variable can use an index (M80). */
  readonly inLookup: boolean;
}

/** A filter as Mongoose reads it, given the model it is of. */
export const readingOf = (model: Model | null, casts: boolean, inLookup = false): Reading => ({
  model,
  casts,
  prefix: "",
  inLookup,
});
