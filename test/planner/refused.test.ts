import { expect, test } from "vitest";
import { plan, unknown, type PlannedQuery, type QueryDocument } from "../../src/planner/index.js";
import { indexOf } from "./index-of.js";

const indexes = [indexOf({ loc: "2d" }), indexOf({ t: "text" }), indexOf({ a: 1 })];
const near = { loc: { $near: [0, 0] } };
const text = { $text: { $search: "x" } };
const errorOf = (filter: QueryDocument, rest: PlannedQuery = {}): string | undefined =>
  plan({ filter, ...rest }, indexes).error;

test.each<readonly [spec: string, filter: QueryDocument, rest: PlannedQuery, why: string]>([
  ["I50", { ...near, ...text }, {}, "$text and $near cannot be in one query"],
  ["I50", { $or: [near, { a: 1 }] }, {}, "$near must stand at the top level of the filter"],
  ["I50", { x: { $elemMatch: near } }, {}, "$near must stand at the top level of the filter"],
  ["I50", { $and: [near, { b: { $near: [0, 0] } }] }, {}, "a query can have one $near"],
  ["I50", { $and: [text, { $text: { $search: "y" } }] }, {}, "a query can have one $text"],
  ["I50", { $nor: [text, { a: 1 }] }, {}, "$text cannot stand under $nor or in an $elemMatch"],
  ["P40", text, { hint: "a_1" }, "$text cannot be in one query with a hint or a $natural sort"],
  ["P31", text, { sort: { $natural: 1 } }, "$text cannot be in one query with a hint or a $natural sort"],
  ["P31", near, { sort: { $natural: 1 } }, "$near cannot be in one query with a $natural sort or hint"],
])("%s %j with %j is refused", (_, filter, rest, why) => {
  expect(errorOf(filter, rest)).toBe(why);
});

test.each<readonly [filter: QueryDocument, rest: PlannedQuery]>([
  [near, {}],
  [{ a: 1, $and: [near] }, {}],
  [near, { hint: "loc_2d" }],
  [text, { sort: { score: { $meta: "textScore" } } }],
  [{ $or: [text, { a: 1 }] }, {}],
])("%j with %j is not", (filter, rest) => {
  expect(errorOf(filter, rest)).toBeUndefined();
});

test("I49 a point that is not known may be one on the sphere", () => {
  const sphere = indexOf({ loc: "2dsphere" });
  expect(plan({ filter: { loc: { $near: unknown.object } } }, [sphere]).access).toBe("geo");
  expect(plan({ filter: { loc: { $near: [0, 0] } } }, [sphere]).access).toBe("error");
});

test.each<readonly [filter: QueryDocument, why: string]>([
  [near, "`$near` needs its geo index"],
  [text, "`$text` needs its text index"],
  [{ b: 1 }, "a branch of the `$or` has no index"],
])("an index that cannot serve what must be served says so: %j", (filter, why) => {
  const both = "b" in filter ? { $or: [{ a: 1 }, filter] } : { a: 1, ...filter };
  expect(plan({ filter: both }, indexes).rejected.find(({ name }) => name === "a_1")?.why).toBe(why);
});

test.each<readonly [filter: QueryDocument, why: string]>([
  [{ a: { $not: { $gt: 1, $lt: 5 } } }, "a negation of several conditions uses no index"],
  [{ a: { $size: 2 } }, "first key `a` has no predicate that can use an index"],
  [{ $nor: [{ a: 1 }, { b: 1 }] }, "first key `a` has no predicate that can use an index"],
  [{ b: 1 }, "first key `a` has no predicate"],
])("P18, P38 %j: says what keeps it from the index", (filter, why) => {
  expect(plan({ filter }, [indexOf({ a: 1 })]).rejected[0]?.why).toBe(why);
});
