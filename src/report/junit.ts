import type { Finding } from "../verdict/index.js";
import { escapeMarkup } from "./escape.js";
import { showPlace } from "./shape.js";
import type { Reporter } from "./types.js";

/** JUnit's XML: a suite per file with findings, a failed case per finding; what only informs passes with its text. */
export const junit: Reporter = ({ report, tool }) => {
  const files = [...new Set(report.findings.map((finding) => finding.at.file))];
  const suites = files.flatMap((file) =>
    suite(
      file,
      report.findings.filter((finding) => finding.at.file === file),
    ),
  );
  const body = files.length > 0 ? suites : cleanSuite(tool.name);
  const failures = report.findings.filter(fails).length;
  const tests = Math.max(1, report.findings.length);
  return `${[
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<testsuites name="${escapeMarkup(tool.name)}" tests="${tests}" failures="${failures}" errors="0">`,
    ...body,
    `</testsuites>`,
  ].join("\n")}\n`;
};

const fails = (finding: Finding): boolean => finding.level !== "info";

function suite(file: string, findings: readonly Finding[]): string[] {
  const failures = findings.filter(fails).length;
  return [
    `  <testsuite name="${escapeMarkup(file)}" tests="${findings.length}" failures="${failures}" errors="0">`,
    ...findings.flatMap((finding) => testcase(finding)),
    `  </testsuite>`,
  ];
}

function testcase(finding: Finding): string[] {
  const { rule, level, at, message, see } = finding;
  const text = escapeMarkup(
    [
      `${at.file}:${at.line}:${at.column}`,
      message,
      ...see.map((other) => `${showPlace(other.at)}: ${other.message}`),
    ].join("\n"),
  );
  const name = escapeMarkup(`${rule} (${at.line}:${at.column})`);
  return [
    `    <testcase name="${name}" classname="${escapeMarkup(at.file)}" file="${escapeMarkup(at.file)}" line="${at.line}">`,
    fails(finding)
      ? `      <failure type="${level}" message="${escapeMarkup(message)}">${text}</failure>`
      : `      <system-out>${text}</system-out>`,
    `    </testcase>`,
  ];
}

const cleanSuite = (name: string): string[] => [
  `  <testsuite name="${escapeMarkup(name)}" tests="1" failures="0" errors="0">`,
  `    <testcase name="no findings" classname="${escapeMarkup(name)}"/>`,
  `  </testsuite>`,
];
