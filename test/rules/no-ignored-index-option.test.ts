import { expect, test } from "vitest";
import rule from "../../rules/no-ignored-index-option.js";
import type { IndexOptions } from "../../src/catalog/types.js";
import { said } from "../support/judge.js";
import { both } from "../support/presenters.js";

const user = (options: IndexOptions) => ({ models: { User: { indexes: [[{ a: 1 }, options]] } } }) as const;

test.each(["order", "message", "required"])("reports `%s`, which the driver drops (M46)", (option) => {
  expect(said(rule, user({ [option]: -1 }))[0]).toContain(
    `\`${option}\` of \`{ a: 1 }\` of \`User\` never reaches the server`,
  );
});
test("says what was meant", () => {
  expect(said(rule, user({ uniqe: true }))[0]).toContain("did you mean `unique`?");
});
test("is silent for options the server gets, and for `expires`: valid-ttl's business", () => {
  expect(said(rule, user({ unique: true, weights: { a: 2 }, hidden: true, expires: 0 }))).toEqual([]);
});
test("is silent when an option's value is unknown: its name is known", () => {
  expect(said(rule, user({ sparse: false }))).toEqual([]);
});
test("reports what Mongoose drops of a path, once for a schema several models contain (vectors 2, 3, 17)", () => {
  const at = { file: "src/models/part.ts", line: 3, column: 3 };
  const part = { ignored: [{ path: "email", option: "sparse", why: "`unique` came first", at }] };
  expect(said(rule, { models: { User: part, Guest: part } })).toEqual([
    "Mongoose ignores `sparse` of `email` of `User`: `unique` came first.",
  ]);
});
test("is silent when an option or the whole definition of a path is unknown", () => {
  const text = `import { Schema, model } from "mongoose";
    import { more, kind } from "elsewhere";
    export const User = model("User", new Schema({
      a: { type: String, unique: true, index: kind },
      b: { type: String, index: { type: -1 }, ...more },
      c: kind,
    }));`;
  expect(both(rule, { "model.js": text })).toEqual([]);
});

const withSub = (
  filter: string,
  declared = `email: { type: String, index: { unique: true, partialFilterExpression: ${filter} } }`,
) => ({
  "model.js": `import { Schema, model } from "mongoose";
    const contact = new Schema({ ${declared}, phone: String });
    export const User = model("User", new Schema({ name: String, contact }));`,
});
test("reports the filter of a sub-schema's path that Mongoose does not prefix (M30)", () => {
  expect(both(rule, withSub('{ email: { $type: "string" } }')).map(({ message }) => message)).toEqual([
    'The filter of `{ "contact.email": 1 }` of `User` asks for `email`, and no document has it: Mongoose does not put `contact.` before it. Declare the index on the outer schema.',
  ]);
  expect(both(rule, withSub('{ name: { $type: "string" } }'))).toEqual([]);
  expect(both(rule, withSub('{ "contact.email": { $type: "string" } }'))).toEqual([]);
});
test("is silent about it where Mongoose sends no index (M41)", () => {
  const off = (files: ReturnType<typeof withSub>) =>
    Object.fromEntries(
      Object.entries(files).map(([file, text]) => [
        file,
        text.replace("contact })", "contact }, { autoIndex: false })"),
      ]),
    );
  expect(both(rule, off(withSub('{ email: { $type: "string" } }')))).toEqual([]);
});
test("reports operators that Mongoose prefixes (M30)", () => {
  const index = (filter: string) => `email: String });
    contact.index({ email: 1 }, { partialFilterExpression: ${filter} });
    contact.add({ fax: String`;
  expect(both(rule, withSub("", index("{ $and: [{ phone: { $exists: true } }] }")))[0]?.message).toContain(
    "becomes `contact.$and`, which the server refuses",
  );
  expect(both(rule, withSub("", index("{ phone: { $exists: true } }")))).toEqual([]);
});
