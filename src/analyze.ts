import { rules } from "../rules/index.js";
import type { Catalog } from "./catalog/types.js";
import { judge, type JudgeOptions, type Report } from "./verdict/index.js";
import { Workspace, type OpenOptions } from "./workspace/workspace.js";

export type { Catalog } from "./catalog/types.js";
export type { Finding, Report } from "./verdict/index.js";
export { UserError } from "./workspace/error.js";
export { rules };

export interface AnalyzeOptions extends OpenOptions, Partial<JudgeOptions> {
  /** With more warnings than this the exit code is 1; any number is fine when not said. */
  readonly maxWarnings?: number;
}

export interface Analysis {
  readonly catalog: Catalog;
  readonly report: Report;
  /** 0 clean, 1 findings at error level or more warnings than allowed. */
  readonly exitCode: 0 | 1;
}

/** Reads the project at `root` and judges it. */
export function analyze(root: string, options: AnalyzeOptions = {}): Analysis {
  const workspace = Workspace.open(root, options);
  const catalog = workspace.catalog();
  const report = judge(catalog, { ...workspace.config, rules, ...options });
  return { catalog, report, exitCode: exitCode(report, options.maxWarnings) };
}

/** The exit code a report deserves. */
export function exitCode({ summary }: Report, maxWarnings = Infinity): 0 | 1 {
  return summary.errors > 0 || summary.warnings > maxWarnings ? 1 : 0;
}
