import { join } from "node:path";
import { fileURLToPath } from "node:url";
import mongoose from "mongoose";
import { describe, expect, test } from "vitest";
import type { Catalog, Index } from "../../src/catalog/types.js";
import { exportCatalog } from "../../src/runtime/index.js";
import { at, folderWith } from "./terminal.js";
import "../../fixtures/creator-marketplace/src/models/index.js";

const marketplace = fileURLToPath(new URL("../../fixtures/creator-marketplace", import.meta.url));
const runtime = exportCatalog(mongoose);

/** The runtime catalog with one collection's indexes changed. */
const changed = (name: string, change: (indexes: readonly Index[]) => readonly Index[]): Catalog => ({
  ...runtime,
  collections: runtime.collections.map((each) =>
    each.name === name ? { ...each, indexes: change(each.indexes) } : each,
  ),
});

async function against(catalog: Catalog) {
  const folder = folderWith({ "runtime.json": JSON.stringify(catalog) });
  const { exitCode, stdout } = await at(marketplace, [
    "compare",
    "source",
    join(folder, "runtime.json"),
    ".",
    "--json",
  ]);
  return { exitCode, differences: JSON.parse(stdout) };
}

const email = (index: Index): boolean => index.name === "email_1";

describe("the marketplace's source and runtime", () => {
  test("do not differ", async () => {
    expect(await against(runtime)).toEqual({ exitCode: 0, differences: [] });
  });

  test("one index removed: exactly that is told", async () => {
    const { exitCode, differences } = await against(
      changed("users", (all) => all.filter((index) => !email(index))),
    );
    expect(exitCode).toBe(1);
    expect(differences).toMatchObject([
      {
        kind: "missing",
        collection: "users",
        wanted: { name: "email_1", at: { file: "src/models/user.model.ts" } },
      },
    ]);
  });

  test("one renamed", async () => {
    const renamed = changed("users", (all) =>
      all.map((index) => (email(index) ? { ...index, name: "by_email" } : index)),
    );
    expect((await against(renamed)).differences).toMatchObject([{ kind: "name", code: 85 }]);
  });

  test("one no longer unique", async () => {
    const loose = changed("users", (all) =>
      all.map((index) => (email(index) ? { ...index, options: {} } : index)),
    );
    expect((await against(loose)).differences).toMatchObject([
      { kind: "options", code: 86, options: ["unique"] },
    ]);
  });

  test("another time to live", async () => {
    const later = changed("authsessions", (all) =>
      all.map((index) =>
        index.name === "expiresAt_1" ? { ...index, options: { expireAfterSeconds: 60 } } : index,
      ),
    );
    expect((await against(later)).differences).toMatchObject([
      { kind: "options", code: 85, options: ["expireAfterSeconds"] },
    ]);
  });
});

test("source and migrations: the seed's migration names its indexes otherwise, and makes three of seventeen", async () => {
  const { stdout, exitCode } = await at(marketplace, ["compare", "source", "migrations"]);
  expect(exitCode).toBe(1);
  expect(stdout).toContain("the migrations' end state has it as `idx_owner_status`");
  expect(stdout.match(/end state lacks it/g)).toHaveLength(14);
});

test("a drift is printed with places and consequences", async () => {
  const folder = folderWith({
    "a.json": JSON.stringify(runtime),
    "b.json": JSON.stringify(changed("users", (all) => all.filter((i) => !email(i)))),
  });
  const { stdout } = await at(folder, ["compare", "a.json", "b.json"]);
  expect(stdout).toMatchInlineSnapshot(`
    "users
      - { email: 1 }  unique
          b.json lacks it: its values are not guarded.

    1 difference
    "
  `);
});

describe("what cannot be compared is told in one line", () => {
  const refused = async (...argv: string[]) => {
    const folder = folderWith({ "text.json": "hello", "other.json": "{}" });
    const { exitCode, stderr } = await at(folder, ["compare", ...argv]);
    expect(exitCode).toBe(2);
    expect(stderr.trimEnd()).not.toContain("\n");
    return stderr;
  };

  test.each([
    [["source"], "needs two sides"],
    [["source", "elsewhere"], '"elsewhere" is no side'],
    [["source", "database"], "needs --uri"],
    [["text.json", "source"], 'text.json:1:1: expected a value, found "h"'],
    [["other.json", "source"], "other.json holds no catalog"],
  ])("%j", async (argv, message) => {
    expect(await refused(...argv)).toContain(message);
  });

  test("a server that is not there, without the password", async () => {
    const told = await refused(
      "source",
      "database",
      "--uri",
      "mongodb://me:hush@127.0.0.1:1/x?serverSelectionTimeoutMS=200",
    );
    expect(told).toMatch(/the database cannot be read/);
    expect(told).not.toContain("hush");
  });
});
