import { join } from "node:path";
import * as typescriptParser from "@typescript-eslint/parser";
import { ESLint, Linter } from "eslint";
import { describe, expect, test } from "vitest";
import noDeprecatedIndexOption from "../../rules/no-deprecated-index-option.js";
import requireIndexedFilter from "../../rules/require-indexed-filter.js";
import plugin from "../../src/eslint/plugin.js";
import { lint, project } from "../support/presenters.js";

const model = `import mongoose from "mongoose";
const userSchema = new mongoose.Schema({ email: { type: String, index: true }, name: String });
export const User = mongoose.model("User", userSchema);
`;
const service = `import { User } from "./user.js";
export const byEmail = (email) => User.findOne({ email: String(email) });
export const byName = (name) => User.find({ name: String(name) });
`;
const files = { "user.js": model, "service.js": service };

const recommended = (more: Linter.Config = {}): Linter.Config[] => [
  { files: ["**/*.{js,jsx,ts,tsx,vue,md}", "**/*.md/*.js"] },
  plugin.configs.recommended,
  { settings: { "mongoose-indexes": { debug: true } } },
  more,
];
const told = (messages: readonly Linter.LintMessage[]) =>
  messages.map(({ line, ruleId }) => `${line} ${ruleId ?? ""}`);
const verify = (root: string, file: string, text: string, more?: Linter.Config) =>
  new Linter({ cwd: root }).verify(text, recommended(more), { filename: file });

describe("the text under lint is the text that counts", () => {
  test("a query not yet saved is judged by saved models, with the other place in the message", () => {
    const root = project({ "user.js": model });
    const messages = verify(root, join(root, "service.js"), service);
    expect(told(messages)).toEqual(["3 mongoose-indexes/require-indexed-filter"]);
    expect(messages[0]?.message).toContain("user.js:2: `User` is declared here.");
  });
  test("an edit that is not saved is forgotten after its lint", () => {
    const root = project(files);
    const served = service.replace("name: String(name)", "email: String(name)");
    expect(verify(root, join(root, "service.js"), served)).toEqual([]);
    expect(verify(root, join(root, "service.js"), service)).toHaveLength(1);
    const indexed = model.replace("name: String", "name: { type: String, index: true }");
    expect(verify(root, join(root, "user.js"), indexed)).toEqual([]);
    expect(verify(root, join(root, "service.js"), service)).toHaveLength(1);
  });
  test("a relative file name stands for the one beneath the working directory", () => {
    const root = project(files);
    expect(verify(root, "service.js", service)).toHaveLength(1);
  });
});

describe("languages and parsers", () => {
  test("TypeScript without type information", () => {
    const root = project({ "user.ts": model });
    const typed = service.replaceAll("(email)", "(email: string)").replaceAll("(name)", "(name: string)");
    const plain = typed
      .replaceAll("String(email: string)", "email")
      .replaceAll("String(name: string)", "name");
    const parser = { languageOptions: { parser: typescriptParser } };
    expect(told(verify(root, join(root, "service.ts"), plain, parser))).toEqual([
      "3 mongoose-indexes/require-indexed-filter",
    ]);
  });
  test("CommonJS", () => {
    const root = project({});
    const text = `const mongoose = require("mongoose");
const User = mongoose.model("User", new mongoose.Schema({ name: String }));
exports.byName = (name) => User.find({ name: String(name) });
`;
    const commonjs = { languageOptions: { sourceType: "commonjs" } } as const;
    expect(told(verify(root, join(root, "user.cjs"), text, { files: ["**/*.cjs"], ...commonjs }))).toEqual([
      "3 mongoose-indexes/require-indexed-filter",
    ]);
  });
  test("a byte order mark and CRLF keep places, and fixes, right", () => {
    const root = project({});
    const text = `\uFEFFimport mongoose from "mongoose";\r\nconst s = new mongoose.Schema({ a: Number });\r\ns.index({ a: 1 }, { unique: true, background: true });\r\nexport const A = mongoose.model("A", s);\r\n`;
    const [message] = lint(root, "a.js", text, noDeprecatedIndexOption);
    expect(message).toMatchObject({ line: 3, column: 1 });
    const linter = new Linter({ cwd: root });
    const { output } = linter.verifyAndFix(text, recommended(), { filename: join(root, "a.js") });
    expect(output).toBe(text.replace(", background: true", ""));
  });
});

test("fixes what is safe to fix, in migrations too", () => {
  const root = project({ "user.js": model });
  const migration = `export const up = async (db) => {
  await db.collection("users").createIndex({ name: 1 }, { name: "by_name", background: true });
};
`;
  const { output, messages } = new Linter({ cwd: root }).verifyAndFix(migration, recommended(), {
    filename: join(root, "migrations/1.js"),
  });
  expect(output).toBe(migration.replace(", background: true", ""));
  expect(messages).toEqual([]);
});

