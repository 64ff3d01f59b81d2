import { resolve } from "node:path";
import { analyze, exitCode, type AnalyzeOptions, type Catalog } from "../../analyze.js";
import { formats, type Format } from "../../report/formats.js";
import { reporters } from "../../report/index.js";
import type { Subject } from "../../report/types.js";
import type { RuleSet } from "../../verdict/index.js";
import { UserError } from "../../workspace/error.js";
import type { Invocation } from "../args.js";
import { applyBaseline } from "../baseline.js";
import { catalogFrom } from "../sides.js";
import { analyzeSince } from "../since.js";
import { wantsColour, type Io } from "../io.js";
import { openOptions, rootOf } from "../open.js";
import { progressLine } from "../progress.js";
import type { Command } from "../run.js";
import { refuseUnknownNames } from "../unknown-names.js";
import { tool } from "../tool.js";
import { deliver } from "../write.js";

/** `analyze-indexes [root]`: the report, in as many formats as were asked for. */
export const analyzeCommand: Command = (invocation, io) => {
  const { values, flags } = invocation;
  const outputs = outputsOf(invocation);
  const progress = progressLine(io);
  const root = rootOf(invocation, io);
  const options: AnalyzeOptions = {
    ...openOptions(invocation, io),
    ...(values["rule-set"] && { set: values["rule-set"] as RuleSet }),
    ...(values.certainty && { certainty: values.certainty as "proven" | "assumed" }),
    ...(values["from-catalog"] && { catalog: givenCatalog(values["from-catalog"], invocation, io) }),
    withCatalog: flags.has("catalog"),
    onProgress: progress.show,
  };
  const allowed = maxWarnings(values["max-warnings"]);
  const {
    catalog,
    report: whole,
    rules,
    cold,
    expected,
    config,
  } = values.since ? analyzeSince(root, values.since, options) : analyze(root, options);
  progress.clear();
  refuseUnknownNames(config, expected, catalog);
  const report = applyBaseline(whole, invocation, io);
  const subject: Subject = { report, catalog, rules, cold, expected, tool: tool() };
  for (const { format, file } of outputs) {
    const colour = file === null && wantsColour(io.stdout, io.env);
    deliver(
      reporters[format](subject, { colour, gaps: flags.has("gaps"), full: flags.has("full") }),
      file,
      io,
    );
  }
  return exitCode(report, allowed);
};

function givenCatalog(name: string, { values }: Invocation, io: Io): Catalog {
  if (values.since) throw new UserError("--since reads the source: it does not go with --from-catalog");
  return catalogFrom(resolve(io.cwd, name), name);
}

/** The reports to write; GitHub's annotations are lines of their own, so they may share the terminal. */
function outputsOf({ outputs }: Invocation): { format: Format; file: string | null }[] {
  const asked = outputs.map(({ format, file }) => ({ format: (format ?? "stylish") as Format, file }));
  if (asked.length === 0) return [{ format: formats[0], file: null }];
  const shown = asked.filter(({ format, file }) => file === null && format !== "github");
  const second = shown[1];
  if (second)
    throw new UserError(
      `--format ${second.format} needs an --output: the terminal already gets ${shown[0]?.format ?? ""}`,
    );
  return asked;
}

function maxWarnings(value: string | undefined): number {
  if (value === undefined || value === "-1") return Infinity;
  if (!/^\d+$/.test(value)) throw new UserError(`--max-warnings "${value}" is not a number`);
  return Number(value);
}
