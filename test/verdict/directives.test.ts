import { describe, expect, test } from "vitest";
import { silencedIn } from "../../src/verdict/directives.js";

/** The lines (of ten) where a rule is silenced. */
const lines = (text: string, rule = "no-redundant-index"): number[] => {
  const silenced = silencedIn(text);
  return Array.from({ length: 10 }, (_, n) => n + 1).filter((line) => silenced(rule, line));
};

describe("comments switch rules off", () => {
  test.each<[string, string, number[]]>([
    [
      "on the next line, with a reason",
      "// analyze-indexes-disable-next-line no-redundant-index -- wanted for the dashboard",
      [2],
    ],
    ["on the next line, whatever the rule", "\n// analyze-indexes-disable-next-line", [3]],
    ["on this line", "a;\nb; // analyze-indexes-disable-line no-redundant-index", [2]],
    [
      "after a comment of several lines",
      "/* analyze-indexes-disable-next-line\n no-redundant-index\n*/",
      [4],
    ],
    ["from here on", "\n\n/* analyze-indexes-disable no-redundant-index */", [3, 4, 5, 6, 7, 8, 9, 10]],
    ["until switched on", "/* analyze-indexes-disable */\n\n/* analyze-indexes-enable */", [1, 2, 3]],
    ["among others", "// analyze-indexes-disable-next-line valid-ttl, no-redundant-index", [2]],
    ["with our prefix", "// analyze-indexes-disable-next-line mongoose-indexes/no-redundant-index", [2]],
    [
      "by ESLint's own directive",
      "// eslint-disable-next-line mongoose-indexes/no-redundant-index -- wanted",
      [2],
    ],
    ["by ESLint's directive for everything", "/* eslint-disable */", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    ["in a file with CRLF", "a;\r\n// analyze-indexes-disable-next-line\r\nb;", [3]],
  ])("%s", (_, text, expected) => {
    expect(lines(text)).toEqual(expected);
  });

  test.each([
    ["another rule's directive", "// analyze-indexes-disable-next-line valid-ttl"],
    ["ESLint's directive for its own rules", "// eslint-disable-next-line no-console, no-redundant-index"],
    [
      "a reason that names the rule",
      "// analyze-indexes-disable-next-line valid-ttl -- not no-redundant-index",
    ],
    ["prose about directives", "// use analyze-indexes-disable-next-line to be left alone"],
    ["no comment at all", "const text = 'analyze-indexes-disable-next-line';"],
  ])("but not %s", (_, text) => {
    expect(lines(text)).toEqual([]);
  });
});
