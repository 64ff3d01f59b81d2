import { createRequire } from "node:module";
import { ESLint, Linter } from "eslint";
import { describe, expect, test } from "vitest";
import { rules } from "../../rules/index.js";
import plugin, * as module from "../../src/eslint/plugin.js";
import { isIn } from "../../src/verdict/index.js";

const manifest = createRequire(import.meta.url)("../../package.json") as { name: string; version: string };

test("names itself, its version and its namespace", () => {
  expect(plugin.meta).toEqual({
    name: manifest.name,
    version: manifest.version,
    namespace: "mongoose-indexes",
  });
});

test("is what `require()` gives", () => expect(Object(module)["module.exports"]).toBe(plugin));

test("has every rule, with a description, messages and a page", () => {
  expect(Object.keys(plugin.rules)).toEqual(["valid-configuration", ...rules.map(({ name }) => name)]);
  for (const rule of rules) {
    const { meta } = plugin.rules[rule.name] ?? {};
    expect(meta?.docs?.description).toBe(rule.description);
    expect(meta?.docs?.url).toContain(rule.name);
    expect(meta?.defaultOptions).toEqual([rule.defaults]);
    expect(Object.keys(meta?.messages ?? {})).toEqual([...Object.keys(rule.messages), "configuration"]);
    expect(meta?.fixable).toBe(rule.fixable ? "code" : undefined);
  }
});

describe.each(["recommended", "strict", "all"] as const)("configs.%s", (set) => {
  const config = plugin.configs[set];
  test("is a plain object without files that switches its rules on", () => {
    expect(Object.keys(config).sort()).toEqual(["name", "plugins", "rules"]);
    expect(config.plugins?.["mongoose-indexes"]).toBe(plugin);
    const on = rules.filter((rule) => isIn(rule, set)).map(({ name }) => `mongoose-indexes/${name}`);
    expect(Object.keys(config.rules ?? {})).toEqual(["mongoose-indexes/valid-configuration", ...on]);
  });
  test("is accepted by ESLint", async () => {
    const eslint = new ESLint({ overrideConfigFile: true, overrideConfig: config });
    const [result] = await eslint.lintText("export const a = 1;\n");
    expect(result?.messages).toEqual([]);
  });
});

test("refuses options a rule does not have", () => {
  const lint = (options: object) =>
    new Linter().verify("", [
      {
        plugins: { "mongoose-indexes": plugin },
        rules: { "mongoose-indexes/max-indexes": ["warn", options] },
      },
    ]);
  expect(lint({ max: 3 })).toEqual([]);
  expect(() => lint({ maximum: 3 })).toThrow(/maximum/);
  expect(() => lint({ max: "3" })).toThrow(/integer/);
});
