import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { help } from "../../src/cli/help.js";
import { commands, options } from "../../src/cli/options.js";
import { at } from "./terminal.js";

test("--help names every command, and every option of the main one", async () => {
  const { stdout, exitCode } = await at("/", ["--help"]);
  expect(exitCode).toBe(0);
  for (const { name } of commands.slice(1)) expect(stdout).toContain(`analyze-indexes ${name} `);
  for (const option of commands[0].options) expect(stdout).toContain(`--${option}`);
});

test.each(commands.map(({ name }) => name))("%s --help fits a terminal of 100 columns", (name) => {
  const long = help(name)
    .split("\n")
    .filter((line) => line.length > 100);
  expect(long).toEqual([]);
});

test("every option belongs to a command", () => {
  const used = new Set<string>(commands.flatMap((command) => command.options));
  expect(Object.keys(options).filter((option) => !used.has(option))).toEqual([]);
});

test("--version prints the version of the package", async () => {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  expect(await at("/", ["--version"])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: "" });
});
