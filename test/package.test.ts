import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const folder = mkdtempSync(join(tmpdir(), "packed-"));
const project = join(folder, "empty-project");
const patience = 180_000;

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const sh = promisify(execFile);
async function run(command: string, args: readonly string[], cwd: string): Promise<Outcome> {
  try {
    return { code: 0, ...(await sh(command, [...args], { cwd, maxBuffer: 64 * 1024 * 1024 })) };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

async function must(command: string, args: readonly string[], cwd: string): Promise<string> {
  const outcome = await run(command, args, cwd);
  if (outcome.code !== 0)
    throw new Error(`${command} ${args.join(" ")}:\n${outcome.stdout}\n${outcome.stderr}`);
  return outcome.stdout;
}

/** Writes a project's files; returns the line a mark stands in. */
function write(files: { readonly [path: string]: string }): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  }
}

let tarball = "";
let packed: string[] = [];

beforeAll(async () => {
  const [pack] = JSON.parse(
    (await must("npm", ["pack", "--json", "--silent", "--pack-destination", folder], root)).replace(
      /^[^[]*/,
      "",
    ),
  );
  tarball = join(folder, pack.filename);
  packed = pack.files.map((file: { path: string }) => file.path);
  write({ "package.json": JSON.stringify({ name: "empty-project", private: true, type: "module" }) });
  const versions = ["eslint", "mongoose"].map((name) => {
    const { version } = createRequire(import.meta.url)(`${name}/package.json`) as { version: string };
    return `${name}@${version}`;
  });
  await must(
    "npm",
    ["install", "--prefer-offline", "--no-audit", "--no-fund", ...versions, tarball],
    project,
  );
}, patience);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the tarball", () => {
  test("ships only what runs", () => {
    const runs =
      /^(dist\/(lib|src|rules)\/.+\.(js|d\.ts|json)|rules\/[\w-]+\.md|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/;
    expect(packed.filter((file) => !runs.test(file))).toEqual([]);
  });

  test("holds every file package.json points to", () => {
    const targets = [manifest.exports, manifest.bin].flatMap(
      (each) => JSON.stringify(each).match(/dist\/[^"]+/g) ?? [],
    );
    expect(targets.length).toBeGreaterThan(8);
    expect(targets.filter((target) => !packed.includes(target))).toEqual([]);
  });

  test("is clean by publint", async () => {
    const data = readFileSync(tarball);
    const { messages, pkg } = await publint({
      pack: { tarball: data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer },
    });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  test(
    "is clean by are-the-types-wrong, as a package of ES modules",
    async () => {
      const attw = join(root, "node_modules/.bin/attw");
      const { code, stdout } = await run(attw, [tarball, "--profile", "esm-only", "--no-color"], root);
      expect(code, stdout).toBe(0);
    },
    patience,
  );
});

describe("installed in an empty project", () => {
  test("the command tells its version", async () => {
    expect(await must("npx", ["analyze-indexes", "--version"], project)).toBe(`${manifest.version}\n`);
  });

  test.each(Object.keys(manifest.exports).filter((name) => !name.endsWith(".json")))(
    "%s can be imported",
    async (name) => {
      const specifier = `${manifest.name}${name.slice(1)}`;
      const names = await must(
        "node",
        ["-e", `import("${specifier}").then((m) => console.log(Object.keys(m).join()))`],
        project,
      );
      expect(names.trim()).not.toBe("");
    },
  );

  test(
    "a CommonJS eslint.config.js gets the plugin itself from require",
    async () => {
      write({
        "eslint.config.cjs": `
        const plugin = require("${manifest.name}");
        module.exports = [plugin.configs.recommended];
      `,
      });
      const shown = await must(
        "npx",
        ["eslint", "-c", "eslint.config.cjs", "--print-config", "any.js"],
        project,
      );
      expect(Object.keys(JSON.parse(shown).rules)).toContain("mongoose-indexes/no-redundant-index");
      rmSync(join(project, "eslint.config.cjs"));
    },
    patience,
  );

  test(
    "eslint reports a redundant index and an unindexed filter, each naming the other place, and no served query",
    async () => {
      write({
        "eslint.config.js": `
        import indexes from "${manifest.name}";
        export default [indexes.configs.recommended];
      `,
        "src/models/loan.js": [
          `import mongoose from "mongoose";`,
          `const loanSchema = new mongoose.Schema({ memberId: String, dueAt: Date, note: String });`,
          `loanSchema.index({ memberId: 1 });`,
          `loanSchema.index({ memberId: 1, dueAt: -1 });`,
          `export const Loan = mongoose.model("Loan", loanSchema);`,
        ].join("\n"),
        "src/services/loans.js": [
          `import { Loan } from "../models/loan.js";`,
          `export const ofMember = (memberId) => Loan.find({ memberId: String(memberId) }).sort({ dueAt: -1 });`,
          `export const withNote = (note) => Loan.find({ note: String(note) });`,
        ].join("\n"),
      });
      const { code, stdout } = await run("npx", ["eslint", ".", "--format", "json"], project);
      const messages = JSON.parse(stdout).flatMap((result: { filePath: string; messages: object[] }) =>
        result.messages.map((message) => ({ file: result.filePath.slice(project.length + 1), ...message })),
      );
      const told = messages.map(
        ({ file, line, ruleId }: Record<string, string>) => `${file}:${line} ${ruleId}`,
      );
      expect(told.sort()).toEqual([
        "src/models/loan.js:3 mongoose-indexes/no-redundant-index",
        "src/services/loans.js:3 mongoose-indexes/require-indexed-filter",
      ]);
      expect(messages.map(({ message }: { message: string }) => message).join("\n")).toMatch(/loan\.js:4/);
      expect(messages.map(({ message }: { message: string }) => message).join("\n")).toMatch(/loan\.js:[25]/);
      expect(code).toBe(0);
    },
    patience,
  );
});
