import type { Gap } from "../catalog/types.js";
import { showKeys } from "../planner/index.js";
import type { Finding, QueryView, Report } from "../verdict/index.js";
import { count } from "./count.js";
import { showOptions } from "./indexes.js";
import { overviews, serviceOf, type IndexUse, type Overview } from "./overview.js";
import { paintFor, type Paint } from "./paint.js";
import { showPlace, showQuery } from "./shape.js";
import type { Reporter, Style } from "./types.js";

/** With more collections than this, those with nothing to act on are counted instead of printed. */
const manyCollections = 24;
const fewQueries = 3;
const fewGaps = 5;

/** The report a person reads in a terminal. */
export const stylish: Reporter = (subject, style) => {
  const { report } = subject;
  const paint = paintFor(style.colour);
  const sections = [
    ...blocks(overviews(subject), report, style, paint),
    ...findings(report.findings, paint),
    ...gaps(report.gaps, style, paint),
    totals(report, paint, style.gaps ? "" : "; see --gaps"),
  ];
  return `${sections.join("\n\n")}\n`;
};

function blocks(all: readonly Overview[], report: Report, style: Style, paint: Paint): string[] {
  const found = new Set(report.findings.map((finding) => finding.model));
  const telling = ({ models, unserved }: Overview): boolean =>
    unserved.length > 0 || models.some((model) => found.has(model.id));
  const shown = style.full || all.length <= manyCollections ? all : all.filter(telling);
  const quiet = all.length - shown.length;
  return [
    ...shown.map((one) => block(one, style, paint)),
    ...(quiet > 0
      ? [paint("dim", `${count(quiet, "more collection")} with nothing to act on; --full prints them`)]
      : []),
  ];
}

function block(
  { collection, models, indexes, unserved, others, cold }: Overview,
  style: Style,
  paint: Paint,
): string {
  const names = models.map((model) => model.name).join(", ");
  const first = models[0];
  const at = first?.schemaAt ?? first?.at;
  const title = [
    paint("bold", names || (collection.name ?? "(unnamed collection)")),
    ...(names ? [paint("dim", collection.name ?? "(collection not known)")] : []),
    ...(at ? [paint("dim", showPlace(at))] : []),
  ];
  const rows = indexes.flatMap((use) => indexRows(use, at?.file, style, paint));
  const scanned =
    unserved.length > 0 ? [`  ${paint("red", "✗ no index")}`, ...queryRows(unserved, style, paint)] : [];
  const rest = [...restOf(others), ...(cold > 0 ? [`${cold} in tests and scripts`] : [])];
  return [
    title.join("  "),
    ...rows,
    ...scanned,
    ...(rest.length > 0 ? [paint("dim", `    also: ${rest.join(", ")}`)] : []),
    ...(models.some((model) => !model.complete)
      ? [paint("yellow", "    not all of its definition could be read")]
      : []),
  ].join("\n");
}

function indexRows(
  { index, queries }: IndexUse,
  file: string | undefined,
  style: Style,
  paint: Paint,
): string[] {
  const mark = queries.length > 0 ? paint("green", "✓") : "·";
  const words = [showKeys(index.keys), ...showOptions(index)];
  const place = index.at ? (index.at.file === file ? `:${index.at.line}` : showPlace(index.at)) : null;
  const idle = queries.length === 0 && index.via !== "implicit" ? ["no query read here uses it"] : [];
  if (index.via === "implicit" && queries.length === 0) return [];
  const side = [...(place ? [place] : []), ...idle].map((text) => paint("dim", text));
  return [`  ${mark} ${[...words, ...side].join("  ")}`, ...queryRows(queries, style, paint)];
}

function queryRows(queries: readonly QueryView[], style: Style, paint: Paint): string[] {
  const shown = style.full ? queries : queries.slice(0, fewQueries);
  const more = queries.length - shown.length;
  return [
    ...shown.map((view) => `      ${queryRow(view, paint)}`),
    ...(more > 0 ? [`      ${paint("dim", `and ${more} more`)}`] : []),
  ];
}

