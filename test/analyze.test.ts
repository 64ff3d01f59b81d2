import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { analyze } from "../src/analyze.js";
import { folderWith } from "./cli/terminal.js";

const root = folderWith({
  "package.json": JSON.stringify({ name: "library", dependencies: { mongoose: "^9.0.0" } }),
  "loan.js": `import { Schema, model } from "mongoose";
const loan = new Schema({ member: { type: String, index: true }, due: Date });
loan.index({ member: 1, due: 1 });
export const Loan = model("Loan", loan);`,
});

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
