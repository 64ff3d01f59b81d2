import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { at, folderWith } from "./terminal.js";

const project = fileURLToPath(new URL("../..", import.meta.url));

interface Found {
  readonly id: string;
  readonly rule: string;
  readonly message: string;
}

const findings = async (root: string): Promise<Found[]> =>
  JSON.parse((await at(root, ["--format", "json"])).stdout).findings;

/** Errors of the type checker in a project that stands outside of ours. */
function typeErrors(root: string): string[] {
  const config = ts.getParsedCommandLineOfConfigFile(
    join(root, "tsconfig.json"),
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
        throw new Error(String(diagnostic.messageText));
      },
    },
  );
  if (!config) throw new Error("no tsconfig.json");
  const program = ts.createProgram(config.fileNames, config.options);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

function marketplace(): string {
  const root = join(mkdtempSync(join(tmpdir(), "marketplace-")), "creator-marketplace");
  cpSync(join(project, "fixtures/creator-marketplace"), root, { recursive: true });
  symlinkSync(join(project, "node_modules"), join(dirname(root), "node_modules"));
  return root;
}

describe("the marketplace, taken at its word", () => {
  const root = marketplace();
  const model = join(root, "src/models/auditLog.model.ts");

  test("advise tells what to add and for which query, and writes nothing by itself", async () => {
    const before = readFileSync(model, "utf8");
    const { stdout } = await at(root, ["advise"]);
    expect(stdout).toMatch(
      /\+ \{ resourceType: 1, timestamp: -1 \}\n +for find \{ resourceType \} sort \{ timestamp: -1 \} +src\/services\/audit\.service\.ts:8/,
    );
    expect(stdout).toContain("Nothing was written");
    expect(readFileSync(model, "utf8")).toBe(before);
  });

  test("advise --write and migrate: the findings they address are gone, none is new, the project type-checks", async () => {
    const before = await findings(root);
    await at(root, ["advise", "--write"]);
    await at(root, ["migrate", "--output", "src/migrations/20300101_advised_indexes.ts"]);
    const after = await findings(root);

    const addressed = ["require-indexed-sort", "require-migrated-index"];
    expect(before.filter(({ rule }) => addressed.includes(rule)).length).toBeGreaterThan(10);
    expect(after.filter(({ rule }) => addressed.includes(rule))).toEqual([]);
    const known = new Set(before.map(({ id }) => id));
    expect(after.filter(({ id }) => !known.has(id))).toEqual([]);
    expect(typeErrors(root)).toEqual([]);
  }, 60_000);

  test("a second run changes nothing", async () => {
    const before = readFileSync(model, "utf8");
    expect((await at(root, ["advise", "--write"])).stdout).not.toContain("Written");
    expect(readFileSync(model, "utf8")).toBe(before);
    expect(await at(root, ["migrate"])).toMatchObject({
      exitCode: 0,
      stdout: "",
      stderr: expect.stringMatching(/^Nothing to migrate/),
    });
    expect((await at(root, ["compare", "source", "migrations"])).exitCode).toBe(0);
  });
});

const manifest = JSON.stringify({ name: "library", type: "module", dependencies: { mongoose: "^9.0.0" } });
const library = (indexes: string, service: string) =>
  folderWith({
    "package.json": manifest,
    "src/loan.js": `import mongoose from "mongoose";\nconst loanSchema = new mongoose.Schema({ memberId: String, dueAt: Date, note: String });\n${indexes}export const Loan = mongoose.model("Loan", loanSchema);\n`,
    "src/service.js": `import { Loan } from "./loan.js";\n${service}`,
  });