describe("is silent", () => {
  test("where a comment of the command's says so, as where ESLint's own does", () => {
    const root = project(files);
    for (const comment of [
      "// analyze-indexes-disable-next-line require-indexed-filter -- seldom asked",
      "// eslint-disable-next-line mongoose-indexes/require-indexed-filter",
    ]) {
      const text = service.replace("export const byName", `${comment}\nexport const byName`);
      expect(verify(root, join(root, "service.js"), text)).toEqual([]);
    }
  });
  test("for text without a file", async () => {
    const root = project(files);
    expect(new Linter({ cwd: root }).verify(model, recommended(), {})).toEqual([]);
    const eslint = new ESLint({ cwd: root, overrideConfigFile: true, overrideConfig: recommended() });
    const [result] = await eslint.lintText(service.replace("./user.js", "./other.js"));
    expect(result?.messages).toEqual([]);
  });
  test("for a block that a processor cut out of another file", () => {
    const root = project(files);
    const linter = new Linter({ cwd: root });
    const processor: Linter.Processor = {
      preprocess: () => [{ text: service, filename: "0.js" }],
      postprocess: (lists) => lists.flat(),
    };
    expect(
      linter.verify("# Text", [...recommended(), { files: ["**/*.md"], processor }], {
        filename: join(root, "a.md"),
      }),
    ).toEqual([]);
  });
  test("for a file outside of the root", () => {
    const root = project(files);
    const elsewhere = { settings: { "mongoose-indexes": { root, debug: true } } };
    const other = project(files);
    expect(verify(other, join(other, "service.js"), service, elsewhere)).toEqual([]);
  });
  test("for a file that mentions nothing of ours, in a blink", () => {
    const root = project(files);
    const text = "export const a = [1, 2, 3].map((n) => n + 1);\n".repeat(200);
    verify(root, join(root, "plain.js"), text);
    const start = performance.now();
    for (let n = 0; n < 20; n++) lint(root, "plain.js", text, requireIndexedFilter);
    expect((performance.now() - start) / 20).toBeLessThan(100);
  });
  test("when something of ours breaks, unless debugging", () => {
    const root = project(files);
    const broken = { settings: { "mongoose-indexes": { root: 5 as never, debug: false } } };
    expect(verify(root, join(root, "service.js"), service, broken)).toEqual([]);
    const debugged = { settings: { "mongoose-indexes": { root: 5 as never, debug: true } } };
    expect(() => verify(root, join(root, "service.js"), service, debugged)).toThrow();
  });
});

describe("settings and configuration", () => {
  test("a configuration that cannot be used is told once per file, by its own rule, with file, key and hint", () => {
    const root = project({ ...files, "mongoose-indexes.config.json": '{ "smallColections": [] }' });
    const messages = verify(root, join(root, "service.js"), service);
    expect(messages.map(({ ruleId }) => ruleId)).toEqual(["mongoose-indexes/valid-configuration"]);
    expect(messages[0]?.message).toMatch(
      /mongoose-indexes\.config\.json: .*"smallColections".*"smallCollections".*\. Until it is mended, no rule of mongoose-indexes judges this file\.$/,
    );
  });
  test("the configuration says what the code cannot", () => {
    const root = project(files, { smallCollections: ["User"] });
    expect(verify(root, join(root, "service.js"), service)).toEqual([]);
  });
  test("settings name another configuration", () => {
    const root = project({ ...files, "other.json": '{ "smallCollections": ["users"] }' });
    const settings = { "mongoose-indexes": { config: "other.json", debug: true } };
    expect(verify(root, join(root, "service.js"), service, { settings })).toEqual([]);
  });
  test("settings ask for assumptions too", () => {
    const text = `import { User } from "./user.js";\nexport const all = () => User.find({ active: true });\n`;
    const flagged = model.replace("name: String", "active: Boolean");
    const both = { "user.js": flagged, "service.js": text };
    const other = project(both);
    expect(verify(other, join(other, "service.js"), text)).toEqual([]);
    const settings = { "mongoose-indexes": { certainty: "assumed", debug: true } };
    expect(told(verify(other, join(other, "service.js"), text, { settings }))).toEqual([
      "2 mongoose-indexes/require-indexed-filter",
    ]);
  });
});

test("all rules of one file share one reading", () => {
  const root = project(files);
  const linter = new Linter({ cwd: root });
  const config = [...recommended(), plugin.configs.all];
  linter.verify(service, config, { filename: join(root, "service.js") });
  const start = performance.now();
  linter.verify(`${service}// typed\n`, config, { filename: join(root, "service.js") });
  expect(performance.now() - start).toBeLessThan(1000);
});
