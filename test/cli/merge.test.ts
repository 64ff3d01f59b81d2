import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { partFormat } from "../../src/catalog/merge/types.js";
import { sealed } from "../../src/workspace/seal.js";
import { plant } from "../workspace/plant.js";
import { at } from "./terminal.js";

const fixture = fileURLToPath(new URL("../../fixtures/shop-monorepo", import.meta.url));
const folders = [
  "packages/models",
  "packages/tools",
  "services/orders",
  "services/reporting",
  "services/storefront",
];
const everything = "{packages,services}/*/indexes.json";

const copy = (): string => {
  const root = plant({});
  cpSync(fixture, root, { recursive: true });
  return root;
};
const textOf = (root: string, file: string): string => readFileSync(join(root, file), "utf8");

/** As a package's task does: from its own folder. */
const write = (root: string, folder: string) =>
  at(join(root, folder), ["catalog", "../..", "--package", ".", "--output", "indexes.json"]);

describe("a monorepo, package by package", () => {
  const root = copy();

  beforeAll(async () => {
    for (const folder of folders)
      expect(await write(root, folder)).toMatchObject({ exitCode: 0, stderr: "" });
  });

  test("makes the catalog of the whole, to the byte", async () => {
    await at(root, ["catalog", "--no-cache", "--output", "whole.json"]);
    expect(await at(root, ["merge", everything, "--output", "merged.json"])).toEqual({
      exitCode: 0,
      stdout: "",
      stderr: "",
    });
    expect(textOf(root, "merged.json")).toBe(textOf(root, "whole.json"));
    expect(JSON.parse(textOf(root, "merged.json")).queries.length).toBeGreaterThan(8);
  });

  test("makes the report of the whole, to the byte, findings and exit code", async () => {
    await at(root, ["merge", everything, "-o", "merged.json"]);
    for (const options of [
      ["-f", "json", "--rule-set", "all"],
      ["--full"],
      ["-f", "sarif", "--max-warnings", "0"],
    ]) {
      const whole = await at(root, ["--no-cache", ...options]);
      expect(await at(root, ["--from-catalog", "merged.json", ...options])).toEqual(whole);
      expect(whole.stdout).toContain("services/orders/src/orders.ts");
    }
  });

  test("takes names, globs and what a shell made of them, each file once", async () => {
    const files = folders.map((folder) => `${folder}/indexes.json`);
    const { stdout: merged } = await at(root, ["merge", everything]);
    expect((await at(root, ["merge", ...files])).stdout).toBe(merged);
    expect((await at(root, ["merge", "**/indexes.json", `./${files[0]}`])).stdout).toBe(merged);
    expect((await at(join(root, "services"), ["merge", "../*/*/indexes.json"])).stdout).toBe(merged);
  });

  test("counts on the indexes that the configuration knows", async () => {
    const known = [{ model: "Order", keys: { status: 1 } }];
    writeFileSync(join(root, "mongoose-indexes.config.json"), JSON.stringify({ knownIndexes: known }));
    const { stdout } = await at(root, ["merge", everything]);
    expect(stdout).toBe((await at(root, ["catalog", "--no-cache"])).stdout);
    expect(stdout).toContain('"status_1"');
    rmSync(join(root, "mongoose-indexes.config.json"));
  });

  test("says which source no part tells of", async () => {
    const services = folders.filter((folder) => folder !== "services/orders");
    expect(await at(root, ["merge", ...services.map((folder) => `${folder}/indexes.json`)])).toMatchObject({
      exitCode: 0,
      stderr: "no part tells of services/orders/src/orders.ts, services/orders/src/types.ts\n",
    });
  });

  test("names files from the workspace root, wherever the task runs", async () => {
    const { files, rests } = JSON.parse(textOf(root, "services/orders/indexes.json"));
    expect(Object.keys(files)).toEqual(["services/orders/src/orders.ts", "services/orders/src/types.ts"]);
    expect(Object.keys(rests)).toContain("packages/tools/src/index.ts");
    const { stdout } = await at(root, ["catalog", "--package", "services/orders"]);
    expect(stdout).toBe(textOf(root, "services/orders/indexes.json"));
  });
});

