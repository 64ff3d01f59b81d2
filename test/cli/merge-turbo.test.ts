import { execFile } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { transpile } from "../support/transpile.js";
import { plant } from "../workspace/plant.js";
import { at } from "./terminal.js";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const turbo = join(dirname(createRequire(import.meta.url).resolve("turbo/package.json")), "bin/turbo");
const sh = promisify(execFile);

/** The fixture as installed: its own Turborepo, and the tool as it stands now. */
function installed(): string {
  const tool = plant({});
  transpile(repository, tool);
  const root = plant({});
  cpSync(join(repository, "fixtures/shop-monorepo"), root, { recursive: true });
  const bin = join(root, "node_modules/.bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(
    join(bin, "analyze-indexes"),
    `#!/bin/sh\nexec "${process.execPath}" "${tool}/src/cli/main.js" "$@"\n`,
  );
  chmodSync(join(bin, "analyze-indexes"), 0o755);
  symlinkSync(dirname(dirname(turbo)), join(root, "node_modules/turbo"));
  return root;
}

/** Runs the packages' tasks, without a network, a terminal or anybody's own settings; tells which were run and which recalled. */
async function indexes(root: string): Promise<{ readonly ran: string[]; readonly recalled: string[] }> {
  const { PATH = "" } = process.env;
  const child = sh(process.execPath, [turbo, "run", "indexes", "--cache=local:rw", "--log-order=grouped"], {
    cwd: root,
    env: {
      PATH,
      HOME: root,
      CI: "true",
      TURBO_TELEMETRY_DISABLED: "1",
      DO_NOT_TRACK: "1",
      TURBO_NO_UPDATE_NOTIFIER: "1",
    },
  });
  child.child.stdin?.end();
  const { stdout } = await child;
  const named = (what: string): string[] =>
    [...stdout.matchAll(new RegExp(`^(\\S+):indexes: cache ${what},`, "gm"))]
      .map(([, name = ""]) => name)
      .sort();
  return { ran: named("miss"), recalled: named("hit") };
}

const append = (root: string, file: string, text: string): void =>
  writeFileSync(join(root, file), readFileSync(join(root, file), "utf8") + text);

/** The report of the parts that lie there, and that of the whole workspace. */
async function reports(root: string): Promise<{ readonly merged: string; readonly whole: string }> {
  const { stderr } = await at(root, ["merge", "{packages,services}/*/indexes.json", "-o", "indexes.json"]);
  expect(stderr).toBe("");
  const merged = await at(root, ["--from-catalog", "indexes.json", "-f", "json", "--catalog"]);
  const whole = await at(root, ["--no-cache", "-f", "json", "--catalog"]);
  return { merged: merged.stdout, whole: whole.stdout };
}

describe("Turborepo reads the monorepo fixture", () => {
  const all = ["@shop/models", "@shop/orders", "@shop/reporting", "@shop/storefront", "@shop/tools"];
  let root: string;
  let first: Awaited<ReturnType<typeof indexes>>;

  beforeAll(async () => {
    root = installed();
    first = await indexes(root);
  });

  test("package by package, to the report of the whole", async () => {
    expect(first).toEqual({ ran: all, recalled: [] });
    const { merged, whole } = await reports(root);
    expect(merged).toBe(whole);
    expect(JSON.parse(merged).catalog.queries.length).toBeGreaterThan(8);
  });

  test("only once while nothing changes", async () => {
    expect(await indexes(root)).toEqual({ ran: [], recalled: all });
  });

  test("again only where it rests on what changed", async () => {
    append(root, "services/reporting/src/models.ts", "productSchema.index({ sku: 1, month: 1 });\n");
    expect((await indexes(root)).ran).toEqual(["@shop/reporting"]);

    append(root, "packages/models/src/indexes.ts", "customerSchema.index({ name: 1 });\n");
    expect((await indexes(root)).ran).toEqual(["@shop/models", "@shop/orders", "@shop/storefront"]);

    const { merged, whole } = await reports(root);
    expect(merged).toBe(whole);
    expect(merged).toContain('"sku_1_month_1"');
    expect(merged).toContain('"name_1"');
  });
});
