import { deleteModel, setLogLevel } from "@typegoose/typegoose";
import mongoose from "mongoose";
import { beforeAll, describe, expect, it } from "vitest";
import { exportCatalog } from "../../src/runtime/index.js";
import type { Catalog } from "../../src/catalog/types.js";
import { catalogOf, queriesOf } from "../support/project.js";
import { declared, paths } from "../fixtures/compare.js";
import { gapsIn, lineOf, modelIn, read, run } from "./live.js";

const head = `
  import {
    prop, index, plugin, pre, queryMethod, searchIndex, modelOptions, getModelForClass, getDiscriminatorModelForClass,
    buildSchema, Passthrough, PropType, Severity, mongoose as shared, defaultClasses,
  } from "@typegoose/typegoose";
  import type { Ref, ReturnModelType, DocumentType } from "@typegoose/typegoose";
  import { Schema, Types } from "mongoose";
`;

/** What Typegoose compiles; it knows one Mongoose, which is left as it was. */
function liveTypegoose(text: string): Catalog {
  try {
    run(text);
    return exportCatalog(mongoose as never);
  } finally {
    for (const name of Object.keys(mongoose.models)) deleteModel(name);
  }
}

/** The static catalog of a file, once it was found equal to what Typegoose itself makes of it. */
function compared(body: string): Catalog {
  const catalog = read(head + body);
  const live = liveTypegoose(head + body);
  expect(declared(catalog)).toEqual(declared(live));
  expect(paths(catalog)).toEqual(paths(live));
  expect(gapsIn(catalog)).toEqual([]);
  return catalog;
}

const names = (catalog: Catalog, model: string): readonly string[] =>
  modelIn(catalog, model).indexes.map(({ name }) => name);

beforeAll(() => setLogLevel("SILENT"));

