import { describe, expect, it } from "vitest";
import { declared, paths } from "../fixtures/compare.js";
import { gapsIn, lineOf, liveNest, modelIn, read } from "./live.js";

const head = `
  import { Prop, Schema, SchemaFactory, MongooseModule, Virtual, raw } from "@nestjs/mongoose";
  import { applyDecorators } from "@nestjs/common";
  import mongoose, { Document, Types, Schema as MongooseSchema } from "mongoose";
`;
const foot = (...names: string[]): string => `
  export const features = [${names.map((n) => `{ name: ${n}.name, schema: SchemaFactory.createForClass(${n}) }`).join(", ")}];
  MongooseModule.forFeature(features);
`;

/** The static catalog of a file, once it was found equal to what Nest itself makes of it. */
function compared(body: string) {
  const catalog = read(head + body);
  const live = liveNest(head + body);
  expect(declared(catalog)).toEqual(declared(live));
  expect(paths(catalog)).toEqual(paths(live));
  expect(gapsIn(catalog)).toEqual([]);
  return catalog;
}

describe("types from annotations, as TypeScript emits them (M86)", () => {
  it("takes primitives, dates, buffers, maps and arrays", () => {
    compared(`
      @Schema()
      class A {
        @Prop() text: string;
        @Prop({ index: true }) count: number;
        @Prop({ index: -1 }) at: Date;
        @Prop() done: boolean;
        @Prop() bytes: Buffer;
        @Prop() big: bigint;
        @Prop({ of: Number }) rates: Map<string, number>;
        @Prop({ index: true }) tags: string[];
        @Prop() list: Array<number>;
        @Prop({ unique: true, sparse: true }) maybe?: string;
      }
      ${foot("A")}`);
  });

  it("takes enums by their values, and literals and aliases by their kind", () => {
    compared(`
      enum Colour { Red = "red", Blue = "blue" }
      enum Level { Low, High }
      enum None {}
      type Role = "admin" | "user";
      type Name = string;
      @Schema()
      class A {
        @Prop() colour: Colour;
        @Prop() level: Level;
        @Prop() none: None;
        @Prop() one: Colour.Red;
        @Prop() role: Role;
        @Prop() inline: "a" | "b";
        @Prop() num: 1 | 2;
        @Prop() name: Name;
        @Prop({ expires: "1h" }) until: Date | undefined;
        @Prop() nullable: string | null;
      }
      ${foot("A")}`);
  });

  it("takes a class as a nested object, or as a sub-schema when it has options", () => {
    const catalog = compared(`
      @Schema()
      class Insurance { @Prop({ sparse: true }) policy: string; }
      @Schema({ _id: false })
      class Address { @Prop({ index: true }) city: string; }
      class Undecorated { @Prop({ index: true }) lost: string; }
      @Schema({ timestamps: true })
      class Patient {
        @Prop() insurance: Insurance;
        @Prop() address: Address;
        @Prop({ type: [Address] }) former: Address[];
        @Prop([Insurance]) insurances: Insurance[];
        @Prop({ type: Undecorated }) undecorated: Undecorated;
      }
      ${foot("Patient")}`);
    expect(modelIn(catalog, "Patient").indexes.map(({ name }) => name)).toEqual([
      "insurance.policy_1",
      "address.city_1",
      "former.city_1",
      "insurances.policy_1",
    ]);
  });

  it("does not guess a type that Nest itself refuses", () => {
    const catalog = read(`${head}
      @Schema() class A { @Prop({ index: true }) either: string | number; }
      ${foot("A")}`);
    expect(modelIn(catalog, "A")).toMatchObject({ complete: false, indexes: [{ name: "either_1" }] });
    expect(gapsIn(catalog)).toEqual([expect.stringContaining("Nest cannot tell the type of `either`")]);
  });
});

it("takes a bare @Prop() of no type for anything, as Nest 7 did", () => {
  const catalog = read(`${head}
    interface Settings { theme: string }
    @Schema() class A { @Prop() settings: Settings; }
    ${foot("A")}`);
  expect(modelIn(catalog, "A")).toMatchObject({ complete: true });
  expect(modelIn(catalog, "A").paths).toContainEqual(
    expect.objectContaining({ path: "settings", type: "Mixed" }),
  );
  expect(gapsIn(catalog)).toEqual([]);
});

