import type { Catalog } from "../catalog/types.js";
import type { Expected, Report, Rule } from "../verdict/index.js";

export interface Tool {
  readonly name: string;
  readonly version: string;
  readonly homepage: string;
}

/** All a report is made from. */
export interface Subject {
  readonly report: Report;
  readonly catalog: Catalog;
  /** The rules that judged. */
  readonly rules: readonly Rule[];
  readonly tool: Tool;
  /** Is this a file whose queries are not worth an index? */
  readonly cold: (file: string) => boolean;
  /** The indexes the configuration counts on. */
  readonly expected?: Expected;
}

export interface Style {
  readonly colour: boolean;
  /** List every gap instead of a summary. */
  readonly gaps: boolean;
  /** Leave nothing out, however much there is. */
  readonly full: boolean;
}

/** Renders a report as text. */
export type Reporter = (subject: Subject, style: Style) => string;
