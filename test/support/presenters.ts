import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as typescriptParser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import { expect, onTestFinished } from "vitest";
import { rules } from "../../rules/index.js";
import { analyze } from "../../src/analyze.js";
import plugin from "../../src/eslint/plugin.js";
import type { Finding, Rule, RuleOptions } from "../../src/verdict/index.js";

/** The files of a project, by path; a single text is `model.js`. */
export type Files = { readonly [file: string]: string };

export interface How {
  readonly options?: RuleOptions;
  /** Further keys of the configuration. */
  readonly config?: object;
}

const isSource = (file: string): boolean => /\.[cm]?[jt]sx?$/.test(file);

/** Writes a project into a folder of its own, gone after the test. */
export function project(files: Files, config: object = {}): string {
  const root = mkdtempSync(join(tmpdir(), "project-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  save(root, {
    "package.json": JSON.stringify({ name: "app", type: "module", dependencies: { mongoose: "^9.0.0" } }),
    "mongoose-indexes.config.json": JSON.stringify(config),
    ...files,
  });
  return root;
}

function save(root: string, files: Files): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
}

/** What the command line finds with this rule alone, or with all. */
export function found(
  files: Files,
  rule: Rule | null,
  { options = {}, config = {} }: How = {},
): readonly Finding[] {
  const levels = rules.map((each) => [each.name, rule === null || each === rule ? "warn" : "off"]);
  const on = rule === null ? {} : { [rule.name]: ["warn", options] };
  const root = project(files, { ...config, rules: { ...Object.fromEntries(levels), ...on } });
  return analyze(root).report.findings;
}

/** Lints one text of a project as an editor does: what is on disk in its place does not count. */
export function lint(
  root: string,
  file: string,
  text: string,
  rule: Rule,
  { options = {} }: How = {},
): Linter.LintMessage[] {
  const linter = new Linter({ cwd: root, configType: "flat" });
  const config: Linter.Config[] = [
    {
      files: ["**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}"],
      plugins: { "mongoose-indexes": plugin },
      settings: { "mongoose-indexes": { debug: true } },
      rules: { [`mongoose-indexes/${rule.name}`]: ["warn", options] },
    },
    { files: ["**/*.{ts,mts,cts,tsx}"], languageOptions: { parser: typescriptParser } },
    { files: ["**/*.cjs"], languageOptions: { sourceType: "commonjs" } },
  ];
  return linter.verify(text, config, { filename: join(root, file) });
}

/** Runs a rule through both presenters, holds them to the same findings, and tries every suggestion. */
export function both(rule: Rule, files: Files, how: How = {}): readonly Finding[] {
  const findings = found(files, rule, how);
  for (const [file, text] of Object.entries(files).filter(([each]) => isSource(each))) {
    // Saved, it says nothing: all that is linted is unsaved.
    const root = project({ ...files, [file]: "export {};\n" }, how.config);
    const messages = lint(root, file, text, rule, how);
    const expected = findings.filter(({ at }) => at.file === file);
    expect(messages.map(placed)).toEqual(expected.map(showFinding));
    for (const message of messages)
      for (const { fix, desc } of message.suggestions ?? []) tried(files, file, message, fix, desc, how);
  }
  return findings;
}

const placed = ({ line, column, message }: Linter.LintMessage): string => `${line}:${column} ${message}`;

const showFinding = ({ at, message, see }: Finding): string =>
  `${at.line}:${at.column} ${message}${see.map((each) => ` ${each.at.file}:${each.at.line}: ${each.message}`).join("")}`;

/** A suggestion gives code that parses, is no longer reported for this, and is reported for nothing new. */
function tried(
  files: Files,
  file: string,
  message: Linter.LintMessage,
  fix: { range: [number, number]; text: string },
  title: string,
  how: How,
): void {
  const text = files[file] ?? "";
  const [start, end] = fix.range;
  const after = { ...files, [file]: text.slice(0, start) + fix.text + text.slice(end) };
  const before = messagesOf(found(files, null, how));
  const now = messagesOf(found(after, null, how));
  expect(
    now.filter((each) => !before.includes(each)),
    title,
  ).toEqual([]);
  const gone = before.length - now.length;
  expect(gone, `"${title}" mends "${message.message}"\n${after[file] ?? ""}`).toBeGreaterThan(0);
  expect(syntaxErrors(file, after[file] ?? "")).toEqual([]);
}

const messagesOf = (findings: readonly Finding[]): string[] =>
  findings.map(({ rule, message }) => `${rule}: ${message}`);

function syntaxErrors(file: string, text: string): string[] {
  const linter = new Linter({ configType: "flat" });
  const parser = /\.[cm]?tsx?$/.test(file) ? { languageOptions: { parser: typescriptParser } } : {};
  const messages = linter.verify(text, [{ files: ["**/*"], ...parser }], { filename: file });
  return messages.filter(({ fatal }) => fatal).map((each) => each.message);
}
