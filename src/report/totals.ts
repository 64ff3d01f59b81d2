import type { Report } from "../verdict/index.js";
import { count } from "./count.js";
import type { Paint } from "./paint.js";

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