describe("what cannot be merged is refused in one line", () => {
  const part = (root: string, folder: string) => JSON.parse(textOf(root, `${folder}/indexes.json`));
  let root: string;
  const put = (name: string, value: unknown): void =>
    writeFileSync(join(root, name), typeof value === "string" ? value : JSON.stringify(value));
  const complaint = async (...argv: string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await at(root, argv);
    expect({ exitCode, stdout, lines: stderr.split("\n").length }).toEqual({
      exitCode: 2,
      stdout: "",
      lines: 2,
    });
    return stderr.trimEnd().replace(/^analyze-indexes: /, "");
  };

  beforeAll(async () => {
    root = copy();
    for (const folder of folders) await write(root, folder);
  });

  test("no files, files that are not there, globs that match nothing", async () => {
    expect(await complaint("merge")).toBe(
      '"merge" needs files (for example merge "packages/*/indexes.json")',
    );
    expect(await complaint("merge", "nowhere.json")).toBe("nowhere.json cannot be read: no such file");
    expect(await complaint("merge", "apps/*/indexes.json")).toBe("no file matches apps/*/indexes.json");
  });

  test("files of another kind", async () => {
    put("odd.json", "{");
    expect(await complaint("merge", "odd.json")).toBe(
      "odd.json:1:2: expected a name in double quotes, found the end",
    );
    for (const odd of [null, [], 7, {}, { format: "other" }]) {
      put("odd.json", odd);
      expect(await complaint("merge", "odd.json")).toMatch(/^odd\.json holds no part of a catalog \(/);
    }
    await at(root, ["catalog", "--no-cache", "-o", "whole.json"]);
    expect(await complaint("merge", "whole.json")).toMatch(
      /^whole\.json holds a whole catalog, not the part/,
    );
    expect(await complaint("--from-catalog", "services/orders/indexes.json")).toMatch(/holds no catalog/);
    expect(await complaint("--from-catalog", "nowhere.json")).toBe(
      "nowhere.json cannot be read: no such file",
    );
  });

  test("parts of another version, or with something missing", async () => {
    const orders = part(root, "services/orders");
    put("odd.json", { ...orders, tool: "0.0.1" });
    expect(await complaint("merge", "odd.json")).toMatch(
      /^odd\.json was written by analyze-indexes 0\.0\.1, and this/,
    );
    put("odd.json", { ...orders, version: 99 });
    expect(await complaint("merge", "odd.json")).toMatch(/^odd\.json was written by analyze-indexes/);
    for (const field of [
      "files",
      "rests",
      "facts",
      "packages",
      "sites",
      "visits",
      "lines",
      "comments",
      "settings",
    ]) {
      put("odd.json", { ...orders, [field]: undefined });
      expect(await complaint("merge", "odd.json")).toMatch(
        new RegExp(`^odd\\.json is damaged: "${field}" is no `),
      );
    }
    for (const odd of [
      { facts: [1] },
      { sites: [{}] },
      { packages: [] },
      { rests: {} },
      { directory: "" },
      { more: 1 },
    ]) {
      put("odd.json", { ...orders, ...odd });
      expect(await complaint("merge", "odd.json")).toBe("odd.json is damaged (write it again)");
    }
    put("odd.json", textOf(root, "services/orders/indexes.json").slice(0, -100));
    expect(await complaint("merge", "odd.json")).toMatch(/^odd\.json:\d+:\d+: expected /);
    put("odd.json", { format: partFormat });
    expect(await complaint("merge", "odd.json")).toMatch(
      /^odd\.json was written by analyze-indexes undefined/,
    );
  });

  test("two of one package, and two of one file", async () => {
    const orders = part(root, "services/orders");
    put("twin.json", orders);
    expect(await complaint("merge", everything, "twin.json")).toBe(
      "services/orders/indexes.json and twin.json both tell of services/orders",
    );
    put("twin.json", sealed({ ...orders, directory: "services" }));
    expect(await complaint("merge", everything, "twin.json")).toBe(
      "services/orders/indexes.json and twin.json both tell of services/orders/src/orders.ts" +
        " (the folder of one lies in that of the other, and is no package of the workspace)",
    );
  });

  test("parts that were read at different times, or of a configuration that has changed", async () => {
    writeFileSync(
      join(root, "packages/tools/src/index.ts"),
      "export const slug = () => ({ type: String });\n",
    );
    await write(root, "packages/tools");
    expect(await complaint("merge", everything)).toMatch(
      /^packages\/models\/indexes\.json and packages\/tools\/indexes\.json have read different versions of packages\/tools\/src\/index\.ts \(/,
    );
    writeFileSync(join(root, "mongoose-indexes.config.json"), JSON.stringify({ migrations: ["scripts/**"] }));
    await write(root, "packages/models");
    expect(await complaint("merge", everything)).toMatch(
      /^packages\/models\/indexes\.json and packages\/tools\/indexes\.json were read under different configurations/,
    );
  });

  test("a part whose models no part tells of", async () => {
    expect(await complaint("merge", "services/orders/indexes.json")).toBe(
      "services/orders/indexes.json rests on packages/models/src/order.ts, and no file given tells of that",
    );
  });

  test("options that exclude each other, and folders that are none", async () => {
    expect(
      await complaint("catalog", "--package", "services/orders", "--uri", "mongodb://127.0.0.1"),
    ).toMatch(/^--uri reads a database/);
    expect(await complaint("--from-catalog", "whole.json", "--since", "HEAD")).toMatch(
      /^--since reads the source/,
    );
    expect(await complaint("catalog", "services/orders", "--package", "packages/models")).toMatch(
      /packages\/models does not lie in .*services\/orders$/,
    );
    expect(await complaint("catalog", "--package", "services/none")).toBe("no directory services/none");
  });
});