describe("forms of @Prop() (M86)", () => {
  it("looks for classes where Nest does, and leaves all else to Mongoose", () => {
    compared(`
      @Schema({ _id: false })
      class Tag { @Prop({ index: true }) name: string; }
      const tagSchema = new MongooseSchema({ code: { type: String, index: true } });
      @Schema()
      class A {
        @Prop({ type: () => Tag }) thunk: Tag;
        @Prop({ type: [() => Tag] }) thunks: Tag[];
        @Prop({ type: () => [Tag] }) thunkOfList: Tag[];
        @Prop({ type: tagSchema }) schema: unknown;
        @Prop({ type: [tagSchema], default: [] }) schemas: unknown[];
        @Prop([{ drug: { type: String, index: true }, dose: Number }]) items: unknown[];
        @Prop({ type: { lat: { type: Number, index: true }, lng: Number } }) place: unknown;
        @Prop({ type: [{ room: { type: String, index: true } }] }) hours: unknown[];
        @Prop(raw({ phone: { type: String, index: true }, type: String })) contact: unknown;
        @Prop(String) bare: string;
        @Prop([String]) names: string[];
        @Prop({ type: "string", index: true }) named: string;
        @Prop({ type: Map, of: String }) notes: Map<string, string>;
        @Prop({ type: SchemaFactory.createForClass(Tag) }) made: Tag;
      }
      ${foot("A")}`);
  });

  it("tells schema types from the classes of their values", () => {
    compared(`
      @Schema()
      class A {
        @Prop({ type: MongooseSchema.Types.ObjectId, ref: "B", index: true }) id: Types.ObjectId;
        @Prop({ type: mongoose.Schema.Types.Mixed, index: true }) any: unknown;
        @Prop({ type: Types.ObjectId, index: true }) value: Types.ObjectId;
        @Prop({ index: true }) annotated: Types.ObjectId;
        @Prop({ type: [{ type: Types.ObjectId, ref: "B" }], index: true }) list: Types.ObjectId[];
        @Prop({ type: Array, index: true }) array: string[];
        @Prop({ type: Object }) object: object;
        @Prop({ type: JSON, index: true }) json: unknown;
        @Prop({ type: Types.Decimal128 }) price: Types.Decimal128;
        @Prop({ type: Array<string> }) generic: string[];
      }
      ${foot("A")}`);
  });

  it("puts the type into options that several properties share, as Nest does", () => {
    compared(`
      const indexed = { index: true };
      @Schema()
      class A { @Prop(indexed) first: string; @Prop(indexed) second: number; }
      ${foot("A")}`);
  });

  it("reads a class by the name of `ref`, given lazily", () => {
    compared(`
      @Schema() class Owner { @Prop() name: string; }
      @Schema() class Cat { @Prop({ type: MongooseSchema.Types.ObjectId, ref: () => Owner }) owner: Owner; }
      ${foot("Cat", "Owner")}`);
  });

  it("says where a class contains itself", () => {
    const catalog = read(`${head}
      @Schema({}) class Node { @Prop({ index: true }) name: string; @Prop({ type: [() => Node] }) children: Node[]; }
      ${foot("Node")}`);
    expect(modelIn(catalog, "Node").complete).toBe(false);
    expect(gapsIn(catalog).join()).toContain("Node contains itself");
  });
});

describe("decorators made of decorators", () => {
  it("follows functions, compositions and applyDecorators", () => {
    compared(`
      const Indexed = (options = {}) => Prop({ index: true, ...options });
      const Both = (options) => applyDecorators(() => {}, Prop(options));
      function Required() {
        return (target: object, key: string) => { Prop({ required: true, unique: true })(target, key); };
      }
      const Stored = (options = {}) => Schema({ timestamps: { createdAt: "made", updatedAt: false }, ...options });
      @Stored({ collection: "things" })
      class A {
        @Indexed() name: string;
        @Indexed({ unique: true }) code: number;
        @Both({ sparse: true }) note: string;
        @Required() key: string;
      }
      ${foot("A")}`);
  });
});

