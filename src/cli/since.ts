import { analyze, type Analysis, type AnalyzeOptions } from "../analyze.js";
import { withoutBaseline, baselineOf } from "../verdict/baseline.js";
import { readConfig, readConfigFile, type Config } from "../workspace/config.js";
import { diskAt } from "./git.js";

/** The analysis with only those findings that were not there at a git revision. */
export function analyzeSince(root: string, revision: string, options: AnalyzeOptions): Analysis {
  // Told in this mode only: an index whose last user this very change took away.
  const watchful = {
    ...options,
    config: configOf(root, options),
    levels: { "no-unused-index": "warn" },
  } as const;
  const before = analyze(root, { ...watchful, disk: diskAt(root, revision) });
  const now = analyze(root, watchful);
  return { ...now, report: withoutBaseline(now.report, baselineOf(before.report)).report };
}

/** Today's configuration judges both: a change of it is no change of the code. */
const configOf = (root: string, { config }: AnalyzeOptions): Config =>
  typeof config === "string" ? readConfigFile(config) : (config ?? readConfig(root));
