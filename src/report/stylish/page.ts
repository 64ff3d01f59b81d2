import type { Report } from "../../verdict/index.js";
import { count } from "../count.js";
import { overviews, type Overview } from "../overview.js";
import { expectedLines } from "../expected.js";
import { paintFor, type Paint } from "../paint.js";
import { totals } from "../totals.js";
import type { Reporter, Style, Subject } from "../types.js";
import { block } from "./collection.js";
import { findingSections } from "./findings.js";
import { gapSection } from "./gaps.js";

/** With more collections than this, those with nothing to act on are counted instead of printed. */
const manyCollections = 24;

/** The report a person reads in a terminal. */
export const stylish: Reporter = (subject, style) => {
  const { report } = subject;
  const paint = paintFor(style.colour);
  const sections = [
    ...blocks(overviews(subject), report, style, paint),
    ...findingSections(report.findings, paint),
    ...expectedSection(subject, paint),
    ...gapSection(report.gaps, style, paint),
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

function expectedSection(subject: Subject, paint: Paint): string[] {
  const expected = expectedLines(subject);
  if (!expected) return [];
  const mark = (met: boolean | null): string =>
    met === null ? "?" : met ? paint("green", "✓") : paint("red", "✗");
  const rows = expected.lines.map(({ met, text }) => `  ${mark(met)} ${text}`);
  return [[paint("bold", expected.title), ...rows].join("\n")];
}
