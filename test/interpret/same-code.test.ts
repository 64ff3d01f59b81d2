import { describe, expect, it, test } from "vitest";
import { isSameCode, shiftBetween } from "../../src/interpret/same-code.js";
import { editBetween, shiftOf } from "../../src/interpret/shift.js";
import { readModule } from "../../src/syntax/read.js";

const source = `
  import { Pen } from "./pens.js";
  export const byInk = (ink: string) => Pen.find({ ink }).sort("-made").limit(10);
  export class Pens { all() { return Pen.find(); } }
`;

const isSame = (to: string): boolean => {
  const edit = editBetween("a.ts", source, to);
  if (edit === null) throw new Error("nothing was edited");
  const { start, end } = shiftOf(edit);
  return isSameCode(
    readModule("a.ts", source),
    readModule("a.ts", to),
    (was, now, is) => (is === "start" ? start : end)(was) === now,
  );
};

describe("an edit is no code", () => {
  it.each([
    ["a comment above", `// pens\n${source}`],
    ["a comment in a call", source.replace("{ ink }", "{ /* the ink */ ink }")],
    ["a line that is broken", source.replace(".sort", "\n    .sort")],
    ["a comment at the end", `${source}// the end`],
    ["an annotation that tells nothing", source.replace("all()", "all(): void")],
  ])("%s", (what, to) => {
    expect(isSame(to)).toBe(what !== "an annotation that tells nothing");
  });
});

describe("an edit is code", () => {
  it.each([
    ["another name", source.replace("{ ink }", "{ inks }")],
    ["another number", source.replace("limit(10)", "limit(11)")],
    ["another string", source.replace('"-made"', '"made"')],
    ["another specifier", source.replace("./pens.js", "./pencils.js")],
    ["a statement more", `${source}byInk("blue");`],
    ["a call less", source.replace(".limit(10)", "")],
    ["a function that is not all there", source.replace("return Pen.find(); } }", "return Pen.find(); }")],
  ])("%s", (_, to) => {
    expect(isSame(to)).toBe(false);
  });
});

describe("of functions that never ran", () => {
  const pens = `
    import { Pen } from "./pens.js";
    export function draw(line: string) { const ink = dip(line); return ink.flow; }
    export function count() { return Pen.countDocuments({ ink: "blue" }); }
  `;
  const [draw, count] = [pens.indexOf("export function draw"), pens.indexOf("export function count")];
  /** Where `count` stands in the edited text; null when it may do something else. */
  const countIn = (to: string, ran: readonly number[]): number | null => {
    const shift = shiftBetween(readModule("a.ts", pens), readModule("a.ts", to), new Set(ran));
    return shift && shift.start(count);
  };

  it("the body is nothing that is done", () => {
    const to = pens.replace("const ink = dip(line);", "console.log(line); const ink = dip(line, 2);");
    expect(countIn(to, [])).toBe(to.indexOf("export function count"));
    expect(countIn(to, [draw])).toBeNull();
  });

  it.each([
    ["all around it is", pens.replace("draw(line: string)", "draw(lines: string)")],
    ["a body with a query is, which is told of all the same", pens.replace('ink: "blue"', 'ink: "black"')],
    ["a query that comes is", pens.replace("dip(line)", "Pen.findOne({ line })")],
    ["a body that goes is", pens.replace(/\{ const.*\}/, ";")],
    ["what it imports is", pens.replace("dip(line)", 'require("./dip.js")(line)')],
  ])("%s", (_, to) => {
    expect(to).not.toBe(pens);
    expect(countIn(to, [])).toBeNull();
  });
});

test("a name ends where it did, so far from its start", () => {
  const ink = `dip();\nconst { INK = "blue" } = process.env;`;
  const shift = shiftBetween(
    readModule("a.ts", ink),
    readModule("a.ts", ink.replace("\n", "\n\n")),
    new Set(),
  );
  const end = ink.indexOf(" =");
  expect(shift?.end(end)).toBe(end + 1);
});

describe("what stands at the start of a file", () => {
  const place = (from: string, to: string): number | null | undefined =>
    shiftBetween(readModule("a.ts", from), readModule("a.ts", to), new Set())?.start(0);

  it("stays there when nothing comes above it, and is the file or its first code, nobody knows which, when something does", () => {
    expect(place("dip();\npen();", "dip();\n\npen();")).toBe(0);
    expect(place("\ndip();", "\n\ndip();")).toBe(0);
    expect(place("dip();", "// ink\ndip();")).toBeNull();
  });
});
