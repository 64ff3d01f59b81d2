import { describe, expect, test } from "vitest";
import noRedundantIndex from "../../rules/no-redundant-index.js";
import requireIndexedFilter from "../../rules/require-indexed-filter.js";
import requireSessionTtl from "../../rules/require-session-ttl.js";
import { both } from "../support/presenters.js";

const user = `import mongoose from "mongoose";

const userSchema = new mongoose.Schema({
  email: { type: String, index: true },
  name: String,
});
// Lists.
userSchema.index({ email: 1, name: 1 });

export const User = mongoose.model("User", userSchema);
`;
const service = `import { User } from "./user.js";

export const byEmail = (email) => User.findOne({ email });
export const byName = (name) => User.find({ name });
`;
const session = `import { Schema, model } from "mongoose";

const sessionSchema = new Schema({
  user: Schema.Types.ObjectId,
  expiresAt: Date,
});

export const Session = model("Session", sessionSchema);
`;

test("a one-off program is cold in terminal and editor", () => {
  const files = (first: string) => ({ "user.js": user, "rename.js": `${first}${service}` });
  expect(both(requireIndexedFilter, files("// Serves.\n"))).toHaveLength(1);
  expect(both(requireIndexedFilter, files("#!/usr/bin/env node\n"))).toEqual([]);
});

describe("no-redundant-index", () => {
  test("in one file, whose field can do without", () => {
    expect(both(noRedundantIndex, { "user.js": user })).toMatchObject([
      { index: "email_1", at: { file: "user.js", line: 4 } },
    ]);
  });
  test("in TypeScript, with CRLF and a byte order mark", () => {
    const typed = user.replace(".model(", ".model<{ email: string }>(");
    expect(both(noRedundantIndex, { "user.ts": typed.replaceAll("\n", "\r\n") })).toHaveLength(1);
    expect(both(noRedundantIndex, { "user.ts": `\uFEFF${typed}` })).toHaveLength(1);
  });
  test("across files, with the other place in the message", () => {
    const files = {
      "schema.js": `import mongoose from "mongoose";
export const userSchema = new mongoose.Schema({ email: { type: String, index: true }, name: String });
`,
      "lists.js": `import { userSchema } from "./schema.js";
userSchema.index({ email: 1, name: 1 });
`,
      "user.js": `import mongoose from "mongoose";
import "./lists.js";
import { userSchema } from "./schema.js";
export const User = mongoose.model("User", userSchema);
`,
    };
    expect(both(noRedundantIndex, files)).toMatchObject([
      { at: { file: "schema.js" }, see: [{ at: { file: "lists.js", line: 2 } }] },
    ]);
  });
});

describe("require-indexed-filter", () => {
  test("reports the query without an index, not the served one beside it", () => {
    const found = both(requireIndexedFilter, { "user.js": user, "service.js": service });
    expect(found).toMatchObject([
      { at: { file: "service.js", line: 4 }, see: [{ at: { file: "user.js", line: 3 } }] },
    ]);
  });
  test("suggests the index where model and query share a file", () => {
    const [finding] = both(requireIndexedFilter, {
      "user.js": `${user}export const byName = (name) => User.find({ name });\n`,
    });
    expect(finding?.message).toContain("Add `{ name: 1 }` to `User`.");
  });
});

describe("require-session-ttl", () => {
  test("suggests a TTL index", () => {
    expect(both(requireSessionTtl, { "session.js": session })).toMatchObject([{ at: { line: 5 } }]);
  });
  test("makes the plain index one", () => {
    const plain = session.replace("expiresAt: Date", "expiresAt: { type: Date, index: true }, // TTL");
    expect(both(requireSessionTtl, { "session.js": plain })).toHaveLength(1);
  });
});
