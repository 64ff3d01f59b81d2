import type { Finding, Level } from "../verdict/index.js";
import { fingerprint } from "./fingerprint.js";
import { showPlace } from "./shape.js";
import type { Reporter } from "./types.js";

const severities: { readonly [level in Level]: string } = { error: "major", warn: "minor", info: "info" };

/** GitLab's code quality report (the subset of Code Climate's format that GitLab reads). */
export const gitlab: Reporter = ({ report }) => `${JSON.stringify(report.findings.map(issue), null, 2)}\n`;

function issue(finding: Finding) {
  const { rule, level, message, at, see } = finding;
  const others = see.map((other) => `${other.message} (${showPlace(other.at)})`);
  return {
    description: [message, ...others].join(" "),
    check_name: `mongoose-indexes/${rule}`,
    fingerprint: fingerprint(finding),
    severity: severities[level],
    location: { path: at.file, lines: { begin: at.line, end: at.endLine ?? at.line } },
  };
}