describe("@prop() (M85)", () => {
  it("takes types from annotations and options", () => {
    compared(`
      enum Colour { Red = "red" }
      enum Level { Low, High }
      @modelOptions({ options: { allowMixed: Severity.ALLOW } })
      class A {
        @prop({ required: true, index: true }) public name!: string;
        @prop({ unique: true, sparse: true }) public count?: number;
        @prop({ expires: "1h" }) public until?: Date;
        @prop({ index: -1 }) public done?: boolean;
        @prop({ enum: Colour, index: true }) public colour?: Colour;
        @prop({ enum: Level }) public level?: Level;
        @prop({ type: () => String, index: true }) public either?: string | number;
        @prop() public anything?: object;
        @prop({ type: Buffer }) public bytes?: Buffer;
        @prop({ type: () => Schema.Types.Decimal128 }) public price?: unknown;
        @prop({ type: Types.ObjectId, index: true }) public id2?: Types.ObjectId;
      }
      getModelForClass(A);`);
  });

  it("divides options between an array or map and its elements", () => {
    compared(`
      class Tag { @prop({ index: true }) public name!: string; }
      @modelOptions({ options: { allowMixed: Severity.ALLOW } })
      class A {
        @prop({ type: () => [String], index: true, required: true }) public tags!: string[];
        @prop({ type: () => [Boolean], index: true }) public flags!: boolean[];
        @prop({ type: () => [Date], expires: "2h" }) public dates!: Date[];
        @prop({ type: () => [[Number]] }) public matrix!: number[][];
        @prop({ type: () => [Tag], _id: false, index: true }) public nested!: Tag[];
        @prop({ type: () => [Tag], excludeIndexes: true }) public silent!: Tag[];
        @prop({ type: () => [String], innerOptions: { index: true }, outerOptions: { required: true } }) public both!: string[];
        @prop({ index: true }) public untyped!: unknown[];
        @prop({ type: () => Number, index: true }) public map!: Map<string, number>;
        @prop({ type: () => Tag }) public tagMap!: Map<string, Tag>;
        @prop({ type: () => [Tag] }) public listMap!: Map<string, Tag[]>;
        @prop({ type: () => String }, PropType.ARRAY) public asked!: string[];
      }
      getModelForClass(A);`);
  });

  it("takes classes as sub-schemas with their own indexes, options and `_id`", () => {
    const catalog = compared(`
      @index({ city: 1, street: 1 })
      @modelOptions({ schemaOptions: { _id: false } })
      class Address { @prop() public city!: string; @prop({ index: true }) public street!: string; }
      class A {
        @prop() public home!: Address;
        @prop({ type: Address }) public work!: Address;
        @prop({ _id: false, excludeIndexes: true }) public old!: Address;
      }
      getModelForClass(A);`);
    expect(names(catalog, "A")).toContain("work.city_1_work.street_1");
  });

  it("refers to classes by the names of their models", () => {
    compared(`
      @modelOptions({ options: { customName: "people" } })
      class Person { @prop() public name!: string; }
      class A {
        @prop({ ref: () => Person, index: true }) public one?: Ref<Person>;
        @prop({ ref: () => Person }) public many?: Ref<Person>[];
        @prop({ ref: "people", type: () => String }) public named?: string;
        @prop({ ref: () => Person, type: () => [String], index: true }) public texts?: string[];
        @prop({ refPath: "kind" }) public any?: Ref<Person>;
        @prop() public kind?: string;
        @prop({ ref: () => A, foreignField: "one", localField: "_id" }) public backs?: Ref<A>[];
      }
      getModelForClass(A);
      getModelForClass(Person);`);
  });

  it("lets raw definitions through", () => {
    compared(`
      class A {
        @prop({ type: () => new Passthrough({ a: { type: String, index: true } }) }) public raw!: object;
        @prop({ type: () => new Passthrough({ type: [String], index: true }, true) }) public direct!: string[];
      }
      getModelForClass(A);`);
  });

  it("knows the older decorators of arrays and maps", () => {
    const catalog = read(`
      import { prop, arrayProp, mapProp, Typegoose } from "typegoose";
      class Tag { @prop({ index: true }) name: string; }
      class User extends Typegoose {
        @arrayProp({ items: String, index: true }) tags: string[];
        @arrayProp({ items: Tag }) nested: Tag[];
        @arrayProp({ itemsRef: Tag }) refs: Tag[];
        @mapProp({ of: Number }) map: Map<string, number>;
        @prop({ ref: "Tag", refType: String }) text: string;
      }
      export const UserModel = new User().getModelForClass(User, { schemaOptions: { collection: "people" } });`);
    expect(modelIn(catalog, "User")).toMatchObject({ collection: "people", complete: true });
    expect(names(catalog, "User")).toEqual(["tags_1", "nested.name_1"]);
    const types = modelIn(catalog, "User").paths.map(({ path, type, ref }) => `${path}:${type}${ref ?? ""}`);
    expect(types).toEqual(
      expect.arrayContaining(["tags:String", "refs:ObjectIdTag", "map:Map", "text:StringTag"]),
    );
  });
});

