import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { rules } from "../rules/index.js";
import { help } from "../src/cli/help.js";
import { at } from "./cli/terminal.js";

const path = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));
const readme = readFileSync(path("README.md"), "utf8");

const fenced = (text: string, language = "text"): string => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.map(cell).join(" | ")} |`).join("\n");

/** One collection, the finding about it, and the last line: enough to see what a report is. */
async function report(): Promise<string> {
  const { stdout } = await at(path("fixtures/creator-marketplace"), []);
  const sections = stdout.trimEnd().split("\n\n");
  const [indexes] = sections.filter((section) => section.startsWith("AuditLog"));
  const [found] = sections.filter((section) => section.startsWith("src/services/audit.service.ts\n"));
  if (!indexes || !found) throw new Error("the marketplace's report has lost its audit log");
  return fenced([indexes, found, sections.at(-1)].join("\n\n"));
}

function ruleTable(): string {
  const rows = rules.map(({ name, description, set, level, fixable }) => [
    existsSync(path(`rules/${name}.md`)) ? `[${name}](rules/${name}.md)` : name,
    description,
    set,
    level === "warn" ? "warning" : level,
    fixable ? "🔧" : "",
  ]);
  return table(["Rule", "What it does", "Set", "Level", ""], rows);
}

interface Described {
  readonly description?: string;
}

function configTable(): string {
  const schema = JSON.parse(readFileSync(path("src/workspace/config.schema.json"), "utf8"));
  const keys = Object.entries(schema.properties as Record<string, Described>).filter(
    ([name]) => name !== "$schema",
  );
  return table(
    ["Key", "Meaning"],
    keys.map(([name, { description = "" }]) => [`\`${name}\``, description]),
  );
}

async function generated(): Promise<string> {
  const parts: { readonly [name: string]: string } = {
    report: await report(),
    help: fenced(help()),
    rules: ruleTable(),
    config: configTable(),
  };
  return readme.replace(
    /(<!-- begin:(\w+) -->\n)[\s\S]*?(<!-- end:\2 -->)/g,
    (_, begin: string, name: string, end: string) => `${begin}${parts[name] ?? "?"}\n${end}`,
  );
}

describe("README", () => {
  test("says what the tool says: report, help, rules and configuration (npm run docs mends it)", async () => {
    await expect(await generated()).toMatchFileSnapshot("../README.md");
  });

  test("every link into the project leads somewhere", () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, target]) => target ?? "");
    expect(links.length).toBeGreaterThan(2);
    expect(links.filter((target) => !existsSync(path(target)))).toEqual([]);
  });

  test("every command it shows is one the tool has", () => {
    const shown = [...readme.matchAll(/npx analyze-indexes(?: ([a-z]+\b)(?=[\s`]|$))?/gm)].flatMap(
      ([, name]) => name ?? [],
    );
    const known = [...help().matchAll(/^ {2}(\w+) {2}/gm)].map(([, name]) => name);
    expect(shown.filter((name) => !known.includes(name) && !existsSync(path(name)))).toEqual([]);
  });
});
