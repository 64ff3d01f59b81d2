import { describe, expect, it } from "vitest";
import { catalogOf, queriesOf } from "../support/project.js";

describe("something unknown that code gives members to", () => {
  const asked = (code: string) => ({
    "m.js": `
      const mongoose = require("mongoose");
      const M = mongoose.model("M", new mongoose.Schema({ a: String, d: Date }));
      exports.ask = async (context, users) => { ${code} };`,
  });

  it.each([
    [
      "parsed JSON",
      `const f = JSON.parse(context.q); f.a = { $in: users }; await M.find(f);`,
      "find M {a:in, …}",
    ],
    ["a member", `const f = context.q; f.a = users; await M.find(f);`, "find M {a:eq, …}"],
    ["the result of a call", `const f = other(context); f.a = users; await M.find(f);`, "find M {a:eq, …}"],
    [
      "under a condition",
      `const f = context.q; if (users) f.a = users; await M.find(f);`,
      "find M {a:eq?, …}",
    ],
    ["for another's use", `context.q.a = users; await M.find(context.q);`, "find M {a:eq, …}"],
    [
      "or a filter",
      `const f = users ? { d: 1 } : JSON.parse(context.q); f.a = 1; await M.find(f);`,
      "find M {a:eq, d:eq, …}",
    ],
  ])("has them: %s", (_, code, query) => {
    const files = asked(code);
    expect(queriesOf(files)).toEqual([query]);
    expect(catalogOf(files).gaps).toHaveLength(1);
  });

  it("has none by being asked for them", () => {
    expect(queriesOf(asked(`const f = context.q; console.log(f.a); await M.find(f);`))).toEqual([
      "find M {…}",
    ]);
  });
});