describe("@index() and inheritance (M85)", () => {
  it("builds base classes first, each class's indexes from the last written to the first", () => {
    const catalog = compared(`
      @index({ a: 1 })
      @index({ b: -1 }, { unique: true, partialFilterExpression: { b: { $exists: true } } })
      class Base extends defaultClasses.TimeStamps { @prop() public a!: string; @prop({ index: true }) public b!: number; }
      class Middle extends Base { @prop() public c!: string; }
      @index({ a: 1, c: -1 }, { name: "both" })
      @modelOptions({ schemaOptions: { collection: "leaves" } })
      class Leaf extends Middle { @prop({ unique: true }) public a!: string; }
      getModelForClass(Leaf);
      getModelForClass(Base);`);
    expect(names(catalog, "Leaf")).toEqual(["a_1", "b_1", "b_-1", "a_1", "both"]);
  });

  it("leaves lower indexes out where a class says so, and only there", () => {
    const catalog = compared(`
      @index({ a: 1 }) class Base { @prop() public a!: string; }
      @index({ b: 1 }) @modelOptions({ options: { disableLowerIndexes: true } })
      class Middle extends Base { @prop() public b!: string; }
      @index({ c: 1 }) class Leaf extends Middle { @prop() public c!: string; }
      getModelForClass(Middle);
      getModelForClass(Leaf);
      getModelForClass(Base, { options: { customName: "Plain" } });`);
    expect(names(catalog, "Middle")).toEqual(["b_1"]);
    expect(names(catalog, "Leaf")).toEqual(["b_1", "c_1"]);
  });

  it("runs plugins, search indexes and a static's own `this`", () => {
    const catalog = compared(`
      function stamped(schema, options) { schema.add({ stamp: Date }); if (options?.index) schema.index({ stamp: -1 }); }
      @plugin(stamped, { index: true })
      class Base { @prop() public name!: string; }
      @searchIndex({ name: "words", definition: { mappings: { dynamic: true } } })
      @pre<A>("save", function () {})
      class A extends Base {
        @prop() public age!: number;
        public static older(this: ReturnModelType<typeof A>, than: number) { return this.find({ age: { $gt: than } }); }
        public rename(this: DocumentType<A>, name: string) { return (this.constructor as any).updateOne({ name }, {}); }
      }
      getModelForClass(A);`);
    expect(catalog.queries.map(({ model, operation, in: inside }) => [model, operation, inside])).toEqual([
      ["A", "find", "A.older"],
      ["A", "updateOne", "A.rename"],
    ]);
    expect(modelIn(catalog, "A").searchIndexes).toHaveLength(1);
  });

  it("knows `this` in hooks: the document, or the query", () => {
    const files = {
      "a.ts": `
        import { Module } from "@nestjs/common";
        import { TypegooseModule } from "nestjs-typegoose";
        import { prop, pre } from "@typegoose/typegoose";
        @pre<A>("findOneAndUpdate", function () { this.set({ changed: true }); })
        @pre<A>("save", async function () { await (this.constructor as any).findOne({ name: this.name }); })
        export class A { @prop() name: string; }
        @Module({ imports: [TypegooseModule.forFeature([A])] })
        export class AppModule {}`,
    };
    expect(queriesOf(files)).toEqual(["findOne A {name:eq}"]);
  });

  it("tells where each index was declared", () => {
    const text = `${head}
      @index({ name: 1, age: -1 })
      class A {
        @prop({ index: true })
        public name!: string;
      }
      getModelForClass(A);`;
    const model = modelIn(read(text), "A");
    expect(model.at?.line).toBe(lineOf(text, "@index("));
    expect(model.indexes.map(({ at, via }) => [at?.line, via])).toEqual([
      [lineOf(text, "@prop("), "decorator"],
      [lineOf(text, "@index("), "decorator"],
    ]);
  });
});

