import type { Gap, Place } from "../catalog/types.js";
import type { Finding, Level, Rule } from "../verdict/index.js";
import { fingerprint } from "./fingerprint.js";
import type { Reporter } from "./types.js";

const levels: { readonly [level in Level]: string } = { error: "error", warn: "warning", info: "note" };

/** SARIF 2.1.0, as code scanning services read it. */
export const sarif: Reporter = ({ report, rules, tool }) => {
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: tool.name,
            version: tool.version,
            informationUri: tool.homepage,
            rules: rules.map(descriptor),
          },
        },
        columnKind: "utf16CodeUnits",
        invocations: [
          { executionSuccessful: true, toolExecutionNotifications: report.gaps.map(notification) },
        ],
        results: report.findings.map((finding) => result(finding, rules)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
};

function descriptor({ name, description, level }: Rule) {
  return {
    id: name,
    shortDescription: { text: description },
    defaultConfiguration: { level: levels[level] },
  };
}

function result(finding: Finding, rules: readonly Rule[]) {
  const { rule, level, message, at, see, certainty, model, id } = finding;
  return {
    ruleId: rule,
    ruleIndex: rules.findIndex(({ name }) => name === rule),
    level: levels[level],
    message: { text: message },
    locations: [location(at)],
    relatedLocations: see.map((other, n) => ({
      id: n + 1,
      ...location(other.at),
      message: { text: other.message },
    })),
    partialFingerprints: { "finding/v1": fingerprint(finding) },
    properties: { id, certainty, ...(model && { model }) },
  };
}

function notification({ what, why, at }: Gap) {
  return { level: "note", message: { text: `${what} not read: ${why}` }, locations: [location(at)] };
}

function location({ file, line, column, endLine, endColumn }: Place) {
  return {
    physicalLocation: {
      artifactLocation: { uri: file.split("/").map(encodeURIComponent).join("/"), uriBaseId: "%SRCROOT%" },
      region: {
        startLine: line,
        startColumn: column,
        ...(endLine && { endLine }),
        ...(endColumn && { endColumn }),
      },
    },
  };
}
