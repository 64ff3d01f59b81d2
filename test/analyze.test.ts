import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { analyze, type AnalyzeOptions } from "../src/analyze.js";
import * as judging from "../src/verdict/judge.js";
import { folderWith } from "./cli/terminal.js";

vi.mock("../src/verdict/judge.js", { spy: true });

const library = {
  "package.json": JSON.stringify({ name: "library", dependencies: { mongoose: "^9.0.0" } }),
  "loan.js": `import { Schema, model } from "mongoose";
const loan = new Schema({ member: { type: String, index: true }, due: Date });
loan.index({ member: 1, due: 1 });
export const Loan = model("Loan", loan);`,
};
const root = folderWith(library);

describe("analyze", () => {
  test("renders nothing unless asked", () => expect(analyze(root).output).toBeNull());

  test("renders a format", () => {
    expect(analyze(root, { format: "stylish" }).output).toContain("no-redundant-index");
    const { runs } = JSON.parse(analyze(root, { format: "sarif" }).output ?? "") as { runs: unknown[] };
    expect(runs).toHaveLength(1);
  });
  test("writes a file, json when no format is named", () => {
    const file = join(root, "reports", "indexes.json");
    const { output, report } = analyze(root, { output: file });
    expect(readFileSync(file, "utf8")).toBe(output);
    expect(JSON.parse(output ?? "")).toMatchObject({ findings: report.findings });
  });
  test("refuses a format that is not there, with the nearest one", () => {
    expect(() => analyze(root, { format: "sarfi" as "sarif" })).toThrow('there is no format "sarfi"');
  });
});

describe("a second analysis", () => {
  const found = (root: string, options: AnalyzeOptions = {}) => {
    vi.mocked(judging.judge).mockClear();
    const { findings } = analyze(root, { cache: join(root, ".cache"), ...options }).report;
    return { findings, judged: vi.mocked(judging.judge).mock.calls.length > 0 };
  };
  const strict = { levels: { "no-redundant-index": "error" } } as const;

  test("finds what the first one found without judging again", () => {
    const root = folderWith(library);
    const first = found(root);
    expect(first).toMatchObject({ judged: true, findings: [{ rule: "no-redundant-index" }] });
    expect(found(root)).toEqual({ ...first, judged: false });
    const report = analyze(root, { cache: join(root, ".cache"), format: "json" }).output;
    expect(report).toBe(analyze(root, { format: "json" }).output);
  });

  test.each<[string, AnalyzeOptions]>([
    ["another level", strict],
    ["another set", { set: "all" }],
    ["another certainty", { certainty: "assumed" }],
  ])("judges again at %s", (_, options) => {
    const root = folderWith(library);
    found(root);
    expect(found(root, options)).toEqual({ judged: true, findings: analyze(root, options).report.findings });
    expect(found(root, options).judged).toBe(false);
    expect(found(root).judged).toBe(false);
  });

  test.each<[string, string, string]>([
    ["the configuration", "mongoose-indexes.config.json", '{ "rules": { "no-redundant-index": "off" } }'],
    ["the files that are cold", "mongoose-indexes.config.json", '{ "coldFiles": ["loan.js"] }'],
    ["a comment that silences", "loan.js", `// analyze-indexes-disable\n${library["loan.js"]}`],
  ])("judges again after a change of %s", (_, file, text) => {
    const root = folderWith(library);
    found(root);
    writeFileSync(join(root, file), text);
    expect(found(root)).toEqual({ judged: true, findings: analyze(root).report.findings });
  });

  test("keeps what a few ways of judging found, of each of a few states", () => {
    const root = folderWith(library);
    for (const max of [1, 2, 3, 4, 5, 6, 7]) found(root, { levels: { "max-indexes": ["warn", { max }] } });
    const kept = readdirSync(join(root, ".cache"), { recursive: true, encoding: "utf8" });
    expect(kept.filter((file) => basename(file).startsWith("derived-"))).toHaveLength(4);
  });

  test("judges a catalog and a configuration that are handed in each time", () => {
    const root = folderWith(library);
    const { catalog, config } = analyze(root);
    for (const given of [{ catalog }, { config }]) {
      found(root, given);
      expect(found(root, given).judged).toBe(true);
    }
  });
});
