import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  advise,
  conflicts,
  plan,
  replaces,
  type AnyIndex,
  type Conflict,
  type IndexSpec,
  type PlannedQuery,
  type Result,
  type Shape,
} from "../../src/planner/index.js";
import { falseClaims } from "./certificate.js";

const path = fc.constantFrom("a", "b", "c", "d");
const sign = fc.constantFrom(1, -1);
const key = fc.tuple(
  path,
  fc.oneof({ weight: 9, arbitrary: sign }, { weight: 1, arbitrary: fc.constant("hashed") }),
);
const keys = fc
  .uniqueArray(key, { minLength: 1, maxLength: 3, selector: ([name]) => name })
  .filter((pairs) => pairs.filter(([, kind]) => kind === "hashed").length < 2);
const partial = fc.constantFrom(
  { a: 1 },
  { a: { $gt: 0 } },
  { a: { $exists: true } },
  { b: 2, a: { $gt: 5 } },
);
const options = fc.record(
  {
    unique: fc.constant(true),
    sparse: fc.constant(true),
    hidden: fc.constant(true),
    expireAfterSeconds: fc.constantFrom(0, 60),
    partialFilterExpression: partial,
    collation: fc.constantFrom({ locale: "en" }, { locale: "simple" }),
  },
  { requiredKeys: [] },
);
const someOptions = fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: options });
const index: fc.Arbitrary<IndexSpec> = fc.record({ keys, options: someOptions });
const named: fc.Arbitrary<IndexSpec> = fc.record({
  keys,
  options: someOptions,
  name: fc.constantFrom("x", "y", ""),
});

const operand = fc.constantFrom<unknown>(
  1,
  "x",
  null,
  /^x/,
  [1],
  { $gt: 1 },
  { $gte: 1, $lt: 9 },
  { $in: [1, 2] },
  { $in: [1, null] },
  { $ne: 1 },
  { $nin: [1, 2] },
  { $exists: true },
  { $exists: false },
  { $elemMatch: { $gt: 1 } },
  { $not: { $gt: 1 } },
  { $type: "number" },
  { $size: 2 },
);
const clause = fc.dictionary(path, operand, { minKeys: 1, maxKeys: 3 });
const filter = fc.oneof(
  { weight: 4, arbitrary: clause },
  {
    weight: 1,
    arbitrary: fc
      .tuple(clause, fc.array(clause, { minLength: 1, maxLength: 3 }))
      .map(([outer, $or]) => ({ ...outer, $or })),
  },
);
const sort = fc.option(
  fc.uniqueArray(fc.tuple(path, sign), { minLength: 1, maxLength: 2, selector: ([name]) => name }),
  { nil: null },
);
const query: fc.Arbitrary<PlannedQuery> = fc.record({ filter, sort });

const runs = (numRuns: number): fc.Parameters<unknown> => ({ numRuns, seed: 20260101 });

describe("replaces is a strict partial order", () => {
  test("nothing replaces itself", () => {
    fc.assert(
      fc.property(index, (one) => !replaces(one, one) && !replaces(one, { ...one })),
      runs(2000),
    );
  });

  test("never both ways", () => {
    fc.assert(
      fc.property(index, index, (a, b) => !(replaces(a, b) && replaces(b, a))),
      runs(5000),
    );
  });

  test("whatever is replaced by the replaced is replaced", () => {
    const alike = fc.tuple(keys, fc.array(fc.tuple(fc.nat(2), someOptions), { minLength: 3, maxLength: 3 }));
    fc.assert(
      fc.property(alike, ([pairs, cuts]) => {
        const [a, b, c] = cuts.map(([cut, own]) => ({ keys: pairs.slice(0, cut + 1), options: own }));
        if (!a || !b || !c || !replaces(a, b) || !replaces(b, c)) return;
        expect(replaces(a, c)).toBe(true);
      }),
      runs(20000),
    );
  });

  test("a replaced index serves no query its replacement does not", () => {
    fc.assert(
      fc.property(index, index, query, (other, one, asked) => {
        if (!replaces(other, one)) return;
        const served = (by: AnyIndex): boolean => isBounded(plan(asked, [by]));
        expect(served(other) || !served(one)).toBe(true);
      }),
      runs(20000),
    );
  });
});

const isBounded = (result: Result): boolean => result.candidates.some(({ bounded }) => bounded > 0);

