/** Ordered key pattern; kinds are numbers (sign = direction) or a special type such as "text" or "hashed". */
export type KeyPattern = readonly (readonly [path: string, kind: unknown])[];

/** Options of an index, in the words of `createIndex()`. */
export interface IndexOptions {
  readonly [option: string]: unknown;
}

/** An index as the catalog writes it (ordered pairs)… */
export interface IndexSpec {
  readonly keys: KeyPattern;
  readonly options?: IndexOptions;
  readonly name?: string;
}

/** …or as MongoDB writes it (a key document). */
export interface IndexDocument {
  readonly key: { readonly [path: string]: unknown };
  readonly options?: IndexOptions;
  readonly name?: string;
}

/** An index, however it is written. */
export type AnyIndex = IndexSpec | IndexDocument;

/** A filter in MongoDB syntax. */
export interface QueryDocument {
  readonly [field: string]: unknown;
}

/** A sort as a document or as ordered pairs. */
export type SortSpec =
  { readonly [path: string]: unknown } | readonly (readonly [path: string, direction: unknown])[];

/** A query in plain MongoDB syntax; unknown keys are ignored. */
export interface PlannedQuery {
  readonly filter?: QueryDocument;
  readonly sort?: SortSpec | null;
  readonly projection?: { readonly [path: string]: unknown } | null;
  readonly collation?: { readonly [key: string]: unknown } | null;
  readonly hint?: unknown;
  readonly limit?: number | null;
  readonly skip?: number | null;
  readonly op?: string | null;
  /** The collection has no `_id` index (a view, a clustered or a capped-era collection). */
  readonly noIdIndex?: boolean;
}

/** How documents are found; "error": the server refuses the query. */
export type Access = "id" | "index" | "or" | "text" | "geo" | "collscan" | "error";
/** Sorted by an index, in memory (a blocking sort), or not at all. */
export type SortPlan = "index" | "memory" | "none";

/** One index some plan may use, and how well it would do. */
export interface Candidate {
  readonly name: string;
  readonly key: { readonly [path: string]: unknown };
  /** Leading keys with bounds tighter than [MinKey, MaxKey]. */
  readonly bounded: number;
  /** Every bounded key but the last is a point: the scan is one contiguous range per combination (P23). */
  readonly tight: boolean;
  readonly sort: SortPlan;
  readonly covered: boolean;
  /** Paths that only the fetched document can decide. */
  readonly residual: readonly string[];
  /** Paths bounded behind a range or a gap: they thin out keys but do not narrow the scan (P23). */
  readonly loose?: readonly string[];
  /** The leading key has a range, not points. */
  readonly ranged?: true;
  /** For a plan over `$or`: which branch this index serves. */
  readonly branch?: number;
}

/** An index no plan can use, and why. */
export interface Rejection {
  readonly name: string;
  readonly key: { readonly [path: string]: unknown };
  readonly why: string;
}

/** `access`, `sort` and `covered` are the best possible, each for itself; judge one candidate, never these. */
export interface Result {
  readonly access: Access;
  readonly sort: SortPlan;
  readonly covered: boolean;
  readonly candidates: readonly Candidate[];
  readonly rejected: readonly Rejection[];
  /** Why the server would refuse the query (`access: "error"`). */
  readonly error?: string;
}
