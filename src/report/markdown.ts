import { showKeys } from "../planner/index.js";
import type { Finding } from "../verdict/index.js";
import { expectedLines } from "./expected.js";
import { overviews, type Overview } from "./overview.js";
import { showPlace, showQuery } from "./shape.js";
import { totals } from "./totals.js";
import type { Reporter, Subject } from "./types.js";

/** The report as Markdown, for a pull request comment, a job summary or a wiki page. */
export const markdown: Reporter = (subject, style) => {
  const { report } = subject;
  const sections = [
    "# Indexes",
    totals(report),
    ...(report.findings.length > 0
      ? ["## Findings", table(["", "Where", "Finding", "Rule"], report.findings.map(findingRow))]
      : []),
    ...expectedSection(subject),
    "## Collections",
    ...overviews(subject).flatMap(section),
    ...(style.gaps && report.gaps.length > 0
      ? [
          "## Not read",
          table(
            ["Where", "What", "Why"],
            report.gaps.map((gap) => [code(showPlace(gap.at)), gap.what, gap.why]),
          ),
        ]
      : []),
  ];
  return `${sections.join("\n\n")}\n`;
};

function expectedSection(subject: Subject): string[] {
  const expected = expectedLines(subject);
  if (!expected) return [];
  const rows = expected.lines.map(
    ({ met, text }) => `- ${met === null ? "❔" : met ? "✅" : "❌"} ${escaped(text)}`,
  );
  return [`## ${expected.title}`, rows.join("\n")];
}

const marks = { error: "❌ error", warn: "⚠️ warning", info: "ℹ️ info" } as const;

function findingRow({ level, certainty, at, message, see, rule }: Finding): string[] {
  const others = see.map((other) => `${other.message} (${code(showPlace(other.at))})`);
  const mark = certainty === "assumed" ? `${marks[level]} (assumed)` : marks[level];
  return [mark, code(showPlace(at)), [message, ...others].join("<br>"), code(rule)];
}

function section({ models, collection, indexes, unserved }: Overview): string[] {
  const title = models.map((model) => model.name).join(", ") || collection.name || "(unnamed collection)";
  const rows = indexes.map(({ index, queries }) => [
    code(showKeys(index.keys)),
    index.at ? code(showPlace(index.at)) : index.via,
    String(queries.length),
  ]);
  const scans = unserved.map(({ query }) => `- ${code(showQuery(query))} at ${code(showPlace(query.at))}`);
  return [
    `### ${escaped(title)}`,
    ...(rows.length > 0 ? [table(["Index", "Declared", "Queries served"], rows)] : []),
    ...(scans.length > 0 ? [["Without an index:", "", ...scans].join("\n")] : []),
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), `|${" --- |".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

const escaped = (text: string): string => text.replace(/([\\`*_{}[\]<>#|])/g, "\\$1");

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

function code(text: string): string {
  const fence = text.includes("`") ? "``" : "`";
  return `${fence}${text}${fence}`;
}