describe("plan", () => {
  test("with one more index, a served query stays served", () => {
    fc.assert(
      fc.property(query, fc.array(index, { maxLength: 4 }), index, (asked, indexes, one) => {
        if (isBounded(plan(asked, indexes))) expect(isBounded(plan(asked, [...indexes, one]))).toBe(true);
      }),
      runs(5000),
    );
  });

  test("the order of predicates changes nothing", () => {
    const normal = ({ candidates, rejected, ...rest }: Result): unknown => ({
      ...rest,
      candidates: candidates
        .map((one) => JSON.stringify({ ...one, residual: [...one.residual].sort() }))
        .sort(),
      rejected: rejected.map(({ name }) => name),
    });
    fc.assert(
      fc.property(clause, sort, fc.array(index, { maxLength: 4 }), (fields, order, indexes) => {
        const reversed = Object.fromEntries(Object.entries(fields).reverse());
        const asked = (of: object): Result => plan({ filter: { ...of }, sort: order }, indexes);
        expect(normal(asked(reversed))).toEqual(normal(asked(fields)));
      }),
      runs(5000),
    );
  });

  test("flipping all signs of indexes, or of the sort, changes nothing", () => {
    const flip = (pairs: IndexSpec["keys"]): IndexSpec["keys"] =>
      pairs.map(([name, kind]) => [name, typeof kind === "number" ? -kind : kind]);
    const normal = ({ access, sort: order, covered, candidates }: Result): unknown => ({
      ...{ access, order, covered },
      candidates: candidates.map(({ key: own, name: _, ...rest }) => [Object.keys(own), rest]),
    });
    fc.assert(
      fc.property(query, fc.array(index, { maxLength: 4 }), (asked, indexes) => {
        const flipped = indexes.map((one) => ({ ...one, keys: flip(one.keys) }));
        const turned = {
          ...asked,
          sort: asked.sort ? (flip(asked.sort as IndexSpec["keys"]) as never) : null,
        };
        expect(normal(plan(asked, flipped))).toEqual(normal(plan(asked, indexes)));
        expect(normal(plan(turned, indexes))).toEqual(normal(plan(asked, indexes)));
      }),
      runs(5000),
    );
  });

  test("accepts or refuses whatever it is given, and the same way twice", () => {
    const operators = [
      "$and",
      "$or",
      "$nor",
      "$not",
      "$in",
      "$nin",
      "$elemMatch",
      "$all",
      "$regex",
      "$type",
      "$near",
      "a",
      "b",
      "a.b",
      "",
    ];
    const { tree } = fc.letrec<{ tree: unknown; leaf: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        tie("leaf"),
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...operators), tie("tree"), { maxKeys: 3 }),
      ),
      leaf: fc.constantFrom<unknown>(1, "x", null, true, undefined, /x/, new Date(0), NaN, {
        $unknown: "string",
      }),
    }));
    fc.assert(
      fc.property(tree, fc.array(index, { maxLength: 3 }), (anything, indexes) => {
        const asked = { filter: anything as never };
        const result = plan(asked, indexes);
        expect(result.access === "error").toBe(result.error !== undefined);
        expect(plan(asked, [...indexes])).toEqual(result);
      }),
      runs(5000),
    );
  });
});

describe("conflicts", () => {
  test("is symmetric in its code (I19)", () => {
    const code = (answer: ReturnType<typeof conflicts>): unknown =>
      answer === null ? null : "noop" in answer ? "noop" : (answer satisfies Conflict).code;
    fc.assert(
      fc.property(named, named, (a, b) => {
        expect(code(conflicts(a, b))).toEqual(code(conflicts(b, a)));
      }),
      runs(5000),
    );
  });

  test("the same index again is a no-op", () => {
    fc.assert(
      fc.property(
        named,
        (one) => conflicts(one, { ...one }) !== null && "noop" in (conflicts(one, one) ?? {}),
      ),
      runs(1000),
    );
  });
});

// Shapes of equalities, ranges and a sort that one index can serve.
interface Plain {
  readonly equal: readonly string[];
  readonly above: readonly string[];
  readonly sort: readonly (readonly [string, 1 | -1])[];
}
const few = fc.constantFrom("a", "b", "c");
const plain: fc.Arbitrary<Plain> = fc
  .record({
    equal: fc.uniqueArray(few, { maxLength: 3 }),
    above: fc.uniqueArray(few, { maxLength: 1 }),
    sort: fc.uniqueArray(fc.tuple(few, fc.constantFrom<1 | -1>(1, -1)), {
      maxLength: 2,
      selector: ([name]) => name,
    }),
  })
  .map(({ equal, above, sort: order }) => ({
    equal,
    above: above.filter((one) => !equal.includes(one)),
    sort: order,
  }))
  .filter(({ equal, above, sort: order }) => {
    if (equal.length + above.length === 0) return order.length > 0;
    const left = order.filter(([name]) => !equal.includes(name));
    return equal.length > 0 || left.length === 0 || above.includes(left[0]![0]);
  });

