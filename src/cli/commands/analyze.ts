import { resolve } from "node:path";
import { analyze, exitCode, type AnalyzeOptions, type Catalog } from "../../analyze.js";
import { formats, type Format } from "../../report/formats.js";
import { reporters } from "../../report/index.js";
import type { Subject } from "../../report/types.js";
import type { Expected, RuleSet } from "../../verdict/index.js";
import { UserError } from "../../workspace/error.js";
import type { Config } from "../../workspace/config.js";
import { nearest } from "../../workspace/nearest.js";
import type { Invocation } from "../args.js";
import { applyBaseline } from "../baseline.js";
import { catalogFrom } from "../sides.js";
import { analyzeSince } from "../since.js";
import { wantsColour, type Io } from "../io.js";
import { openOptions, rootOf } from "../open.js";
import { progressLine } from "../progress.js";
import type { Command } from "../run.js";
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
  refuseUnknownModels(expected, catalog);
  refuseUnknownNames(config, catalog);
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

/** Where every model could be read, an expectation of one that is not there is a slip. */
function refuseUnknownModels({ unknownModels: [unknown] }: Expected, { models, gaps }: Catalog): void {
  if (unknown === undefined || gaps.some(({ what }) => what === "model")) return;
  const near = nearest(
    unknown,
    models.map(({ name }) => name),
  );
  throw new UserError(
    `configuration: an expectation names the model "${unknown}", and there is none`,
    near ? `did you mean "${near}"?` : undefined,
  );
}

/** The same of a name the configuration gives a model or collection elsewhere. */
function refuseUnknownNames({ file, facts, knownIndexes }: Config, { models, gaps }: Catalog): void {
  if (gaps.some(({ what }) => what === "model")) return;
  const names = models.map(({ name }) => name);
  const collections = models.flatMap(({ collection }) => collection ?? []);
  const both = [...names, ...collections];
  const asked: readonly (readonly [key: string, name: string, known: readonly string[]])[] = [
    ...facts.smallCollections.map((name) => ["smallCollections", name, both] as const),
    ...facts.hotModels.map((name) => ["hotModels", name, names] as const),
    ...knownIndexes.flatMap(({ model, collection }) => [
      ...(model === undefined ? [] : [["knownIndexes", model, names] as const]),
      ...(collection === undefined ? [] : [["knownIndexes", collection, collections] as const]),
    ]),
  ];
  const unknown = asked.find(([, name, known]) => !known.includes(name));
  if (!unknown) return;
  const [key, name, known] = unknown;
  const what = known === names ? "model" : known === both ? "model or collection" : "collection";
  const near = nearest(name, known);
  throw new UserError(
    `${file ?? "configuration"}: "${key}" names "${name}", and there is no such ${what}`,
    near ? `did you mean "${near}"?` : undefined,
  );
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
