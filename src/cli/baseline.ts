import { resolve } from "node:path";
import { baselineOf, withoutBaseline, type Baseline } from "../verdict/baseline.js";
import type { Report } from "../verdict/index.js";
import { UserError } from "../workspace/error.js";
import { readJsonFile } from "../workspace/json-file.js";
import type { Invocation } from "./args.js";
import type { Io } from "./io.js";
import { deliver } from "./write.js";

/** The report without what the baseline knows; writes the baseline anew when asked to. */
export function applyBaseline(report: Report, { values, flags }: Invocation, io: Io): Report {
  const file = values.baseline;
  if (file === undefined) {
    if (flags.has("update-baseline")) throw new UserError("--update-baseline needs --baseline <file>");
    return report;
  }
  if (flags.has("update-baseline")) {
    const baseline = baselineOf(report);
    deliver(`${JSON.stringify(baseline, null, 2)}\n`, file, io);
    return withoutBaseline(report, baseline).report;
  }
  const { report: fresh, known, stale } = withoutBaseline(report, readBaseline(file, io));
  if (known > 0) io.stderr.write(`${known} of the findings ${known === 1 ? "is" : "are"} in ${file}\n`);
  if (stale.length > 0)
    io.stderr.write(
      `${stale.length} in ${file} no longer found (--update-baseline drops them): ${stale.join(", ")}\n`,
    );
  return fresh;
}

function readBaseline(file: string, io: Io): Baseline {
  const hint = "--update-baseline writes it";
  const value = readJsonFile(resolve(io.cwd, file), { name: file, hint });
  const baseline = value as Partial<Baseline> | null;
  if (baseline?.version !== 1 || !Array.isArray(baseline.findings))
    throw new UserError(`${file} holds no baseline`);
  return baseline as Baseline;
}
