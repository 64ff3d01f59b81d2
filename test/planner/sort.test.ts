import { describe, expect, test } from "vitest";
import {
  plan,
  type IndexSpec,
  type PlannedQuery,
  type QueryDocument,
  type SortSpec,
} from "../../src/planner/index.js";
import { indexOf } from "./index-of.js";

const list = (count: number): number[] => Array.from({ length: count }, (_, at) => at);
const ab = indexOf({ a: 1, b: 1 });
const abc = indexOf({ a: 1, b: 1, c: 1 });

const sortOf = (index: IndexSpec, filter: QueryDocument, sort: SortSpec, rest: PlannedQuery = {}): string =>
  plan({ ...rest, filter, sort }, [index]).sort;

describe("sorts an index gives (P26)", () => {
  test.each<readonly [index: IndexSpec, filter: QueryDocument, sort: SortSpec, given: boolean]>([
    [ab, {}, { a: 1, b: 1 }, true],
    [ab, {}, { a: -1, b: -1 }, true],
    [ab, {}, { a: 1 }, true],
    [ab, {}, { a: 1, b: -1 }, false],
    [ab, {}, { b: 1 }, false],
    [ab, {}, { b: 1, a: 1 }, false],
    [ab, { a: 5 }, { b: -1 }, true],
    [ab, { a: 5 }, { a: 1, b: -1 }, true],
    [ab, { a: 5 }, { b: 1, a: -1 }, true],
    [ab, { a: 1 }, { a: -1, b: 1 }, true],
    [abc, { a: 5 }, { c: 1 }, false],
    [abc, { a: 5, b: { $gt: 3 } }, { b: 1, c: 1 }, true],
    [ab, { a: { $gt: 5 } }, { a: 1, b: 1 }, true],
    [ab, { a: { $gt: 5 } }, { b: 1 }, false],
    [ab, { a: { $in: [1, 2] } }, { b: 1 }, true],
    [ab, { a: { $in: [1, 2] } }, { a: 1, b: 1 }, true],
    [indexOf({ a: 1, h: "hashed", b: 1 }), { a: 1 }, { b: 1 }, false],
    [indexOf({ a: 1, h: "hashed", b: 1 }), { a: 1, h: 2 }, { b: 1 }, true],
  ])("%j, %j by %j: %s", (index, filter, sort, given) => {
    expect(sortOf(index, filter, sort)).toBe(given ? "index" : "memory");
  });

  test("P28 splitting $in stops at 200 scans", () => {
    expect(sortOf(ab, { a: { $in: list(200) } }, { b: 1 })).toBe("index");
    expect(sortOf(ab, { a: { $in: list(201) } }, { b: 1 })).toBe("memory");
    expect(sortOf(abc, { a: { $in: list(20) }, b: { $in: list(10) } }, { c: 1 })).toBe("index");
    expect(sortOf(abc, { a: { $in: list(21) }, b: { $in: list(10) } }, { c: 1 })).toBe("memory");
  });

  test("P28 null is two points", () => {
    expect(sortOf(ab, { a: null }, { b: 1 })).toBe("index");
  });

  test("P29 arrays give no order once bounded", () => {
    const arrays = indexOf({ tags: 1, at: 1 }, { multikey: true, multikeyPaths: { tags: ["tags"], at: [] } });
    const bySort = (filter: QueryDocument, sort: SortSpec) => plan({ filter, sort }, [arrays]).candidates[0];
    expect(bySort({ tags: "x" }, { at: 1 })).toMatchObject({ bounded: 1, sort: "index" });
    expect(bySort({ tags: "x" }, { tags: 1 })).toMatchObject({ bounded: 1, sort: "memory" });
    expect(bySort({ tags: { $gt: "x" } }, { tags: 1 })).toMatchObject({ bounded: 1, sort: "memory" });
    expect(
      sortOf(indexOf({ tags: 1 }, { multikey: true, multikeyPaths: { tags: ["tags"] } }), {}, { tags: 1 }),
    ).toBe("index");
  });

  test("P27 a whole-index walk gives the order but bounds nothing", () => {
    const { candidates, sort } = plan({ filter: { z: 1 }, sort: { a: 1 } }, [ab]);
    expect({ candidates, sort }).toMatchObject({
      sort: "index",
      candidates: [{ bounded: 0, tight: false, residual: ["z"] }],
    });
  });

  test("P27 a partial index gives the order of what it holds only", () => {
    const partial = indexOf({ a: 1 }, { partialFilterExpression: { active: true } });
    expect(sortOf(partial, {}, { a: 1 })).toBe("memory");
    expect(sortOf(partial, { active: true }, { a: 1 })).toBe("index");
  });

  test("P31 a text score is no index order", () => {
    expect(
      sortOf(indexOf({ t: "text" }), { $text: { $search: "x" } }, { score: { $meta: "textScore" } }),
    ).toBe("memory");
  });

  test("P34 branches in order are merged", () => {
    const filter = { $or: [{ a: 1 }, { c: 1 }] };
    const merged = plan({ filter, sort: { b: 1 } }, [ab, indexOf({ c: 1, b: -1 })]);
    expect(merged).toMatchObject({ access: "or", sort: "index" });
    expect(plan({ filter, sort: { b: 1 } }, [ab, indexOf({ c: 1 })]).sort).toBe("memory");
  });

  test("P22a another collation gives no order of strings", () => {
    const english = indexOf({ a: 1, b: 1 }, { collation: { locale: "en" } });
    expect(sortOf(english, { a: 5 }, { b: 1 })).toBe("memory");
    expect(sortOf(english, { a: 5, b: { $gt: 3 } }, { b: 1 })).toBe("index");
    expect(sortOf(english, { a: 5 }, { b: 1 }, { collation: { locale: "en" } })).toBe("index");
  });
});
