import type { Happenings, PackageInfo, SchemaOp, Span } from "../../interpret/happenings.js";

/** What every file written for merging says of itself. */
export const partFormat = "mongoose-indexes/part";
export const partVersion = 1;

/** A happening with names in place of numbers: what is named alike is the same in every part. */
export type NamedFact = { readonly type: string; readonly at: Span } & { readonly [field: string]: unknown };

interface Seen {
  /** The module, or the function of one (`file#offset`), that ran; null: nothing in particular. */
  readonly by: string | null;
  /** Seen on a second chance. */
  readonly forced?: true;
  /** `by` is a function of another package; the part's own code made the closure that ran. */
  readonly made?: true;
}

export type PartFact = Seen &
  (
    | { readonly fact: NamedFact }
    /** What the part's code adds to a schema that another's made. */
    | { readonly schema: string; readonly ops: readonly SchemaOp[] }
  );

/** A call of an operation's name, and what became of it. */
export interface PartSite {
  readonly at: Span;
  readonly operation: string;
  readonly outcome: "query" | "look-alike" | "unknown" | null;
  readonly why: string;
}

/**
 * What the files of one package did: not yet a catalog, for whose models they name, which indexes serve their queries and
 * which of their functions others call is known only when all parts are together. Paths are relative to the workspace root.
 */
export interface Part extends Pick<Happenings, "lines" | "comments"> {
  readonly format: typeof partFormat;
  readonly version: typeof partVersion;
  /** Version of this package that wrote it. */
  readonly tool: string;
  /** Digest of all the rest: what was cut short or changed by hand is refused. */
  readonly sum: string;
  readonly package: string;
  /** Relative to the workspace root; "" is the root itself. */
  readonly directory: string;
  /** Digest of what of the configuration it rests on. */
  readonly settings: string;
  /** Its own files, by their digests. */
  readonly files: { readonly [file: string]: string };
  /** Files of other packages that were read for it. */
  readonly rests: { readonly [file: string]: string };
  /** The packages of all these files. */
  readonly packages: readonly PackageInfo[];
  readonly facts: readonly PartFact[];
  /** Functions of other packages that its code follows from its calls, and what of it does. */
  readonly visits: { readonly [unit: string]: readonly string[] };
  readonly sites: readonly PartSite[];
}
