import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { at, folderWith } from "./terminal.js";

const model = `import mongoose from "mongoose";
const loanSchema = new mongoose.Schema({ memberId: String, dueAt: Date, note: String });
loanSchema.index({ memberId: 1 });
loanSchema.index({ memberId: 1, dueAt: -1 });
export const Loan = mongoose.model("Loan", loanSchema);
`;
const service = `import { Loan } from "./loan.js";
export const ofMember = (memberId) => Loan.find({ memberId: String(memberId) }).sort({ dueAt: -1 });
`;
const scan = `export const withNote = (note) => Loan.find({ note: String(note) });\n`;
const manifest = JSON.stringify({ name: "library", type: "module", dependencies: { mongoose: "^9.0.0" } });
const library = { "package.json": manifest, "src/loan.js": model, "src/service.js": service };

const rulesIn = async (folder: string, ...argv: string[]): Promise<string[]> => {
  const { stdout } = await at(folder, ["--format", "json", ...argv]);
  return JSON.parse(stdout).findings.map(({ rule }: { rule: string }) => rule);
};
const change = (folder: string, file: string, from: string, to: string): void => {
  const path = join(folder, file);
  writeFileSync(path, readFileSync(path, "utf8").replace(from, to));
};

describe("--baseline", () => {
  test("leaves out what was there when it was written, and only that", async () => {
    const folder = folderWith(library);
    expect(await rulesIn(folder, "--baseline", "known.json", "--update-baseline")).toEqual([]);
    expect(await at(folder, ["--baseline", "known.json", "--max-warnings", "0"])).toMatchObject({
      exitCode: 0,
    });
    change(folder, "src/service.js", service, service + scan);
    expect(await rulesIn(folder, "--baseline", "known.json")).toEqual(["require-indexed-filter"]);
  });

  test("outlives edits that move the lines", async () => {
    const folder = folderWith(library);
    await at(folder, ["--baseline", "known.json", "--update-baseline"]);
    change(folder, "src/loan.js", "const loanSchema", "\n\n\nconst loanSchema");
    expect(await rulesIn(folder, "--baseline", "known.json")).toEqual([]);
  });

  test("tells which entries nobody needs any more", async () => {
    const folder = folderWith(library);
    await at(folder, ["--baseline", "known.json", "--update-baseline"]);
    change(folder, "src/loan.js", "loanSchema.index({ memberId: 1 });\n", "");
    const { stderr } = await at(folder, ["--baseline", "known.json"]);
    expect(stderr).toMatch(/^1 in known\.json no longer found .*no-redundant-index/);
  });

  test.each([
    [["--update-baseline"], "--update-baseline needs --baseline"],
    [
      ["--baseline", "nowhere.json"],
      "nowhere.json cannot be read: no such file (--update-baseline writes it)",
    ],
    [["--baseline", "package.json"], "package.json holds no baseline"],
  ])("%j is refused in one line", async (argv, message) => {
    const { exitCode, stderr } = await at(folderWith(library), argv);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe("a comment beside the code", () => {
  test.each([
    "// analyze-indexes-disable-next-line no-redundant-index -- the dashboard hints it",
    "// eslint-disable-next-line mongoose-indexes/no-redundant-index",
  ])("%s", async (comment) => {
    const folder = folderWith(library);
    expect(await rulesIn(folder)).toEqual(["no-redundant-index"]);
    change(
      folder,
      "src/loan.js",
      "loanSchema.index({ memberId: 1 });",
      `${comment}\nloanSchema.index({ memberId: 1 });`,
    );
    expect(await rulesIn(folder)).toEqual([]);
  });
});

describe("--since", () => {
  const git = (folder: string, ...args: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], {
      cwd: folder,
      stdio: "pipe",
    });

  /** A repository whose only commit is the library. */
  function repository(files: { readonly [path: string]: string } = library): string {
    const folder = folderWith(files);
    git(folder, "init", "--quiet");
    git(folder, "add", ".");
    git(folder, "commit", "--quiet", "--message", "Lend books");
    return folder;
  }

  test("without a change tells nothing, however much there is", async () => {
    expect(await rulesIn(repository(), "--since", "HEAD")).toEqual([]);
  });

  test("tells a query that is no longer served", async () => {
    const folder = repository();
    change(
      folder,
      "src/loan.js",
      `loanSchema.index({ memberId: 1 });\nloanSchema.index({ memberId: 1, dueAt: -1 });`,
      "",
    );
    expect(await rulesIn(folder, "--since", "HEAD")).toEqual(["require-indexed-filter"]);
  });

  test("tells a sort that now blocks", async () => {
    const folder = repository();
    change(folder, "src/loan.js", "loanSchema.index({ memberId: 1, dueAt: -1 });", "");
    expect(await rulesIn(folder, "--since", "HEAD")).toEqual(["require-indexed-sort"]);
  });

  test("tells an index whose last user is gone", async () => {
    const folder = repository({
      ...library,
      "src/loan.js": model.replace("loanSchema.index({ memberId: 1 });\n", ""),
    });
    rmSync(join(folder, "src/service.js"));
    writeFileSync(
      join(folder, "src/other.js"),
      `import { Loan } from "./loan.js";\nexport const one = (id) => Loan.findById(id);\n`,
    );
    expect(await rulesIn(folder, "--since", "HEAD")).toEqual(["no-unused-index"]);
  });

  test("reads a project in a folder of the repository, and a new file", async () => {
    const inside = Object.fromEntries(
      Object.entries(library).map(([path, text]) => [`apps/library/${path}`, text]),
    );
    const folder = join(repository(inside), "apps/library");
    writeFileSync(join(folder, "src/notes.js"), `import { Loan } from "./loan.js";\n${scan}`);
    expect(await rulesIn(folder, "--since", "HEAD")).toEqual(["require-indexed-filter"]);
  });

  test("an unknown revision and a folder without git are told in one line", async () => {
    expect(await at(repository(), ["--since", "nowhere"])).toMatchObject({
      exitCode: 2,
      stderr: 'analyze-indexes: git knows no revision "nowhere"\n',
    });
    expect(await at(folderWith(library), ["--since", "HEAD"])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/git/),
    });
  });
});