const shapeOf = ({ equal, above, sort: order }: Plain): Shape => ({
  filter: Object.fromEntries([...equal.map((one) => [one, 1]), ...above.map((one) => [one, { $gt: 1 }])]),
  ...(order.length > 0 ? { sort: Object.fromEntries(order) } : {}),
});

/** By the planner: all decided on keys, equalities first, in order. Written without a look at `advise`. */
function servesInFull(one: Plain, pairs: IndexSpec["keys"]): boolean {
  const asked = shapeOf(one);
  const [candidate] = plan({ ...asked, noIdIndex: true }, [{ keys: pairs, options: {} }]).candidates;
  if (!candidate || candidate.residual.length > 0 || candidate.sort === "memory") return false;
  const lead = pairs.slice(0, one.equal.length).map(([name]) => name);
  if (!one.equal.every((name) => lead.includes(name))) return false;
  const ordered = one.sort.some(([name]) => !one.equal.includes(name));
  const bounds = one.equal.length + (one.above.length > 0 && !ordered ? 1 : 0);
  return candidate.bounded >= bounds;
}

/** All keys over a, b, c, up to a flip of all signs. */
const everyKey: readonly IndexSpec["keys"][] = permutations(["a", "b", "c"]).flatMap((order) =>
  Array.from({ length: 2 ** (order.length - 1) }, (_, bits) =>
    order.map((name, at): readonly [string, number] => [name, at > 0 && (bits >> (at - 1)) & 1 ? -1 : 1]),
  ),
);

function permutations(names: readonly string[]): string[][] {
  return names.flatMap((name) => [
    [name],
    ...permutations(names.filter((other) => other !== name)).map((rest) => [name, ...rest]),
  ]);
}

function fewestByForce(shapes: readonly Plain[]): number {
  const masks = new Set(
    everyKey.map((pairs) =>
      shapes.reduce((mask, one, at) => mask | (servesInFull(one, pairs) ? 1 << at : 0), 0),
    ),
  );
  const all = 2 ** shapes.length - 1;
  let reached = new Set([0]);
  for (let count = 0; count <= shapes.length; count++) {
    if (reached.has(all)) return count;
    reached = new Set([...reached].flatMap((mask) => [...masks].map((other) => mask | other)));
  }
  return Infinity;
}

describe("advise", () => {
  test("serves every shape, and every certificate holds", () => {
    fc.assert(
      fc.property(fc.array(plain, { maxLength: 8 }), fc.array(index, { maxLength: 4 }), (wanted, indexes) => {
        const shapes = wanted.map(shapeOf);
        const existing = indexes.map((one, at) => ({ ...one, name: `existing${at}` }));
        const advice = advise(shapes, existing);
        expect(falseClaims(advice, shapes, existing)).toEqual([]);
        expect(advice.shapes.filter(({ status }) => status !== "served")).toEqual([]);
        expect(advice.exact).toBe(true);
      }),
      runs(1000),
    );
  });

  test("no certificate is false for any query", () => {
    fc.assert(
      fc.property(fc.array(query, { maxLength: 5 }), fc.array(index, { maxLength: 3 }), (shapes, indexes) => {
        const existing = indexes.map((one, at) => ({ ...one, name: `existing${at}` }));
        expect(falseClaims(advise(shapes, existing), shapes, existing)).toEqual([]);
      }),
      runs(2000),
    );
  });

  test("no smaller set would do (against brute force)", () => {
    fc.assert(
      fc.property(fc.array(plain, { minLength: 1, maxLength: 5 }), (wanted) => {
        expect(advise(wanted.map(shapeOf), []).add.length).toBe(fewestByForce(wanted));
      }),
      runs(400),
    );
  });

  test("reusing what exists costs no index", () => {
    const existing = fc.array(
      keys.filter((pairs) => pairs.every(([, kind]) => kind !== "hashed")),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(fc.array(plain, { minLength: 1, maxLength: 5 }), existing, (wanted, patterns) => {
        const shapes = wanted.map(shapeOf);
        const indexes = patterns.map((pairs, at) => ({ keys: pairs, options: {}, name: `existing${at}` }));
        const { add, keep } = advise(shapes, indexes);
        expect(add.length + keep.length).toBe(advise(shapes, []).add.length);
      }),
      runs(400),
    );
  });
});
