import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { transpile } from "../../support/transpile.js";
import { plant, write } from "../plant.js";
import { filesIn } from "./project.js";

const repository = fileURLToPath(new URL("../../..", import.meta.url));
const patience = 240_000;

/** The tool as it stands now, built: what is edited meanwhile makes no cache stale. */
const tool = plant({});
transpile(repository, tool);

const sh = promisify(execFile);

interface Ran {
  readonly stdout: string;
  /** Packages of which code was loaded. */
  readonly loaded: readonly string[];
}

/** Runs the command line in a process of its own, from the sources. */
async function run(root: string, ...options: string[]): Promise<Ran> {
  const record = join(root, "../loaded.cjs");
  write(
    record,
    `process.on("exit", () => process.stderr.write("\\nloaded " + JSON.stringify(
      Object.keys(require.cache).filter((file) => !file.endsWith(".json")),
    )));`,
  );
  const { stdout, stderr } = await sh(
    process.execPath,
    [...["--require", record], ...[join(tool, "src/cli/main.js"), "catalog", root], ...options],
    { maxBuffer: 1e9 },
  );
  const files = JSON.parse(/\nloaded (.*)/.exec(stderr)![1]!) as string[];
  const names = files.map((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? "");
  return { stdout, loaded: [...new Set(names)] };
}

const project = (fixture: string): string => {
  const root = join(plant({}), fixture);
  cpSync(join(repository, "fixtures", fixture), root, { recursive: true });
  rmSync(join(root, "node_modules"), { recursive: true, force: true });
  mkdirSync(join(root, "node_modules"));
  return root;
};

describe("process by process", () => {
  const root = project("shop-monorepo");
  let plain: Ran, cold: Ran, warm: Ran;

  beforeAll(async () => {
    plain = await run(root, "--no-cache");
    expect(filesIn(join(root, "node_modules"))).toEqual([]);
    cold = await run(root);
    warm = await run(root);
  }, patience);

  test("a cold run parses with TypeScript and asks Mongoose", () => {
    expect(cold.loaded).toEqual(expect.arrayContaining(["ts-morph", "mongoose"]));
  });

  test("a warm run loads neither", () => {
    expect(warm.loaded.filter((name) => /mongoose|mongodb|ts-morph|typescript/.test(name))).toEqual([]);
  });

  test("the answer is the same to the byte, without a cache, cold and warm", () => {
    expect(plain.stdout.length).toBeGreaterThan(1000);
    expect(cold.stdout).toBe(plain.stdout);
    expect(warm.stdout).toBe(plain.stdout);
  });

  test(
    "and after an edit, with the modules of the other files from the disk",
    { timeout: patience },
    async () => {
      const file = filesIn(root).find((each) => /(schema|model)[^/]*\.[jt]s$/.test(each))!;
      write(file, `// another line\n${readFileSync(file, "utf8")}`);
      const edited = await run(root);
      expect(edited.stdout).not.toBe(plain.stdout);
      expect(edited.stdout).toBe((await run(root, "--no-cache")).stdout);
    },
  );
});

test(
  "processes that run at once give one answer, and leave a cache that holds",
  { timeout: patience },
  async () => {
    const root = project("library-express");
    const location = join(root, "../cache");
    const at = ["--cache-location", location];
    const all = await Promise.all([1, 2].map(() => run(root, ...at)));
    const warm = await run(root, ...at);
    expect(new Set([...all, warm].map(({ stdout }) => stdout)).size).toBe(1);
    // One reads; the other waits for what it keeps.
    expect(all.filter(({ loaded }) => loaded.includes("ts-morph")).length).toBe(1);
    expect(warm.loaded).not.toContain("ts-morph");
    expect(filesIn(location).filter((file) => file.endsWith(".tmp"))).toEqual([]);
    expect(filesIn(join(root, "node_modules"))).toEqual([]);
  },
);
