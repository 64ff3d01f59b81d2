import { describe, expect, test, vi } from "vitest";
import { link } from "../../src/catalog/link.js";
import { newMemory } from "../../src/catalog/memory.js";
import { partsOf } from "../../src/catalog/parts.js";
import * as mongoose from "../../src/catalog/replay/mongoose.js";
import type { Datum, Happening, Happenings } from "../../src/interpret/happenings.js";
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

/** All kinds of happenings: of a shared schema, of a collection nobody owns, of what is not known. */
function market(): Happenings {
  const s = scene();
  const stall = s.schema({ row: { type: Number, index: true }, sold: { t: "unknown", why: "nobody knows" } });
  const pear = s.model("Pear", s.schema({ ripe: Boolean, stall }));
  s.model("Plum", s.schema({ sweet: Boolean, stalls: [stall], pear: { type: String, ref: "Pear" } }));
  const of = { by: "registration", id: pear } as const;
  const basket = { by: "collection", name: "baskets", from: "src/model.ts" } as const;
  const where = (key: string): Datum => ({
    t: "object",
    entries: [{ key, value: { t: "prim", v: 1 } }],
    open: false,
  });
  const call = { steps: [], through: [], in: null, type: "query", id: 0, operation: "findOne" } as const;
  for (const file of ["src/model.ts", "src/a.ts", "src/b.ts"]) {
    const at = s.span(file);
    s.push(
      { ...call, model: of, args: [where("ripe")], at, native: false, receiver: "model" },
      { ...call, model: basket, args: [where("size")], at: s.span(file), native: true, receiver: "model" },
      { type: "created", query: at, at: s.span(file), fields: ["ripe"] },
      { type: "gap", what: "query", why: "nobody knows", at: s.span(file) },
    );
  }
  s.push({
    type: "operation",
    kind: "createIndex",
    model: basket,
    args: [where("size")],
    at: s.span("src/c.ts"),
    in: null,
    migration: false,
  });
  return s.happenings;
}

vi.mock("../../src/catalog/replay/mongoose.js", { spy: true });

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

  test("says the same as without one, whatever is gone or stands elsewhere since the last time", () => {
    const memory = newMemory();
    const moved = <F extends Happening>(fact: F): F => ({
      ...fact,
      at: { ...fact.at, end: fact.at.end + 1 },
    });
    const all = market();
    for (const fact of all.list)
      for (const instead of [[], [moved(fact)], [fact]]) {
        const after = { ...all, list: all.list.flatMap((each) => (each === fact ? instead : [each])) };
        expect(link(after, { memory })).toEqual(link(after));
      }
  });

  test("keeps models and collections as they are when only queries change", () => {
    const memory = newMemory();
    const first = link(before, { memory });
    const after = link({ ...before, list: before.list.filter(({ type }) => type !== "query") }, { memory });
    expect(after.queries).toEqual([]);
    expect(after.models).toBe(first.models);
    expect(after.collections).toBe(first.collections);
  });

  test("asks Mongoose again only for the part something changed in", () => {
    const memory = newMemory();
    const first = link(before, { memory });
    const other = changed(before, (fact) =>
      fact.type === "schema" && JSON.stringify(fact).includes("sweet") ? { ...fact } : fact,
    );
    const build = vi.mocked(mongoose.schemaClass).mockClear();
    expect(link(before, { memory })).toEqual(first);
    expect(build).not.toHaveBeenCalled();
    expect(link(other, { memory })).toEqual(first);
    expect(build).toHaveBeenCalled();
  });
});

describe("a schema that several models embed", () => {
  const s = scene();
  const part = s.schema({ sweet: { t: "unknown", why: "nobody knows" } });
  s.model("Pear", s.schema({ parts: [part] }));
  s.model("Plum", s.schema({ parts: [part] }));

  test("counts once, and tells once what is not known of it", () => {
    const { coverage, gaps } = link(s.happenings);
    expect(coverage.schemas.read + coverage.schemas.unknown).toBe(3);
    expect(gaps.filter(({ what }) => what === "schema")).toHaveLength(1);
  });

  test("names the model it is registered as", () => {
    s.model("Part", part);
    expect(link(s.happenings).gaps.find(({ what }) => what === "schema")?.model).toMatch(/#Part$/);
  });
});

const schema = (id: number, uses: number | null = null): Happening => ({
  type: "schema",
  id,
  at: { file: "a.ts", start: 10 * id, end: 10 * id + 5 },
  dialect: "mongoose",
  name: null,
  ops: [
    {
      op: "new",
      args: uses === null ? [] : [{ t: "schema", id: uses }],
      at: { file: "a.ts", start: 10 * id, end: 10 * id + 5 },
      via: "call",
    },
  ],
});
const model = (id: number, name: string, of: number, start = 10 * id): Happening => ({
  type: "model",
  id,
  name: { t: "prim", v: name },
  schema: { t: "schema", id: of },
  collection: null,
  connection: null,
  dialect: "mongoose",
  at: { file: "a.ts", start, end: start + 5 },
  documentTypes: [],
});
const ids = (list: readonly Happening[]) =>
  partsOf(list).map((part) => part.map((fact) => ("id" in fact ? fact.id : null)));

describe("parts", () => {
  test.each<[string, Happening[], number[][]]>([
    [
      "what nothing joins is apart",
      [schema(1), schema(2), model(3, "A", 1), model(4, "B", 2)],
      [
        [3, 1],
        [4, 2],
      ],
    ],
    [
      "a schema that several embed is with each of them",
      [schema(1), schema(2, 1), schema(5, 1), model(3, "A", 5), model(4, "B", 2)],
      [
        [3, 5, 1],
        [4, 2, 1],
      ],
    ],
    [
      "schemas that no model needs are with what they are made of",
      [schema(1), schema(2, 1), schema(5), schema(6, 2), model(3, "A", 1)],
      [[3, 1], [2, 6, 1], [5]],
    ],
    ["a registered schema joins", [schema(1), model(3, "A", 1), model(4, "B", 1)], [[3, 4, 1]]],
    [
      "so does one that is registered and embedded",
      [schema(1), schema(2, 1), model(3, "A", 1), model(4, "B", 2)],
      [[3, 4, 1, 2]],
    ],
    ["a name joins", [schema(1), schema(2), model(3, "A", 1), model(4, "A", 2)], [[3, 4, 1, 2]]],
    ["a place joins", [schema(1), schema(2), model(3, "A", 1), model(4, "B", 2, 30)], [[3, 4, 1, 2]]],
    [
      "a base joins",
      [
        schema(1),
        schema(2),
        model(3, "A", 1),
        { ...model(4, "B", 2), base: { by: "registration", id: 3 } } as Happening,
      ],
      [[3, 4, 1, 2]],
    ],
    [
      "a global plugin joins all",
      [
        schema(1),
        schema(2),
        { type: "globalPlugin", at: { file: "a.ts", start: 0, end: 5 }, schema: null, plugin: "p" },
      ],
      [[1, 2, null as never]],
    ],
  ])("%s", (_, list, parts) => {
    expect(ids(list)).toEqual(parts);
  });
});
