import { describe, expect, test } from "vitest";
import { parse } from "../../src/cli/args.js";
import { UserError } from "../../src/workspace/error.js";

const said = (argv: readonly string[]): string => {
  try {
    parse(argv);
  } catch (error) {
    if (error instanceof UserError) return `${error.message}${error.hint ? ` (${error.hint})` : ""}`;
    throw error;
  }
  return "nothing";
};

describe("the command", () => {
  test("is analyze when none is named", () => {
    expect(parse([])).toMatchObject({ command: "analyze", positionals: [] });
    expect(parse(["services/api"])).toMatchObject({ command: "analyze", positionals: ["services/api"] });
  });

  test("is the first word when that is one", () => {
    expect(parse(["catalog", "services/api"])).toMatchObject({
      command: "catalog",
      positionals: ["services/api"],
    });
  });

  test("a folder named like a command is reached by ./", () => {
    expect(parse(["./catalog"])).toMatchObject({ command: "analyze", positionals: ["./catalog"] });
  });
});

describe("outputs", () => {
  const outputs = (...argv: string[]) => parse(argv).outputs;

  test("pair each --output with the format before it", () => {
    expect(outputs("--format", "sarif", "--output", "x.sarif", "--format", "stylish")).toEqual([
      { format: "sarif", file: "x.sarif" },
      { format: "stylish", file: null },
    ]);
  });

  test("an --output that stands first belongs to the format after it", () => {
    expect(outputs("-o", "x.json", "-f", "json")).toEqual([{ format: "json", file: "x.json" }]);
  });

  test("an --output alone keeps the default format", () => {
    expect(outputs("--output=report.txt")).toEqual([{ format: null, file: "report.txt" }]);
  });
});

describe("what it does not know is told with the nearest name", () => {
  test.each([
    [["--formt", "json"], "unknown option --formt (did you mean --format?)"],
    [["--xyzzy"], "unknown option --xyzzy"],
    [["-q"], "unknown option -q"],
    [["--format", "sarrif"], /^--format "sarrif" is not one of .* \(did you mean sarif\?\)$/],
    [["--format"], /^--format needs a value: stylish, /],
    [["--format", "--gaps"], /^--format needs a value: /],
    [["--output="], "--output needs a value: <file>"],
    [["--gaps=yes"], "--gaps takes no value"],
    [["catalog", "--format", "json"], '"catalog" has no option --format (it belongs to "analyze")'],
    [["--constructor"], "unknown option --constructor"],
  ])("%j", (argv, expected) => {
    expect(said(argv)).toMatch(expected);
  });
});
