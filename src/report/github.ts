import type { Finding, Level } from "../verdict/index.js";
import { showPlace } from "./shape.js";
import type { Reporter } from "./types.js";

const commands: { readonly [level in Level]: string } = { error: "error", warn: "warning", info: "notice" };

/** Workflow commands that GitHub shows as annotations on the changed lines. */
export const github: Reporter = ({ report }) =>
  report.findings.map((finding) => `${annotation(finding)}\n`).join("");

function annotation({ level, at, rule, message, see }: Finding): string {
  const properties = Object.entries({
    file: at.file,
    line: at.line,
    col: at.column,
    endLine: at.endLine,
    endColumn: at.endLine === undefined || at.endLine === at.line ? at.endColumn : undefined,
    title: `mongoose-indexes/${rule}`,
  }).filter(([, value]) => value !== undefined);
  const text = [message, ...see.map((other) => `${showPlace(other.at)}: ${other.message}`)].join("\n");
  return `::${commands[level]} ${properties.map(([key, value]) => `${key}=${escapeProperty(String(value))}`).join(",")}::${escapeText(text)}`;
}

const escapeText = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const escapeProperty = (text: string): string =>
  escapeText(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
