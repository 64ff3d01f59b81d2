import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { rules } from "../rules/index.js";
import { both, type Files } from "./support/presenters.js";

const folder = fileURLToPath(new URL("../rules", import.meta.url));
const pages = readdirSync(folder).filter((file) => file.endsWith(".md"));

interface Block {
  readonly good: boolean;
  readonly text: string;
}

/** The code blocks of a page, told by the heading they stand under. */
function blocksOf(page: string): Block[] {
  return page.split(/^## /m).flatMap((part) => {
    if (!/^[✗✓]/.test(part)) return [];
    return [...part.matchAll(/^```(?:js|ts)\n([\s\S]*?)^```$/gm)].map(([, text = ""]) => ({
      good: part.startsWith("✓"),
      text,
    }));
  });
}

/** The files of a block: each starts with a comment that is its name; without one it is `model.js`. */
function filesOf(text: string): Files {
  const parts = text.split(/^\/\/ ([\w./-]+\.(?:[cm]?[jt]s|json))\n/m);
  if (parts.length === 1) return { "model.js": text };
  return Object.fromEntries(parts.flatMap((part, n) => (n % 2 === 1 ? [[part, parts[n + 1] ?? ""]] : [])));
}

describe.each(pages)("%s", (file) => {
  const rule = rules.find(({ name }) => `${name}.md` === file);
  const blocks = blocksOf(readFileSync(`${folder}/${file}`, "utf8"));

  test("shows what is wrong and what is right", () => {
    expect(rule).toBeDefined();
    expect(new Set(blocks.map(({ good }) => good))).toEqual(new Set([true, false]));
  });

  test.each(blocks.map(({ good, text }, n) => [good ? "✓" : "✗", n + 1, text] as const))(
    "%s block %i",
    (mark, _, text) => {
      if (!rule) return expect.unreachable();
      const { "mongoose-indexes.config.json": config = "{}", ...files } = filesOf(text);
      const { rules: configured, ...rest } = JSON.parse(config) as {
        rules?: { [name: string]: [string, object] };
      };
      const options = (configured?.[rule.name]?.[1] ?? {}) as { [option: string]: unknown };
      const messages = both(rule, files, { config: rest, options }).map(({ message }) => message);
      if (mark === "✓") expect(messages).toEqual([]);
      else expect(messages.length, text).toBeGreaterThan(0);
    },
  );
});
