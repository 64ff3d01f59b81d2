import { expect, it } from "vitest";
import type { Datum, QueryIssued, Span } from "../../src/interpret/happenings.js";
import { settle } from "../../src/interpret/settle.js";

const place = (file: string): Span => ({ file, start: 10, end: 20 });
const filter = (path: string): Datum => ({
  t: "object",
  entries: [{ key: path, value: { t: "unknown", why: "the parameter id" } }],
  open: false,
});
const asked = (id: number, at: string, through: readonly string[], path: string): QueryIssued => ({
  type: "query",
  id,
  model: { by: "name", name: "User", from: at },
  operation: "find",
  args: [filter(path)],
  steps: [],
  at: place(at),
  through: through.map(place),
  in: null,
  native: false,
  receiver: "model",
});

it("leaves to a wrapper what it asks itself, not what is already its callers'", () => {
  const list = [
    asked(1, "caller.ts", ["wrapper.ts"], "name"),
    asked(2, "wrapper.ts", [], "name"),
    asked(3, "wrapper.ts", [], "age"),
  ];
  expect(settle(list).map((h) => (h.type === "query" ? h.id : h.type))).toEqual([1, 3]);
});