describe("inheritance", () => {
  it("puts inherited properties first, each as the nearest class says", () => {
    const catalog = compared(`
      abstract class Base { @Prop({ index: true }) tenant: string; @Prop() name: string; }
      @Schema({ timestamps: true })
      class Middle extends Base { @Prop({ index: true }) middle: number; @Prop({ unique: true }) name: string; }
      @Schema()
      class Leaf extends Middle { @Prop({ index: -1 }) leaf: Date; @Prop() tenant: string; }
      class Bare extends Middle { @Prop({ index: true }) ignored: string; }
      ${foot("Leaf", "Bare")}`);
    expect(modelIn(catalog, "Leaf").indexes.map(({ name }) => name)).toEqual([
      "name_1",
      "middle_1",
      "leaf_-1",
    ]);
    expect(modelIn(catalog, "Bare").paths.map(({ path }) => path)).not.toContain("ignored");
  });

  it("takes nothing from Mongoose's classes, mapped types and mixins without properties", () => {
    const catalog = read(`${head}
      import { PartialType } from "@nestjs/swagger";
      @Schema() class A extends Document { @Prop({ index: true }) name: string; }
      class B extends PartialType(A) { @Prop({ index: true }) other: string; }
      @Schema() class C extends B { @Prop({ index: true }) own: string; }
      ${foot("A", "C")}`);
    expect(modelIn(catalog, "A")).toMatchObject({ complete: true, name: "A" });
    expect(modelIn(catalog, "C").indexes.map(({ name }) => name)).toEqual(["other_1", "own_1"]);
    expect(gapsIn(catalog)).toEqual([]);
  });

  it("follows a class that a function makes", () => {
    compared(`
      const WithOwner = (Base: any) => {
        class Owned extends Base { @Prop({ type: String, index: true }) owner: string; }
        return Owned as any;
      };
      class Root {}
      @Schema() class A extends WithOwner(Root) { @Prop() name: string; }
      ${foot("A")}`);
  });

  it("marks as incomplete what extends something unknown", () => {
    const catalog = read(`${head}
      import { Everything } from "@acme/entities";
      @Schema() class A extends Everything { @Prop({ index: true }) name: string; }
      ${foot("A")}`);
    expect(modelIn(catalog, "A").complete).toBe(false);
  });
});

describe("the schema afterwards", () => {
  it("is a plain schema: indexes, plugins, virtuals, hooks, loadClass", () => {
    const catalog = compared(`
      const audited = (schema) => { schema.add({ by: { type: String, index: true } }); schema.index({ by: 1, name: 1 }); };
      @Schema({ toJSON: { virtuals: true } })
      class A {
        @Prop() name: string;
        @Virtual({ options: { ref: "B", localField: "_id", foreignField: "a" } }) bs: unknown[];
        static byName(this: any, name: string) { return this.find({ name }); }
      }
      const schema = SchemaFactory.createForClass(A);
      schema.index({ name: 1 }, { unique: true, collation: { locale: "en", strength: 2 } });
      schema.plugin(audited);
      schema.loadClass(A);
      schema.pre("save", function () {});
      export const features = [{ name: "A", schema }];
      MongooseModule.forFeature(features);`);
    expect(catalog.models[0]?.virtuals).toEqual([
      { path: "bs", ref: "B", localField: "_id", foreignField: "a" },
    ]);
    expect(catalog.queries).toMatchObject([{ model: "A", operation: "find", in: "A.byName" }]);
  });

  it("is made anew by each createForClass", () => {
    compared(`
      @Schema() class A { @Prop({ index: true }) name: string; }
      const first = SchemaFactory.createForClass(A);
      const second = SchemaFactory.createForClass(A);
      second.index({ name: -1 });
      export const features = [{ name: "First", schema: first }, { name: "Second", schema: second }];
      MongooseModule.forFeature(features);`);
  });

  it("tells where each index was declared: the property, or the call", () => {
    const text = `${head}
      @Schema()
      class A {
        @Prop() before: string;
        @Prop({ index: true })
        name: string;
      }
      const schema = SchemaFactory.createForClass(A);
      schema.index({ before: 1 });
      MongooseModule.forFeature([{ name: A.name, schema }]);`;
    const model = modelIn(read(text), "A");
    expect(model.at).toMatchObject({ file: "app.ts", line: lineOf(text, "@Schema()") });
    expect(model.indexes.map(({ at, via }) => [at?.line, via])).toEqual([
      [lineOf(text, "@Prop({ index: true })"), "decorator"],
      [lineOf(text, "schema.index("), "call"],
    ]);
  });
});
