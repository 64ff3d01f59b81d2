import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { dialects } from "../../src/dialects/index.js";
import { interpret } from "../../src/interpret/index.js";
import { operationNames } from "../../src/syntax/names.js";
import { Workspace } from "../../src/workspace/workspace.js";

const fixtures = readdirSync("fixtures", { withFileTypes: true })
  .filter((d) => d.isDirectory() && d.name !== "robustness")
  .map((d) => `fixtures/${d.name}`);
const robustness = readdirSync("fixtures/robustness", { withFileTypes: true })
  .filter((d) => d.isDirectory())
  .map((d) => `fixtures/robustness/${d.name}`);

/** Counts `.name(`, `.name?.(` and `.name<T>(` in the text alone: no tree, nothing of ours but the list of names (M71). */
function callsInText(text: string): number {
  const code = text.replace(/\/\*[^]*?\*\/|(?<!:)\/\/[^\n]*/g, "");
  const call = new RegExp(
    `\\.\\s*(?:${[...operationNames].join("|")})\\s*(?:<[^<>()]*>)?\\s*(?:\\?\\.)?\\(`,
    "g",
  );
  return [...code.matchAll(call)].length;
}

describe.each([...fixtures, ...robustness])("%s", (root) => {
  const workspace = Workspace.open(root);
  const seen = interpret(workspace, dialects);

  it("accounts for every call of an operation name: a query, a look-alike or a gap", () => {
    const expected = workspace.gated.reduce((sum, file) => sum + callsInText(workspace.text(file) ?? ""), 0);
    expect(seen.sites).toHaveLength(expected);
    const gaps = new Set(seen.list.flatMap((h) => (h.type === "gap" ? [`${h.at.file}:${h.at.start}`] : [])));
    for (const site of seen.sites)
      if (site.outcome !== "query" && site.outcome !== "look-alike")
        expect(gaps).toContain(`${site.at.file}:${site.at.start}`);
  });

  it("swallows no error of its own", () => {
    expect(seen.errors).toEqual([]);
  });
});
