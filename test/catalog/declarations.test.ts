import { Schema } from "mongoose";
import { describe, expect, test } from "vitest";
import { bare, byMongoose, linkedModel } from "../support/linked.js";

const { ObjectId, Mixed, Decimal128, UUID } = Schema.Types;

describe("field-level declarations are what Mongoose makes of them (§A.1)", () => {
  const fields: readonly object[] = [
    ...[true, 1, 2, "1", "asc", {}, -1, "-1", "desc", "descending", "2dsphere", "2d", "text", "hashed"].map(
      (index) => ({ index }),
    ),
    ...[
      false,
      0,
      "",
      null,
      undefined,
      "geoHaystack",
      "foo",
      { type: -1 },
      { type: "hashed" },
      { text: true },
    ].map((index) => ({ index })),
    {
      index: { unique: true, partialFilterExpression: { a: { $exists: true } }, collation: { locale: "en" } },
    },
    { index: { unique: false } },
    { index: { background: true, sparse: true } },
    { index: { expires: "1h" } },
    { index: { order: -1 } },
    ...[true, 1, "taken", [true, "taken"], { message: "taken" }, false, undefined, null, 0].map((unique) => ({
      unique,
    })),
    { unique: true, index: true },
    { index: true, unique: true },
    { index: true, unique: false },
    { unique: true, index: -1 },
    { index: "desc", unique: true },
    { index: "hashed", unique: true },
    { unique: true, index: { sparse: true } },
    { index: { sparse: true }, unique: true },
    { sparse: true },
    { sparse: false },
    { sparse: undefined },
    { index: true, sparse: false },
    { text: true },
    { text: false },
    { text: true, unique: true },
    { text: true, index: -1 },
    { unique: true, partialFilterExpression: { a: 1 } },
    { ref: "Other", required: true, enum: ["a"], immutable: true },
  ];
  test.each(fields)("%o", (options) => {
    const definition = { a: { type: String, ...options } };
    expect(bare(linkedModel(definition).indexes)).toEqual(byMongoose(new Schema(definition)));
  });

  const dates: readonly object[] = [
    ...[60, "60", "1h", "1.5h", "30d", 0, null, -1, 1.5, "1M", "1y", "garbage"].map((expires) => ({
      expires,
    })),
    { index: -1, expires: "1h" },
    { index: false, expires: "1h" },
    { expireAfterSeconds: 60 },
    { index: { expireAfterSeconds: 60 } },
  ];
  test.each(dates)("Date %o (M7–M9)", (options) => {
    const definition = { at: { type: Date, ...options } };
    expect(bare(linkedModel(definition).indexes)).toEqual(byMongoose(new Schema(definition)));
  });

  const others: readonly object[] = [
    { at: { type: Number, expires: "1h" } },
    { at: { type: [Date], expires: "1h" } },
    { at: [{ type: Date, expires: "1h" }] },
    {
      a: { type: String, index: { name: "c", unique: true } },
      b: { type: String, index: { name: "c", type: -1 } },
    },
    { a: { type: String, text: true }, b: { type: String, text: true } },
    {
      m: { type: Mixed, index: true },
      u: { type: UUID, index: true },
      d: { type: Decimal128, unique: true },
    },
    {
      o: { type: ObjectId, ref: "Other", index: true },
      s: { type: "string", index: true },
      oid: { type: "oid", index: 1 },
    },
    { loc: { type: { type: String }, coordinates: { type: [Number], index: "2dsphere" } } },
  ];
  test.each(others)("%o (M9–M16)", (definition) => {
    expect(bare(linkedModel(definition).indexes)).toEqual(byMongoose(new Schema(definition)));
  });
});
