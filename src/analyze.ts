import { createRequire } from "node:module";
import { rules } from "../rules/index.js";
import type { Catalog, Certainty } from "./catalog/types.js";
import { formats, type Format } from "./report/formats.js";
import { reporters } from "./report/index.js";
import type { Subject } from "./report/types.js";
import { withoutSilenced } from "./verdict/directives.js";
import {
  coldBy,
  expectedOf,
  judge,
  noFacts,
  reportOf,
  viewOf,
  type Expected,
  type Finding,
  type Report,
  type Rule,
  type RuleSet,
  type RuleSetting,
} from "./verdict/index.js";
import type { Config } from "./workspace/config.js";
import { UserError } from "./workspace/error.js";
import { nearest } from "./workspace/nearest.js";
import { writeAtomic } from "./workspace/write.js";
import { Workspace, type OpenOptions } from "./workspace/workspace.js";

export type { Catalog } from "./catalog/types.js";
export type { Finding, Report, Rule, RuleSet } from "./verdict/index.js";
export { UserError };

/** What to judge a project by, and what to make of it. */
export interface AnalyzeOptions extends OpenOptions {
  /** Which rules are on: recommended when neither said here nor in the configuration. */
  readonly set?: RuleSet;
  /** Single rules on, off or at another level; the configuration has the last word. */
  readonly levels?: { readonly [rule: string]: RuleSetting };
  /** "proven" leaves out findings that rest on something unknown. */
  readonly certainty?: Certainty;
  /** With more warnings than this the exit code is 1. */
  readonly maxWarnings?: number;
  /** The catalog to judge; read from the source when not given. */
  readonly catalog?: Catalog;
  /** Put the catalog into the report. */
  readonly withCatalog?: boolean;
  /** Render the report: "json", "sarif", "html" …; json when only a file is named. */
  readonly format?: Format;
  /** Write what was rendered to this file, whole or not at all. */
  readonly output?: string;
}

/** A judged project. */
export interface Analysis {
  readonly catalog: Catalog;
  readonly report: Report;
  /** The rules that could have spoken. */
  readonly rules: readonly Rule[];
  /** Is this a file whose queries are not worth an index? */
  readonly cold: (file: string) => boolean;
  /** The indexes the configuration counts on, and what became of them. */
  readonly expected: Expected;
  /** The configuration that was read, defaults filled in. */
  readonly config: Config;
  /** The rendered report, when a format or a file was asked for. */
  readonly output: string | null;
  /** 0 clean, 1 findings at error level or more warnings than allowed. */
  readonly exitCode: 0 | 1;
}

/** Reads the project at `root` and judges it. */
export function analyze(root: string, options: AnalyzeOptions = {}): Analysis {
  return analyzeIn(Workspace.open(root, { ...options, once: true }), options);
}

/** Judges a project that is open. */
export function analyzeIn(workspace: Workspace, options: AnalyzeOptions): Analysis {
  const { set, levels, file } = workspace.config;
  const facts = {
    ...noFacts,
    cold: coldBy((file) => workspace.text(file)),
    ...workspace.config.facts,
    ...(options.certainty && { certainty: options.certainty }),
  };
  refuseUnknownRules(Object.keys(levels), file);
  const catalog = options.catalog ?? workspace.catalog();
  if (catalog.models.length + catalog.queries.length === 0 && workspace.files.length === 0)
    throw nothingRead(workspace.root, workspace.config, catalog);
  const how = { rules, levels: { ...options.levels, ...levels }, set: options.set ?? set, facts };
  const find = (): Finding[] => withoutSilenced(judge(catalog, how).findings, (file) => workspace.text(file));
  const isOwn = options.catalog === undefined && typeof options.config !== "object";
  const findings = isOwn
    ? workspace.derived(JSON.stringify([workspace.config, how.levels, how.set, facts.certainty]), find)
    : find();
  const report = reportOf(catalog, findings, options.withCatalog);
  const subject = { catalog, report, rules, cold: facts.cold, expected: expectedOf(viewOf(catalog), facts) };
  return {
    ...subject,
    config: workspace.config,
    output: rendered(subject, options),
    exitCode: exitCode(report, options.maxWarnings),
  };
}

const { name, version } = createRequire(import.meta.url)("eslint-plugin-mongoose-indexes/package.json") as {
  readonly name: string;
  readonly version: string;
};
const tool = { name, version, homepage: `https://www.npmjs.com/package/${name}` };

function rendered(subject: Omit<Subject, "tool">, { format, output }: AnalyzeOptions): string | null {
  if (format === undefined && output === undefined) return null;
  const text = reporters[knownFormat(format ?? "json")](
    { ...subject, tool },
    { colour: false, gaps: false, full: false },
  );
  if (output !== undefined) writeAtomic(output, text);
  return text;
}

function knownFormat(format: string): Format {
  const known = formats.find((each) => each === format);
  if (known) return known;
  const near = nearest(format, formats);
  throw new UserError(`there is no format "${format}"`, near ? `did you mean "${near}"?` : undefined);
}

/** Why there was not a single file to read. */
function nothingRead(root: string, { include, exclude, file }: Config, { gaps }: Catalog): UserError {
  const unreadable = gaps.find(({ at }) => at.file === ".");
  if (unreadable) return new UserError(`${root}: ${unreadable.why}`);
  const [only, ...others] = include;
  if (only === undefined) return new UserError(`no JavaScript or TypeScript files in ${root}`);
  const asked = others.length === 0 ? `"${only}"` : `${include.map((glob) => `"${glob}"`).join(", ")}`;
  return new UserError(
    `${file ?? "configuration"}: "include" matches no JavaScript or TypeScript file in ${root}: ${asked}`,
    exclude.length > 0 ? `"exclude" takes ${exclude.map((glob) => `"${glob}"`).join(", ")} away` : undefined,
  );
}

/** The exit code a report deserves. */
export function exitCode({ summary }: Report, maxWarnings = Infinity): 0 | 1 {
  return summary.errors > 0 || summary.warnings > maxWarnings ? 1 : 0;
}

function refuseUnknownRules(names: readonly string[], file: string | null): void {
  const known = rules.map((rule) => rule.name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const near = nearest(unknown, known);
  throw new UserError(
    `${file ?? "configuration"}: there is no rule "${unknown}"`,
    near ? `did you mean "${near}"?` : undefined,
  );
}
