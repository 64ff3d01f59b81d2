import { describe, expect, it } from "vitest";
import { Mongoose } from "mongoose";
import type { Schema } from "mongoose";
import { assertIndexes, exportCatalog, type Expectation } from "../../src/runtime/index.js";

const mongoose = new Mongoose();

function catalogOf(declare: (schema: Schema) => void) {
  const own = new Mongoose();
  const schema = new own.Schema({ email: String, name: String, city: String, seenAt: Date });
  declare(schema as Schema);
  own.model("Guest", schema);
  return exportCatalog(own);
}

const failure = (declare: (schema: Schema) => void, ...expectations: Expectation[]): string => {
  try {
    assertIndexes(catalogOf(declare), expectations);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("nothing was missing");
};

const guest = (keys: Expectation["keys"], rest: Partial<Expectation> = {}): Expectation => ({
  model: "Guest",
  keys,
  ...rest,
});

describe("an expectation is met", () => {
  const met: [string, (schema: Schema) => void, Expectation][] = [
    ["by the same keys", (s) => s.index({ city: 1, name: -1 }), guest({ city: 1, name: -1 })],
    [
      "by the same keys as pairs",
      (s) => s.index({ city: 1, name: -1 }),
      guest([
        ["city", 1],
        ["name", -1],
      ]),
    ],
    ["by a longer index that starts with the keys", (s) => s.index({ city: 1, name: 1 }), guest({ city: 1 })],
    ["by a longer index read backwards (I2)", (s) => s.index({ city: -1, name: 1 }), guest({ city: 1 })],
    [
      "by the same keys with options nobody asked about",
      (s) => s.index({ email: 1 }, { unique: true }),
      guest({ email: 1 }),
    ],
    ["by unique", (s) => s.index({ email: 1 }, { unique: true }), guest({ email: 1 }, { unique: true })],
    ["by sparse", (s) => s.index({ email: 1 }, { sparse: true }), guest({ email: 1 }, { sparse: true })],
    ["by its seconds", (s) => s.index({ seenAt: 1 }, { expires: "1h" }), guest({ seenAt: 1 }, { ttl: 3600 })],
    [
      "by expireAfterSeconds",
      (s) => s.index({ seenAt: 1 }, { expires: "1h" }),
      guest({ seenAt: 1 }, { expireAfterSeconds: 3600 }),
    ],
    [
      "by any TTL",
      (s) => s.index({ seenAt: 1 }, { expireAfterSeconds: 0 }),
      guest({ seenAt: 1 }, { ttl: true }),
    ],
    ["by no TTL", (s) => s.index({ seenAt: 1 }), guest({ seenAt: 1 }, { ttl: false })],
    [
      "by its filter, whatever the order of its keys",
      (s) => s.index({ name: 1 }, { partialFilterExpression: { city: "Bern", email: { $exists: true } } }),
      guest({ name: 1 }, { partialFilterExpression: { email: { $exists: true }, city: "Bern" } }),
    ],
    [
      "by any filter",
      (s) => s.index({ name: 1 }, { partialFilterExpression: { city: "Bern" } }),
      guest({ name: 1 }, { partial: true }),
    ],
    ["by the index every collection has", () => undefined, guest({ _id: 1 })],
  ];
  it.each(met)("%s", (_, declare, expectation) => {
    expect(() => assertIndexes(catalogOf(declare), [expectation])).not.toThrow();
  });
});

describe("a missing index is named, with what exists instead", () => {
  it("same keys without unique", () => {
    expect(
      failure((s) => s.index({ email: 1 }), guest({ email: 1 }, { unique: true, why: "one account each" })),
    ).toBe(
      "An expected index is missing:\n  Guest { email: 1 } unique (one account each): these keys are indexed as { email: 1 } only",
    );
  });

  it("another TTL", () => {
    expect(
      failure((s) => s.index({ seenAt: 1 }, { expireAfterSeconds: 60 }), guest({ seenAt: 1 }, { ttl: 0 })),
    ).toContain(
      "Guest { seenAt: 1 } expireAfterSeconds: 0: these keys are indexed as { seenAt: 1 } expireAfterSeconds: 60 only",
    );
  });

  it("another order", () => {
    expect(failure((s) => s.index({ name: 1, city: 1 }), guest({ city: 1, name: 1 }))).toContain(
      "these paths are indexed in another order or direction, { name: 1, city: 1 }",
    );
  });

  it("another direction", () => {
    expect(failure((s) => s.index({ city: 1, name: -1 }), guest({ city: 1, name: 1 }))).toContain(
      "{ city: 1, name: -1 }",
    );
  });

  it("a longer unique index does not keep the shorter keys unique", () => {
    expect(
      failure((s) => s.index({ email: 1, city: 1 }, { unique: true }), guest({ email: 1 }, { unique: true })),
    ).toContain("there is only { email: 1, city: 1 } unique");
  });

  it("a longer partial index does not serve what the shorter keys would (I5)", () => {
    expect(
      failure(
        (s) => s.index({ city: 1, name: 1 }, { partialFilterExpression: { email: "a" } }),
        guest({ city: 1 }),
      ),
    ).toContain('there is only { city: 1, name: 1 } partialFilterExpression: {"email":"a"}');
  });

  it("a longer hidden index serves nobody (I14)", () => {
    expect(failure((s) => s.index({ city: 1, name: 1 }, { hidden: true }), guest({ city: 1 }))).toContain(
      "there is only",
    );
  });

  it("no index but the implicit one", () => {
    expect(failure(() => undefined, guest({ city: 1 }))).toContain("there is only { _id: 1 }");
  });

  it("no such model", () => {
    expect(failure(() => undefined, { model: "Gest", keys: { city: 1 } })).toContain(
      "Gest { city: 1 }: there is no model Gest; there are Guest",
    );
    expect(() => assertIndexes(exportCatalog(mongoose), [guest({ a: 1 })])).toThrow("no model is compiled");
  });

  it("all of them at once", () => {
    const message = failure(
      () => undefined,
      guest({ city: 1 }),
      guest({ _id: 1 }),
      guest({ "name.first": 1 }, { unique: true }),
    );
    expect(message).toMatch(
      /^2 expected indexes are missing:\n {2}Guest \{ city: 1 \}.*\n {2}Guest \{ "name.first": 1 \} unique/,
    );
  });
});
