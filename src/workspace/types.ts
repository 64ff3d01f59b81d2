import type { Module } from "../syntax/tree.js";
import type { PackageInfo, Span } from "../interpret/happenings.js";

/** Where an import leads: a file of the project (relative path), a package outside it, or nowhere. */
export type Resolution =
  | { readonly to: "file"; readonly file: string }
  | { readonly to: "external"; readonly name: string }
  | { readonly to: "nowhere" };

/** What the interpreter asks of the workspace. All paths relative to the root, with `/`. */
export interface Project {
  readonly root: string;
  /** Files that mention something of ours, in a stable order. */
  readonly gated: readonly string[];
  /** Gated files and files that import one, in a stable order. */
  readonly roots: readonly string[];
  /** Only these files are read for their own sake; absent: all are. */
  readonly own?: ReadonlySet<string>;
  /** Only functions that reach into this span are run for their own sake; absent: all are. */
  readonly within?: Span & { readonly isRoot: boolean };
  /** The parsed module; null when it cannot be read (a gap says why). */
  module(file: string): Module | null;
  resolve(from: string, specifier: string): Resolution;
  packageOf(file: string): PackageInfo;
  /** Is this file a migration (by folder, name, or config)? */
  isMigration(file: string): boolean;
}
