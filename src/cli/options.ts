import { styles } from "../migrate/styles.js";
import { formats } from "../report/formats.js";

export interface OptionSpec {
  /** What stands for the value in help; absent for a flag. */
  readonly value?: string;
  readonly short?: string;
  readonly choices?: readonly string[];
  readonly help: string;
}

export interface CommandSpec {
  readonly name: string;
  readonly usage: string;
  readonly help: string;
  readonly options: readonly OptionName[];
}

/** Every option of every command, once. */
export const options = {
  format: {
    value: "<name>",
    short: "f",
    choices: formats,
    help: "how to print the report (default: stylish); repeat for several",
  },
  output: {
    value: "<file>",
    short: "o",
    help: "write the format before it to a file instead of the terminal",
  },
  "max-warnings": { value: "<n>", help: "exit 1 when there are more than n warnings" },
  "rule-set": {
    value: "<name>",
    choices: ["recommended", "strict", "all"],
    help: "which rules judge (default: recommended)",
  },
  certainty: {
    value: "<level>",
    choices: ["proven", "assumed"],
    help: "assumed: tell too what rests on something unknown (default: proven)",
  },
  baseline: {
    value: "<file>",
    help: "leave out the findings this file knows",
  },
  "update-baseline": { help: "write all findings into the baseline" },
  since: { value: "<revision>", help: "only findings that were not there at this git revision" },
  gaps: { help: "list what could not be read, with the reason for each" },
  full: { help: "print every model and query, however many there are" },
  catalog: { help: "embed the catalog in the json report" },
  "from-catalog": {
    value: "<file>",
    help: "judge the catalog in this file instead of reading the source",
  },
  package: {
    value: "<folder>",
    help: "write only what this package of the workspace does, for merge",
  },
  from: {
    value: "<side>",
    help: "what there is: migrations (default), database, git:<rev>, a file",
  },
  to: { value: "<side>", help: "what is wanted (default: source)" },
  style: { value: "<tool>", choices: styles, help: "the tool that runs the migration (default: plain)" },
  whole: { help: "the fewest indexes for all queries, not only for those badly served" },
  write: { help: "edit the schema files; nothing is written otherwise" },
  uri: {
    value: "<uri>",
    help: "read the indexes of this database; nothing is written to it",
  },
  indexes: { value: "<json>", help: 'indexes, as key patterns or as listIndexes tells them: [{"a":1}]' },
  filter: { value: "<json>", help: "the filter, in MongoDB's syntax" },
  sort: { value: "<json>", help: "the sort" },
  projection: { value: "<json>", help: "the projection" },
  collation: { value: "<json>", help: "the collation of the query" },
  hint: { value: "<hint>", help: "the hint: an index's name or key pattern" },
  json: { help: "print JSON" },
  config: { value: "<file>", help: "read this config file instead of looking for one" },
  "no-cache": { help: "neither read nor write the cache" },
  "cache-location": { value: "<folder>", help: "where the cache is kept" },
  help: { short: "h", help: "print help" },
  version: { short: "v", help: "print the version" },
} as const satisfies Record<string, OptionSpec>;

export type OptionName = keyof typeof options;

const reading = ["config", "no-cache", "cache-location"] as const;
const always = ["help", "version"] as const;

/** The commands; the first one runs when none is named. */
export const commands = [
  {
    name: "analyze",
    usage: "[root]",
    help: "report indexes, the queries they serve, and findings",
    options: [
      "format",
      "output",
      "max-warnings",
      "rule-set",
      "certainty",
      "baseline",
      "update-baseline",
      "since",
      "gaps",
      "full",
      "catalog",
      "from-catalog",
      ...reading,
      ...always,
    ],
  },
  {
    name: "catalog",
    usage: "[root]",
    help: "print what was read, models, indexes, queries and gaps, as JSON",
    options: ["output", "package", "uri", ...reading, ...always],
  },
  {
    name: "merge",
    usage: "<files…>",
    help: "put the catalogs of packages (catalog --package) together to that of their workspace",
    options: ["output", "config", ...always],
  },
  {
    name: "advise",
    usage: "[root]",
    help: "tell which indexes to add and to drop, for which queries; --write edits the schemas",
    options: ["whole", "write", "json", ...reading, ...always],
  },
  {
    name: "migrate",
    usage: "[root]",
    help: "write the migration that makes what there is what the source wants",
    options: ["from", "to", "style", "output", "uri", ...reading, ...always],
  },
  {
    name: "compare",
    usage: "<wanted> <actual> [root]",
    help: "tell the drift between source, migrations, database, or a catalog in a file",
    options: ["uri", "output", "json", ...reading, ...always],
  },
  {
    name: "explain",
    usage: "<file:line> [root]",
    help: "tell how the query at a place was read, and why each index serves it or not",
    options: ["json", ...reading, ...always],
  },
  {
    name: "plan",
    usage: "--indexes <json>",
    help: "tell which indexes would serve a query, without any code",
    options: ["indexes", "filter", "sort", "projection", "collation", "hint", "json", ...always],
  },
] as const satisfies readonly CommandSpec[];

export type CommandName = (typeof commands)[number]["name"];