describe("models", () => {
  it("are named and stored as options say", () => {
    compared(`
      class A { @prop() public name!: string; }
      @modelOptions({ options: { customName: "Custom" }, schemaOptions: { collection: "customs" } }) class B extends A {}
      @modelOptions({ options: { automaticName: true }, schemaOptions: { collection: "auto" } }) class C extends A {}
      @modelOptions({ options: { customName: (options) => options.schemaOptions.collection + "_x" }, schemaOptions: { collection: "called" } })
      class D extends A {}
      getModelForClass(A);
      getModelForClass(A, { options: { customName: "Other" }, schemaOptions: { collection: "others", timestamps: true } });
      getModelForClass(A);
      getModelForClass(B);
      getModelForClass(C);
      getModelForClass(D);`);
  });

  it("are discriminators of others, with or without a value (M35)", () => {
    compared(`
      @index({ at: 1 })
      @modelOptions({ schemaOptions: { discriminatorKey: "kind" } })
      class Base { @prop({ required: true }) public kind!: string; @prop() public at!: Date; }
      class Click extends Base { @prop({ index: true }) public url!: string; }
      @index({ user: 1 })
      class Login extends Base { @prop() public user!: string; }
      const BaseModel = getModelForClass(Base);
      getDiscriminatorModelForClass(BaseModel, Click, "click");
      getDiscriminatorModelForClass(BaseModel, Login);`);
  });

  it("hold discriminators of their elements (M32)", () => {
    compared(`
      @modelOptions({ schemaOptions: { discriminatorKey: "shape" } })
      class Shape { @prop() public shape!: string; @prop({ index: true }) public area!: number; }
      class Circle extends Shape { @prop({ index: true }) public radius!: number; }
      class A { @prop({ type: () => [Shape], discriminators: () => [{ type: Circle, value: "circle" }] }) public shapes!: Shape[]; }
      getModelForClass(A);`);
  });

  it("are reached through helpers, registries and base classes of the project", () => {
    const files = {
      "models.ts": `
        import { getModelForClass, prop, index } from "@typegoose/typegoose";
        const cache = new Map<string, any>();
        export function getOrCreateModel<T>(cls: new () => T) {
          const known = cache.get(cls.name);
          if (known) return known;
          return getModelForClass(cls, { schemaOptions: { collection: cls.name.toLowerCase() } });
        }
        @index({ owner: 1 }) export class Owned { @prop() owner: string; }
        export class Dog extends Owned { @prop({ index: true }) name: string; }
        export class Cat extends Owned { @prop() name: string; }
        export const [DogModel, CatModel] = [Dog, Cat].map((cls) => getOrCreateModel(cls));`,
      "repository.ts": `
        import { DocumentType, ReturnModelType } from "@typegoose/typegoose";
        import { AnyParamConstructor } from "@typegoose/typegoose/lib/types";
        import { CatModel, Cat, DogModel, Dog } from "./models";
        abstract class Repository<T extends AnyParamConstructor<any>> {
          protected constructor(protected model: ReturnModelType<T>) {}
        }
        export class Dogs extends Repository<typeof Dog> {
          constructor() { super(DogModel); }
          ofOwner(owner: string) { return this.model.find({ owner }); }
        }
        export class Cats {
          constructor(private readonly cats: ReturnModelType<typeof Cat>) {}
          named(name: string) { return this.cats.findOne({ name }); }
        }`,
    };
    expect(queriesOf(files).toSorted()).toEqual(["find Dog {owner:eq}", "findOne Cat {name:eq}"]);
    const { models } = catalogOf(files);
    expect(models.map(({ name, collection, indexes }) => [name, collection, indexes.length])).toEqual([
      ["Dog", "dog", 2],
      ["Cat", "cat", 1],
    ]);
  });

  it("are registered one by one with the older module", () => {
    const { models } = catalogOf({
      "app.module.ts": `
        import { Module } from "@nestjs/common";
        import { TypegooseModule } from "nestjs-typegoose";
        import { prop, Typegoose } from "typegoose";
        class Cat extends Typegoose { @prop({ index: true }) name: string; }
        class Dog extends Typegoose { @prop() name: string; }
        @Module({ imports: [TypegooseModule.forFeature(Cat, { typegooseClass: Dog, schemaOptions: { collection: "hounds" } })] })
        export class AppModule {}`,
    });
    expect(models.map(({ name, collection }) => [name, collection])).toEqual([
      ["Cat", "cats"],
      ["Dog", "hounds"],
    ]);
  });

  it("are registered by NestJS modules for Typegoose", () => {
    const files = (pkg: string, module: string, key: string): Record<string, string> => ({
      "cat.ts": `
        import { prop, modelOptions } from "@typegoose/typegoose";
        export class Cat { @prop({ index: true }) name: string; }
        export class Tiger extends Cat { @prop({ index: true }) stripes: number; }
        @modelOptions({ schemaOptions: { collection: "hounds" } }) export class Dog { @prop() name: string; }`,
      "app.module.ts": `
        import { Module } from "@nestjs/common";
        import { ${module} } from "${pkg}";
        import { Cat, Dog, Tiger } from "./cat";
        @Module({ imports: [
          ${module}.forFeature([Dog, { ${key}: Cat, discriminators: [{ ${key}: Tiger, discriminatorId: "tiger" }] }], "zoo"),
        ] })
        export class AppModule {}`,
      "cats.service.ts": `
        import { InjectModel } from "${pkg}";
        import { Cat } from "./cat";
        export class CatsService {
          constructor(@InjectModel(Cat) private readonly model) {}
          named(name: string) { return this.model.findOne({ name }); }
        }`,
    });
    for (const [pkg, module, key] of [
      ["nestjs-typegoose", "TypegooseModule", "typegooseClass"],
      ["kindagoose", "KindagooseModule", "schema"],
    ] as const) {
      const catalog = catalogOf(files(pkg, module, key));
      expect(
        catalog.models.map(({ name, collection, connection }) => [name, collection, connection]).toSorted(),
      ).toEqual([
        ["Cat", "cats", "zoo"],
        ["Dog", "hounds", "zoo"],
        ["Tiger", "cats", "zoo"],
      ]);
      expect(catalog.queries).toMatchObject([{ model: "Cat", operation: "findOne" }]);
    }
  });
});