function queryRow(view: QueryView, paint: Paint): string {
  const { query } = view;
  return [
    showQuery(query),
    paint("dim", showPlace(query.at)),
    ...(query.in ? [paint("dim", query.in)] : []),
    ...(query.plan?.sort === "memory" ? [paint("yellow", "sorts in memory")] : []),
    ...(serviceOf(view) === "order" ? [paint("yellow", "reads the whole index, for its order")] : []),
  ].join("  ");
}

const reasons = {
  everything: (n: number) => `${count(n, "query", "queries")} without a filter`,
  refused: (n: number) => `${count(n, "query", "queries")} the server refuses`,
  unknown: (n: number) => `${count(n, "query", "queries")} not known well enough`,
} as const;

function restOf(others: readonly QueryView[]): string[] {
  return (["everything", "refused", "unknown"] as const).flatMap((service) => {
    const n = others.filter((query) => serviceOf(query) === service).length;
    return n > 0 ? [reasons[service](n)] : [];
  });
}

const levels = {
  error: ["red", "error"],
  warn: ["yellow", "warning"],
  info: ["cyan", "info"],
} as const;

function findings(all: readonly Finding[], paint: Paint): string[] {
  const files = [...new Set(all.map((finding) => finding.at.file))];
  const width = Math.max(0, ...all.map(({ at }) => `${at.line}:${at.column}`.length));
  return files.map((file) =>
    [
      paint("underline", file),
      ...all
        .filter((finding) => finding.at.file === file)
        .flatMap((finding) => findingRows(finding, width, paint)),
    ].join("\n"),
  );
}

function findingRows(
  { at, level, certainty, message, rule, see }: Finding,
  width: number,
  paint: Paint,
): string[] {
  const [colour, word] = levels[level];
  const place = `${at.line}:${at.column}`.padEnd(width);
  const indent = " ".repeat(width + 4);
  return [
    `  ${paint("dim", place)}  ${paint(colour, word)}${certainty === "assumed" ? " (assumed)" : ""}  ${message}  ${paint("dim", rule)}`,
    ...see.map((other) => paint("dim", `${indent}${showPlace(other.at)}  ${other.message}`)),
  ];
}

function gaps(all: readonly Gap[], style: Style, paint: Paint): string[] {
  if (all.length === 0) return [];
  if (style.gaps) {
    return [
      [
        paint("bold", "Not read"),
        ...all.map((gap) => `  ${showPlace(gap.at)}  ${gap.what}: ${gap.why}`),
      ].join("\n"),
    ];
  }
  const tally = new Map<string, number>();
  for (const { what, why } of all) tally.set(`${what}: ${why}`, (tally.get(`${what}: ${why}`) ?? 0) + 1);
  const ranked = [...tally].sort((a, b) => b[1] - a[1]);
  const more = ranked.length - fewGaps;
  const rows = ranked.slice(0, fewGaps).map(([reason, n]) => `  ${n} × ${reason}`);
  return [
    [paint("bold", "Not read"), ...rows, ...(more > 0 ? [`  and ${count(more, "other reason")}`] : [])].join(
      "\n",
    ),
  ];
}

/** The last line: what was found, how much there is, and how much of it could be read. */
export function totals({ summary, findings }: Report, paint: Paint = (_, text) => text, hint = ""): string {
  const assumed = findings.filter((finding) => finding.certainty === "assumed").length;
  const counted = [
    paint(summary.errors > 0 ? "red" : "green", count(summary.errors, "error")),
    paint(summary.warnings > 0 ? "yellow" : "green", count(summary.warnings, "warning")),
    ...(assumed > 0 ? [`${assumed} assumed`] : []),
  ].join(", ");
  const { queries } = summary;
  const coverage =
    queries.unknown > 0
      ? `${count(queries.read, "query site")} read, ${queries.unknown} not${hint}`
      : `${count(queries.read, "query site")} read`;
  return [
    counted,
    `${count(summary.models, "model")}, ${count(summary.indexes, "index", "indexes")}`,
    coverage,
  ].join(" · ");
}
