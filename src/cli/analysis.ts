import { resolve } from "node:path";
import { analyzeIn, exitCode, type AnalyzeOptions, type Catalog } from "../analyze.js";
import type { Format } from "../report/formats.js";
import { reporters } from "../report/index.js";
import type { Subject } from "../report/types.js";
import type { RuleSet } from "../verdict/index.js";
import { UserError } from "../workspace/error.js";
import type { Workspace } from "../workspace/workspace.js";
import type { Invocation } from "./args.js";
import { applyBaseline } from "./baseline.js";
import type { Io } from "./io.js";
import { catalogFrom } from "./sides.js";
import { analyzeSince } from "./since.js";
import { tool } from "./tool.js";
import { refuseUnknownNames } from "./unknown-names.js";
import { deliver } from "./write.js";

/** A report to write, and where: null is the terminal. */
export interface Output {
  readonly format: Format;
  readonly file: string | null;
}

/** What a run tells its user. */
export interface Told {
  /** For the terminal, in order. */
  readonly texts: readonly string[];
  readonly exitCode: number;
}

/** Everything one analysis is made with. */
export interface Asked {
  readonly workspace: Workspace;
  readonly invocation: Invocation;
  readonly outputs: readonly Output[];
  readonly colour: boolean;
  /** With more warnings than this the exit code is 1. */
  readonly allowed: number;
  readonly options: AnalyzeOptions;
}

/** Judges a project and writes the reports that go to files. */
export function tell({ workspace, invocation, outputs, colour, allowed, options }: Asked, io: Io): Told {
  const { values, flags } = invocation;
  const how: AnalyzeOptions = {
    ...options,
    ...(values["rule-set"] && { set: values["rule-set"] as RuleSet }),
    ...(values.certainty && { certainty: values.certainty as "proven" | "assumed" }),
    ...(values["from-catalog"] && { catalog: givenCatalog(values["from-catalog"], invocation, io) }),
    withCatalog: flags.has("catalog"),
  };
  const analysis = values.since ? analyzeSince(workspace.root, values.since, how) : analyzeIn(workspace, how);
  const { catalog, report: whole, rules, cold, expected, config } = analysis;
  refuseUnknownNames(config, expected, catalog);
  const report = applyBaseline(whole, invocation, io);
  const subject: Subject = { report, catalog, rules, cold, expected, tool: tool() };
  const texts = outputs.flatMap(({ format, file }): readonly string[] => {
    const isColoured = file === null && colour;
    const text = reporters[format](subject, {
      colour: isColoured,
      gaps: flags.has("gaps"),
      full: flags.has("full"),
    });
    if (file === null) return [text];
    deliver(text, file, io);
    return [];
  });
  return { texts, exitCode: exitCode(report, allowed) };
}

function givenCatalog(name: string, { values }: Invocation, io: Io): Catalog {
  if (values.since) throw new UserError("--since reads the source: it does not go with --from-catalog");
  return catalogFrom(resolve(io.cwd, name), name);
}
