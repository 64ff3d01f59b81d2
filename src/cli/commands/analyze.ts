import { formats, type Format } from "../../report/formats.js";
import type { Config } from "../../workspace/config.js";
import { UserError } from "../../workspace/error.js";
import { Workspace } from "../../workspace/workspace.js";
import type { Output, Told } from "../analysis.js";
import type { Invocation } from "../args.js";
import { wantsColour } from "../io.js";
import { openOptions, rootOf } from "../open.js";
import { progressLine } from "../progress.js";
import type { Command } from "../run.js";

/** `analyze-indexes [root]`: the report, in as many formats as were asked for. What was told before is told again while it holds. */
export const analyzeCommand: Command = async (invocation, io) => {
  const outputs = outputsOf(invocation);
  const progress = progressLine(io);
  const options = openOptions(invocation, io, progress.show);
  const allowed = maxWarnings(invocation.values["max-warnings"]);
  const workspace = Workspace.open(rootOf(invocation, io), options);
  const colour = wantsColour(io.stdout, io.env);
  const key = isRepeatable(invocation, outputs) ? keyOf(invocation, outputs, colour, workspace.config) : null;
  const before = key === null ? null : workspace.kept<Told>(key);
  const make = async (): Promise<Told> => {
    const { tell } = await import("../analysis.js");
    const told = tell({ workspace, invocation, outputs, colour, allowed, options }, io);
    return key === null ? told : workspace.derived(key, () => told);
  };
  const { texts, exitCode } = before ?? (await make());
  progress.clear();
  for (const text of texts) io.stdout.write(text);
  return exitCode;
};

/** Does a run do nothing but tell, and of nothing but the project? */
const isRepeatable = ({ values }: Invocation, outputs: readonly Output[]): boolean =>
  outputs.every(({ file }) => file === null) &&
  [values.since, values.baseline, values["from-catalog"]].every((asked) => asked === undefined);

/** All that decides, beside the project, what is told. */
function keyOf(
  { values, flags }: Invocation,
  outputs: readonly Output[],
  colour: boolean,
  config: Config,
): string {
  return JSON.stringify([config, values, [...flags], outputs, colour]);
}

/** The reports to write; GitHub's annotations are lines of their own, so they may share the terminal. */
function outputsOf({ outputs }: Invocation): Output[] {
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
