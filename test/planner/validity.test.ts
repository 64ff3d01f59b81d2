import { describe, expect, test } from "vitest";
import { collectionValidity, validity, type IndexSpec, type PathFact } from "../../src/planner/index.js";
import { indexOf } from "./index-of.js";

const many = Object.fromEntries(Array.from({ length: 33 }, (_, at) => [`k${at}`, 1]));
const tags: PathFact = { path: "tags", array: true };
const roles: PathFact = { path: "roles", array: true };

type Refused = readonly [spec: string, index: IndexSpec, code: number | null, paths?: readonly PathFact[]];
type Fine = readonly [what: string, index: IndexSpec, paths?: readonly PathFact[]];

const refused: readonly Refused[] = [
  ["I28", indexOf(many), 13103],
  ["I28", indexOf({ ["x".repeat(2100)]: 1 }), 67],
  ["I30", indexOf({ a: 1 }, { name: "" }), 67],
  ["I30", indexOf({ a: 1 }, {}, "*"), 2],
  ["I30", indexOf({ a: 1 }, {}, "_id_"), 2],
  ["I31", indexOf({}), 67],
  ["I31", indexOf({ a: 0 }), 67],
  ["I31", indexOf({ a: { $numberDouble: "NaN" } }), 67],
  ["I31", indexOf({ a: true }), 67],
  ["I31", indexOf({ a: null }), 67],
  ["I31", indexOf({ a: "foo" }), 67],
  ["I31", indexOf({ a: "1" }), 67],
  ["I31", indexOf({ "a..b": 1 }), 67],
  ["I31", indexOf({ "m.$*": 1 }), 67],
  ["I31", indexOf({ t: "text", l: "2dsphere" }), 67],
  [
    "I31",
    {
      keys: [
        ["a", 1],
        ["a", -1],
      ],
      options: {},
    },
    2,
  ],
  ["I32", indexOf({ a: "geoHaystack" }), 67],
  ["I33", indexOf({ a: 1 }, { partialFilterExpression: { b: { $ne: null } } }), 67],
  ["I33", indexOf({ a: 1 }, { partialFilterExpression: { b: { $exists: false } } }), 67],
  ["I33", indexOf({ a: 1 }, { partialFilterExpression: { $or: [{ b: 1 }, { c: /x/ }] } }), 67],
  ["I33", indexOf({ a: 1 }, { partialFilterExpression: { $nor: [{ b: 1 }] } }), 67],
  ["I34", indexOf({ a: 1 }, { sparse: true, partialFilterExpression: { b: 1 } }), 67],
  ["I34", indexOf({ _id: 1 }, { sparse: true }), 197],
  ["I14", indexOf({ _id: 1 }, { hidden: true }), 2],
  ["I38", indexOf({ tags: 1, roles: 1 }), 171, [tags, roles]],
  [
    "I38",
    indexOf({ "items.tags": 1, "items.codes": 1 }),
    171,
    [
      { path: "items", array: true },
      { path: "items.tags", array: true },
      { path: "items.codes", array: true },
    ],
  ],
  ["I41", indexOf({ at: 1, u: 1 }, { expireAfterSeconds: 5 }), 67],
  ["I42", indexOf({ at: 1 }, { expireAfterSeconds: { $numberDouble: "NaN" } }), 67],
  ["I42", indexOf({ at: 1 }, { expireAfterSeconds: -1 }), 67],
  ["I42", indexOf({ at: 1 }, { expireAfterSeconds: "1h" }), 67],
  ["I42", indexOf({ at: 1 }, { expireAfterSeconds: 2147483648 }), 67],
  ["I43", indexOf({ at: 1 }, { expireAfterSeconds: 5 }), null, [{ path: "at", type: "String" }]],
  ["I44", indexOf({ _id: 1 }, { expireAfterSeconds: 5 }), 197],
  ["I44", indexOf({ "$**": 1 }, { expireAfterSeconds: 5 }), 67],
  ["I46", indexOf({ createdAt: 1 }, { expireAfterSeconds: 0 }), null],
  ["I47", indexOf({ a: "hashed" }, { unique: true }), 16764],
  ["I47", indexOf({ tags: "hashed" }), 16766, [tags]],
  ["I48", indexOf({ t: "text" }, { collation: { locale: "en" } }), 67],
  ["I49", indexOf({ loc: "2d" }, { collation: { locale: "en" } }), 67],
  ["I49", indexOf({ a: 1, l: "2d" }), 16801],
  ["I51", indexOf({ "$**": 1 }, { unique: true }), 67],
  ["I51", indexOf({ "$**": 1 }, { sparse: true }), 67],
  ["I51", indexOf({ a: 1, "$**": 1 }), 67],
];

const fine: readonly Fine[] = [
  ["an ordinary index", indexOf({ a: 1, "b.c": -1 })],
  [
    "a TTL of 0 on the time of expiry (I46)",
    indexOf({ expiresAt: 1 }, { expireAfterSeconds: 0 }),
    [{ path: "expiresAt", type: "Date" }],
  ],
  [
    "two paths of one array (I38)",
    indexOf({ "items.sku": 1, "items.qty": 1 }),
    [{ path: "items", array: true }],
  ],
  ["an array beside a scalar", indexOf({ tags: 1, tenant: 1 }), [tags]],
  [
    "an array inside the other's array",
    indexOf({ "items.tags": 1, "items.sku": 1 }),
    [
      { path: "items", array: true },
      { path: "items.tags", array: true },
    ],
  ],
  [
    "a filter of allowed operators (I33)",
    indexOf(
      { a: 1 },
      {
        partialFilterExpression: {
          $or: [{ b: { $in: [1, 2] } }, { c: { $type: "string" } }],
          d: { $exists: true },
        },
      },
    ),
  ],
  [
    "a compound wildcard with projection (I51)",
    indexOf({ a: 1, "$**": 1 }, { wildcardProjection: { a: 0 } }),
  ],
  ["wildcard text (I48)", indexOf({ "$**": "text" })],
  ["a path that no schema knows (I40)", indexOf({ typo: 1 }), [{ path: "name", type: "String" }]],
  ["an unknown TTL", indexOf({ at: 1 }, { expireAfterSeconds: { $unknown: "number" } })],
  ["a DBRef's id (I31)", indexOf({ "owner.$id": 1 })],
];

describe("validity (I27–I51)", () => {
  test.each(refused.map((one) => ({ one })))("$one", ({ one: [spec, index, code, paths] }) => {
    expect(validity(index, paths)).toContainEqual(expect.objectContaining({ spec, code }));
  });

  test.each(fine.map((one) => ({ one })))("accepts $one", ({ one: [, index, paths] }) => {
    expect(validity(index, paths)).toEqual([]);
  });

  test("at most 64 indexes, the one on _id included (I27)", () => {
    const indexes = Array.from({ length: 63 }, (_, at) => indexOf({ [`k${at}`]: 1 }));
    expect(collectionValidity(indexes)).toEqual([]);
    expect(collectionValidity([...indexes, indexOf({ one: 1 })])).toMatchObject([{ code: 67, spec: "I27" }]);
  });

  test("one text index (I29)", () => {
    expect(collectionValidity([indexOf({ a: "text" }), indexOf({ b: "text" })])).toMatchObject([
      { code: 67, spec: "I29" },
    ]);
  });
});
