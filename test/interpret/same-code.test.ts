import { describe, expect, it } from "vitest";
import { isSameCode } from "../../src/interpret/same-code.js";
import { editBetween } from "../../src/interpret/shift.js";
import { readModule } from "../../src/syntax/read.js";

const source = `
  import { Pen } from "./pens.js";
  export const byInk = (ink: string) => Pen.find({ ink }).sort("-made").limit(10);
  export class Pens { all() { return Pen.find(); } }
`;

const isSame = (to: string): boolean => {
  const edit = editBetween("a.ts", source, to);
  if (edit === null) throw new Error("nothing was edited");
  return isSameCode(edit, readModule("a.ts", source), readModule("a.ts", to));
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
