import type { Finding } from "../../verdict/index.js";
import type { Paint } from "../paint.js";
import { showPlace } from "../shape.js";

const levels = {
  error: ["red", "error"],
  warn: ["yellow", "warning"],
  info: ["cyan", "info"],
} as const;

/** The findings, file by file, as linters print them. */
export function findingSections(all: readonly Finding[], paint: Paint): string[] {
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
