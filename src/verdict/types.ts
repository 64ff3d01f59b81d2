import type { Catalog, Certainty, Count, Gap, Place } from "../catalog/types.js";

export type Level = "error" | "warn" | "info";

/** Each set holds the ones before it. */
export type RuleSet = "recommended" | "strict" | "all";

/** Another place a finding rests on. */
export interface See {
  readonly at: Place;
  readonly message: string;
}

/** One judgement about one place: the contract of `--format json`. */
export interface Finding {
  /** Rule, model, index or shape, and file; no line, so it survives edits. Unique within a report. */
  readonly id: string;
  readonly rule: string;
  readonly level: Level;
  readonly certainty: Certainty;
  readonly message: string;
  readonly at: Place;
  readonly see: readonly See[];
  readonly model: string | null;
  readonly index?: string;
  readonly data: { readonly [name: string]: string };
}

/** The findings of an analysis, counted. */
export interface Report {
  readonly version: 1;
  readonly summary: {
    readonly models: number;
    readonly indexes: number;
    readonly queries: Count;
    readonly errors: number;
    readonly warnings: number;
    readonly infos: number;
    readonly gaps: number;
  };
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
  readonly catalog?: Catalog;
}
