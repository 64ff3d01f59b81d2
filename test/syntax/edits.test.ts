import { describe, expect, test } from "vitest";
import { applyEdits, editsFor, type TextChange } from "../../src/syntax/edits.js";

/** The text with the change made where `«` stands. */
function changed(
  marked: string,
  change: (at: { line: number; column: number }) => TextChange,
  file = "user.ts",
) {
  const offset = marked.indexOf("«");
  const before = marked.slice(0, offset).split("\n");
  const at = { line: before.length, column: (before.at(-1) ?? "").length + 1 };
  const text = marked.replace("«", "");
  const edits = editsFor(file, text, change(at));
  return edits && applyEdits(text, edits);
}

const remove = (text: string, file?: string) => changed(text, (at) => ({ kind: "removeIndex", at }), file);
const add = (text: string, keys: [string, number][], options = {}) =>
  changed(text, (schemaAt) => ({ kind: "addIndex", schemaAt, keys, options }));
const set = (text: string, option: string, value: unknown) =>
  changed(text, (at) => ({ kind: "setOption", at, option, value }));
const without = (text: string, option: string) =>
  changed(text, (at) => ({ kind: "removeOption", at, option }));

describe("removeIndex", () => {
  test("takes the statement, the comment above it and its line", () => {
    expect(remove("a;\n// 1. by role\n«S.index({ role: 1 });\nb;\n")).toBe("a;\nb;\n");
  });
  test("keeps a heading above the comment, and CRLF", () => {
    expect(remove("// Indexes\r\n// 1. by role\r\n«S.index({ role: 1 }); // x\r\nb;\r\n")).toBe(
      "// Indexes\r\nb;\r\n",
    );
  });
  test("leaves one blank line where there was one on either side", () => {
    expect(remove("a;\n\n«S.index({ role: 1 });\n\nb;\n")).toBe("a;\n\nb;\n");
  });
  test("takes only its link of a chain", () => {
    expect(remove("S.index({ a: 1 }).«index({ b: 1 });")).toBe("S.index({ a: 1 });");
    expect(remove("S.«index({ a: 1 }).index({ b: 1 });")).toBeNull();
  });
  test("takes the key of a field with its comma", () => {
    expect(remove("new Schema({ «role: { type: String, index: true, required: true } })")).toBe(
      "new Schema({ role: { type: String, required: true } })",
    );
    expect(remove("new Schema({ role: { type: String, «index: true } })")).toBe(
      "new Schema({ role: { type: String } })",
    );
    expect(remove("x({\n  «role: {\n    type: String,\n    index: true, // fast\n  },\n})")).toBe(
      "x({\n  role: {\n    type: String,\n  },\n})",
    );
    expect(remove("x({ «roles: [{ type: String, index: true }] })")).toBe("x({ roles: [{ type: String }] })");
  });
  test("does not touch a field whose index has another reason", () => {
    expect(remove("x({ «role: { type: String, index: true, unique: true } })")).toBeNull();
    expect(remove("x({ «role: { type: String, ...indexed } })")).toBeNull();
    expect(remove("x({ «role: indexed(String) })")).toBeNull();
  });
  test("reads decorators", () => {
    expect(remove("class A {\n  «@Prop({ index: true, required: true })\n  role: string;\n}")).toBe(
      "class A {\n  @Prop({ required: true })\n  role: string;\n}",
    );
    expect(remove("class A {\n  @Prop({ required: true, index: true })\n  «role: string;\n}")).toBe(
      "class A {\n  @Prop({ required: true })\n  role: string;\n}",
    );
    expect(remove("«@index({ a: 1 })\n@index({ b: 1 })\nclass A {}")).toBe("@index({ b: 1 })\nclass A {}");
  });
  test("is null in a body without braces, and off the text", () => {
    expect(remove("if (x) «S.index({ a: 1 });")).toBeNull();
    expect(editsFor("a.ts", "a", { kind: "removeIndex", at: { line: 9, column: 1 } })).toBeNull();
  });
});

