import type { Certainty, IndexKeys, Json } from "../catalog/types.js";
import { isCold } from "./cold.js";

/** An index somebody counts on, and why. */
export interface Expectation {
  readonly model: string;
  readonly keys: IndexKeys | { readonly [path: string]: Json };
  readonly unique?: boolean;
  readonly ttl?: boolean | number;
  readonly partial?: boolean | { readonly [key: string]: Json };
  readonly why?: string;
}

/** What the code cannot say and the configuration does. Every rule is sensible without any of it. */
export interface Facts {
  /** "7.0"; null: a supported one, which is not known. */
  readonly serverVersion: string | null;
  /** Models or collections so small that an index is never worth it. */
  readonly smallCollections: readonly string[];
  /** Models whose reads matter most; empty: all alike. */
  readonly hotModels: readonly string[];
  readonly expectations: readonly Expectation[];
  /** Is this a file whose queries run seldom: a test, script, seed, mock or migration? */
  readonly cold: (file: string) => boolean;
  /** Report what is proven only, or also what rests on an assumption. */
  readonly certainty: Certainty;
}

export const noFacts: Facts = {
  serverVersion: null,
  smallCollections: [],
  hotModels: [],
  expectations: [],
  cold: isCold,
  certainty: "proven",
};
