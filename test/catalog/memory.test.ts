import { describe, expect, test } from "vitest";
import { link } from "../../src/catalog/link.js";
import { newMemory } from "../../src/catalog/memory.js";
import type { Happening, Happenings } from "../../src/interpret/happenings.js";
import { scene } from "../support/happenings.js";

function garden(): Happenings {
  const s = scene();
  const pear = s.model("Pear", s.schema({ ripe: Boolean, tree: { type: String, index: true } }));
  s.model("Plum", s.schema({ sweet: Boolean }));
  for (const [key, v] of [
    ["tree", "a"],
    ["ripe", true],
  ] as const)
    s.push({
      type: "query",
      id: 0,
      model: { by: "registration", id: pear },
      operation: "find",
      args: [{ t: "object", entries: [{ key, value: { t: "prim", v } }], open: false }],
      steps: [],
      at: s.span(),
      through: [],
      in: null,
      native: false,
      receiver: "model",
    });
  return s.happenings;
}

const changed = (happenings: Happenings, change: (fact: Happening) => Happening): Happenings => ({
  ...happenings,
  list: happenings.list.map(change),
});

describe("linking again with a memory", () => {
  const before = garden();

  test("says the same of the same happenings, with the same objects", () => {
    const memory = newMemory();
    const first = link(before, { memory });
    const second = link(before, { memory });
    expect(second).toEqual(link(before));
    second.models.forEach((model, i) => expect(model).toBe(first.models[i]));
    second.queries.forEach((query, i) => expect(query).toBe(first.queries[i]));
  });

  test("says what is new of a model, and of the queries of it", () => {
    const memory = newMemory();
    const first = link(before, { memory });
    const ripe = { key: "ripe", value: { t: "prim", v: 1 } } as const;
    const after = changed(before, (fact) =>
      fact.type === "schema" && JSON.stringify(fact).includes("ripe")
        ? {
            ...fact,
            ops: [
              ...fact.ops,
              {
                op: "index",
                args: [{ t: "object", entries: [ripe], open: false }],
                at: fact.at,
                via: "call",
              },
            ],
          }
        : fact,
    );
    const second = link(after, { memory });
    expect(second).toEqual(link(after));
    expect(second).not.toEqual(first);
    const plum = (catalog: typeof first) => catalog.models.find(({ name }) => name === "Plum");
    expect(plum(second)).toBe(plum(first));
  });

  test("says where things stand when lines came before them", () => {
    const memory = newMemory();
    link(before, { memory });
    const lines = Object.fromEntries(
      Object.entries(before.lines).map(([file, starts]) => [file, [0, ...starts]]),
    );
    const after = { ...before, lines };
    expect(link(after, { memory })).toEqual(link(after));
  });
});
