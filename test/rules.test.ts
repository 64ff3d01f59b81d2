import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { rules } from "../rules/index.js";
import plugin from "../src/eslint/plugin.js";
import { indexSource, pageBody, pageHeader } from "./support/generated.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const path = (file: string): string => `${root}${file}`;
const read = (file: string): string => readFileSync(path(file), "utf8");
const names = readdirSync(path("rules"))
  .filter((file) => file.endsWith(".ts") && file !== "index.ts")
  .map((file) => file.replace(/\.ts$/, ""))
  .sort();

// `vitest -u` writes what is generated: the index and the top of each page.
test("the index holds every rule", async () => {
  await expect(await indexSource(names)).toMatchFileSnapshot(path("rules/index.ts"));
  expect(rules.map(({ name }) => name)).toEqual(names);
});

test("recommended holds the rules everybody needs", () => {
  const recommended = rules.filter(({ set }) => set === "recommended").map(({ name }) => name);
  expect(recommended).toEqual(
    expect.arrayContaining([
      ...["no-redundant-index", "no-duplicate-index", "no-conflicting-index", "no-invalid-index"],
      ...["no-ignored-index-option", "valid-ttl", "require-session-ttl", "require-indexed-filter"],
      ...["require-indexed-sort", "no-unindexed-or-branch", "no-deprecated-index-option"],
      ...["no-conflicting-migration", "require-expected-indexes"],
    ]),
  );
});

describe.each(rules.map((rule) => [rule.name, rule] as const))("%s", (name, rule) => {
  test("is three files with one name", () => {
    expect(names).toContain(name);
    expect(existsSync(path(`rules/${name}.md`))).toBe(true);
    expect(existsSync(path(`test/rules/${name}.test.ts`))).toBe(true);
  });

  test("has a page with its own header and all parts", async () => {
    const page = read(`rules/${name}.md`);
    await expect(pageHeader(rule) + pageBody(page)).toMatchFileSnapshot(path(`rules/${name}.md`));
    const parts = [...page.matchAll(/^## (.*)$/gm)].map(([, title]) => title);
    expect(parts).toEqual(["✗ Incorrect", "✓ Correct", "Options", "When not to use it", "Further reading"]);
    const [, options = ""] = /## Options\n\n([\s\S]*?)\n\n## When/.exec(page) ?? [];
    const told = [...options.matchAll(/^- `(\w+)`/gm)].map(([, option]) => option);
    expect(told).toEqual(Object.keys(rule.defaults));
  });

  test("says what is and what to do, and names a model", () => {
    for (const message of Object.values(rule.messages)) {
      expect(message).toMatch(/\.$/);
      expect(message, "names a model").toMatch(/\{\{(model|call|collection)\}\}/);
      expect(message.split("`").length % 2, "backticks in pairs").toBe(1);
    }
  });

  test("describes itself in the imperative, without a full stop", () => {
    expect(rule.description).toMatch(/^(dis)?allow |^require |^limit |^prefer /);
    expect(rule.description).not.toMatch(/\.$/);
  });

  test("has a schema and a default for each option", () => {
    expect(Object.keys(rule.schema)).toEqual(Object.keys(rule.defaults));
  });

  test("has a case for what is unknown", () => {
    expect(read(`test/rules/${name}.test.ts`)).toMatch(/unknown/);
  });

  test("stands in the sets of the plugin", () => {
    expect(plugin.rules[name]).toBeDefined();
    const sets = (["recommended", "strict", "all"] as const).filter(
      (set) => plugin.configs[set].rules?.[`mongoose-indexes/${name}`],
    );
    expect(sets[0]).toBe(rule.set);
    expect(sets.at(-1)).toBe("all");
  });
});