describe("advice", () => {
  const sorted = "export const ofMember = (id) => Loan.find({ memberId: String(id) }).sort({ dueAt: -1 });\n";

  test("merges what a new index takes over", async () => {
    const folder = library("loanSchema.index({ memberId: 1 });\n", sorted);
    const { stdout } = await at(folder, ["advise", "--write"]);
    expect(stdout).toContain("1 index to add · 1 to drop");
    const text = readFileSync(join(folder, "src/loan.js"), "utf8");
    expect(text).toContain("loanSchema.index({ memberId: 1, dueAt: -1 });");
    expect(text).not.toContain("loanSchema.index({ memberId: 1 });");
  });

  test("drops what no query uses, unless something could not be read", async () => {
    const indexes = "loanSchema.index({ note: 1 });\n";
    const clear = await at(library(indexes, "export const one = (id) => Loan.findById(id);\n"), ["advise"]);
    expect(clear.stdout).toMatch(/- \{ note: 1 \} .*\n +no query that was read needs it/);
    const dark = await at(
      library(
        indexes,
        "export const one = (id) => Loan.findById(id);\nexport const some = (filter) => Loan.find(filter);\n",
      ),
      ["advise"],
    );
    expect(dark.stdout).toMatch(
      /\? \{ note: 1 \} .*\n.*but it stays: 1 of its queries could not be read in full/,
    );
  });

  test("keeps what another collection gets by the same declaration, and uses", async () => {
    const folder = folderWith({
      "package.json": manifest,
      "src/loan.js": `import mongoose from "mongoose";
const loanSchema = new mongoose.Schema({ memberId: { type: String, index: true } });
export const Loan = mongoose.model("Loan", loanSchema);
export const PastLoan = mongoose.model("PastLoan", loanSchema);
export const ofMember = (id) => PastLoan.find({ memberId: String(id) });
export const one = (id) => Loan.findById(id);
`,
    });
    const { stdout } = await at(folder, ["advise"]);
    expect(stdout).toMatch(
      /\? \{ memberId: 1 \} .*\n.*but it stays: `PastLoan` has it by the same declaration/,
    );
    expect(stdout).toContain("0 to drop");
  });

  test("adds no second index beside one that is partial or hidden, and says what keeps that from being used", async () => {
    const indexes = `loanSchema.index({ memberId: 1 }, { partialFilterExpression: { note: { $type: "string" } } });
loanSchema.index({ note: 1 }, { hidden: true });
`;
    const queries = `export const ofMember = (id) => Loan.find({ memberId: String(id) });
export const noted = (note) => Loan.find({ note: String(note) });
`;
    const { stdout } = await at(library(indexes, queries), ["advise"]);
    expect(stdout).toContain("0 indexes to add");
    expect(stdout).toContain("`{ memberId: 1 }` is partial, and the query does not repeat its condition");
    expect(stdout).toContain("`{ note: 1 }` is hidden");
  });

  test("adds nothing for what may all be left out", async () => {
    const query = `export const some = (by) => {
  const filter = {};
  if (by.member) filter.memberId = String(by.member);
  if (by.note) filter.note = String(by.note);
  return Loan.find(filter);
};
`;
    expect((await at(library("", query), ["advise"])).stdout).toContain("0 indexes to add");
  });

  test("keeps a byte order mark, CRLF and the rest of the file", async () => {
    const folder = library("", sorted);
    const path = join(folder, "src/loan.js");
    const marked = `\uFEFF${readFileSync(path, "utf8").replaceAll("\n", "\r\n")}`;
    writeFileSync(path, marked);
    await at(folder, ["advise", "--write"]);
    const text = readFileSync(path, "utf8");
    const added = "loanSchema.index({ memberId: 1, dueAt: -1 });\r\n";
    expect(text).toContain(added);
    expect(text).not.toMatch(/[^\r]\n/);
    const kept = text.replace(added, "").split("\r\n");
    expect(marked.split("\r\n").filter((line) => !kept.includes(line))).toEqual([]);
  });

  test("--whole asks for the fewest indexes that serve everything in full", async () => {
    const folder = library(
      "loanSchema.index({ memberId: 1 });\n",
      "export const due = (id, day) => Loan.find({ memberId: String(id), dueAt: { $lt: new Date(day) } });\n",
    );
    expect((await at(folder, ["advise"])).stdout).toContain("0 indexes to add");
    expect((await at(folder, ["advise", "--whole"])).stdout).toContain("+ { memberId: 1, dueAt: 1 }");
  });
});