describe("addIndex", () => {
  test("comes behind the last index of the schema", () => {
    expect(add("const S = «new Schema({});\nS.index({ a: 1 }); // a\nmodel(S);\n", [["b.c", -1]])).toBe(
      'const S = new Schema({});\nS.index({ a: 1 }); // a\nS.index({ "b.c": -1 });\nmodel(S);\n',
    );
  });
  test("else behind its declaration, in the style of the file", () => {
    expect(
      add("  export const S = «new Schema({ a: 'x' })\n  model(S)\n", [["b.c", 1]], {
        expireAfterSeconds: 0,
      }),
    ).toBe(
      "  export const S = new Schema({ a: 'x' })\n\n  S.index({ 'b.c': 1 }, { expireAfterSeconds: 0 })\n  model(S)\n",
    );
  });
  test("reads NestJS and Typegoose classes", () => {
    const nest =
      "«@Schema()\nexport class Cat {}\nexport const CatSchema = SchemaFactory.createForClass(Cat);\n";
    expect(add(nest, [["a", 1]])).toContain("createForClass(Cat);\n\nCatSchema.index({ a: 1 });\n");
    const goose = 'import { index, prop } from "@typegoose/typegoose";\n«class Cat {}\n';
    expect(add(goose, [["a", 1]])).toContain("@index({ a: 1 })\nclass Cat {}");
  });
  test("is null where the schema has no name", () => {
    expect(add("model('A', «new Schema({}));", [["a", 1]])).toBeNull();
    expect(add("const S = new Schema({ sub: «new Schema({}) });", [["a", 1]])).toBeNull();
  });
});

describe("setOption and removeOption", () => {
  test("write into a call", () => {
    expect(set("«S.index({ a: 1 });", "expireAfterSeconds", 0)).toBe(
      "S.index({ a: 1 }, { expireAfterSeconds: 0 });",
    );
    expect(set("«S.index({ a: 1 }, { name: 'x' });", "unique", true)).toBe(
      "S.index({ a: 1 }, { name: 'x', unique: true });",
    );
    expect(set("«S.index({ a: 1 }, options);", "unique", true)).toBeNull();
    expect(without("«S.index({ a: 1 }, { background: true });", "background")).toBe("S.index({ a: 1 });");
    expect(without("«S.index({ a: 1 }, { unique: true, background: true });", "background")).toBe(
      "S.index({ a: 1 }, { unique: true });",
    );
  });
  test("write into what code creates, and never take that away", () => {
    const made = 'await db.collection("a").«createIndex({ a: 1 }, { name: "x", background: true });';
    expect(without(made, "background")).toBe(
      'await db.collection("a").createIndex({ a: 1 }, { name: "x" });',
    );
    expect(remove(made)).toBeNull();
  });
  test("write into a field", () => {
    expect(set("x({ «at: { type: Date, index: true } })", "expireAfterSeconds", 0)).toBe(
      "x({ at: { type: Date, index: { expireAfterSeconds: 0 } } })",
    );
    expect(set("x({ «at: { type: Date, index: -1 } })", "expireAfterSeconds", 0)).toBeNull();
    expect(without("x({ «a: { type: String, index: { background: true } } })", "background")).toBe(
      "x({ a: { type: String, index: true } })",
    );
  });
});

describe("setKeys", () => {
  const keys = (text: string) =>
    changed(text, (at) => ({
      kind: "setKeys",
      at,
      keys: [
        ["a", 1],
        ["b.c", -1],
      ],
    }));
  test("writes other keys into a call or a class decorator", () => {
    expect(keys("«S.index({ a: 1 }, { unique: true });")).toBe(
      'S.index({ a: 1, "b.c": -1 }, { unique: true });',
    );
    expect(keys("«@index({ a: 1 })\nclass A {}")).toBe('@index({ a: 1, "b.c": -1 })\nclass A {}');
  });
  test("is null for a field, and for keys that are computed", () => {
    expect(keys("x({ «a: { type: String, index: true } })")).toBeNull();
    expect(keys("«S.index(keysOf(a));")).toBeNull();
  });
});
