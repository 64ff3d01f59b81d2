import type { Finding, Level, Report } from "./types.js";

/** Findings a team has decided to live with for now, by their ids. */
export interface Baseline {
  readonly version: 1;
  readonly findings: readonly string[];
}

export interface Baselined {
  readonly report: Report;
  /** How many findings the baseline took away. */
  readonly known: number;
  /** Ids the baseline holds and nobody finds any more. */
  readonly stale: readonly string[];
}

/** The baseline that holds every finding of a report. */
export const baselineOf = ({ findings }: Report): Baseline => ({
  version: 1,
  findings: findings.map(({ id }) => id).sort(),
});

/** The report without the findings the baseline knows. */
export function withoutBaseline(report: Report, baseline: Baseline): Baselined {
  const known = new Set(baseline.findings);
  const found = new Set(report.findings.map(({ id }) => id));
  const fresh = report.findings.filter(({ id }) => !known.has(id));
  return {
    report: withFindings(report, fresh),
    known: report.findings.length - fresh.length,
    stale: baseline.findings.filter((id) => !found.has(id)),
  };
}

/** The report with other findings, counted anew. */
function withFindings(report: Report, findings: readonly Finding[]): Report {
  const count = (level: Level): number => findings.filter((finding) => finding.level === level).length;
  const summary = {
    ...report.summary,
    errors: count("error"),
    warnings: count("warn"),
    infos: count("info"),
  };
  return { ...report, summary, findings };
}
