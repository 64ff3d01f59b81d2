import { describe, expect, test } from "vitest";
import { catalogOf } from "../support/project.js";

const seen = (text: string) =>
  catalogOf({ "models.ts": text }).models.map(
    ({ name, collection, complete, indexes }) =>
      `${name} ${String(collection)} ${complete ? "" : "? "}${indexes.map((each) => each.name).join()}`,
  );

const audited = `
  import mongoose, { Schema } from "mongoose";
  class Audited extends Schema {
    constructor(definition, options) {
      super(definition, { ...options, timestamps: true });
      this.index({ createdAt: -1 });
      this.add({ version: { type: Number, index: true } });
    }
    tenantOf(field) { this.add({ [field]: { type: String, index: true } }); return this; }
    model(name) { return mongoose.model(name, this); }
  }`;

describe("a class that extends Schema", () => {
  test("makes a schema, which its constructor goes on to build", () => {
    const text = `${audited} mongoose.model("A", new Audited({ a: { type: String, unique: true } }));`;
    expect(seen(text)).toEqual(["A as a_1,version_1,createdAt_-1"]);
  });

  test("without a constructor hands its arguments on, through several classes", () => {
    const text = `${audited}
      class Own extends Audited {}
      class Deep extends Own {
        constructor(more) { super({ ...more, b: { type: Date, index: true } }, { collection: "deep" }); }
      }
      mongoose.model("Deep", new Deep({ a: { type: String, index: -1 } }));`;
    expect(seen(text)).toEqual(["Deep deep a_-1,b_1,version_1,createdAt_-1"]);
  });

  test("has methods and fields of its own beside a schema's", () => {
    const text = `${audited}
      class Named extends Audited {
        label = "x";
        constructor(definition, by) { super(definition); this.by = by; }
        index(keys) { return super.index({ by: 1, ...keys }); }
        own() { return this.index({ [this.label]: 1, [this.by]: 1 }); }
      }
      new Audited({}).tenantOf("owner").model("Owned");
      new Named({ by: String }, "at").own().set("collection", "named").model("Named");`;
    expect(seen(text)).toEqual([
      "Named named version_1,by_1_createdAt_-1,by_1_x_1_at_1",
      "Owned owneds version_1,owner_1,createdAt_-1",
    ]);
  });
});
