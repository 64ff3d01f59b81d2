import { describe, expect, it } from "vitest";
import { catalogOf, queriesOf, showQuery } from "../support/project.js";

const model = `
  import { model, Schema } from "mongoose";
  const Note = model("Note", new Schema({ text: String, tags: [String] }));`;

describe("a type that contains itself", () => {
  it("is as deep as anybody asks for", () => {
    const found = queriesOf({
      "notes.ts": `${model}
        type Nested = string | Nested[];
        export const byText = (text: Nested) => Note.find({ text });
        export const byTags = (tags: Nested[]) => Note.find({ tags: { $in: tags } });`,
    });
    expect(found).toEqual(["find Note {text:in?, text:eq?}", "find Note {tags:in}"]);
  });

  it("takes no longer where its parts are unions of each other", () => {
    const names = Array.from({ length: 9 }, (_, n) => `T${n}`);
    const any = names.map((name) => `[${name}]`).join(" | ");
    const types = names.map((name) => `type ${name} = ${any} | ${names.join(" | ")} | { a: string };`);
    const { queries, gaps } = catalogOf({
      "notes.ts": `${model}
        ${types.join("\n")}
        export const byText = (text: T0) => Note.find({ text: String(text) });`,
    });
    expect(queries.map(showQuery)).toEqual(["find Note {text:eq}"]);
    expect(gaps).toEqual([]);
  });
});
