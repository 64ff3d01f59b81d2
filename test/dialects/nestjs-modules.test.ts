import { describe, expect, it } from "vitest";
import { catalogOf, queriesOf } from "../support/project.js";
import { gapsIn, modelIn } from "./live.js";

const cat = `
  import { Prop, Schema, SchemaFactory } from "@nestjs/mongoose";
  import { Document, HydratedDocument } from "mongoose";
  export type CatDocument = Cat & Document;
  export type HydratedCat = HydratedDocument<Cat>;
  @Schema()
  export class Cat { @Prop({ index: true }) name: string; @Prop() age: number; }
  export const CatSchema = SchemaFactory.createForClass(Cat);
`;
const imports = `
  import { Module, Inject, Injectable } from "@nestjs/common";
  import { MongooseModule, InjectModel, InjectConnection, getModelToken, getConnectionToken } from "@nestjs/mongoose";
  import { Connection, Model } from "mongoose";
  import { Cat, CatDocument, HydratedCat, CatSchema } from "./cat";
`;

describe("modules", () => {
  it("register one model however many name it, at its class", () => {
    const module = (name: string): string => `${imports}
      @Module({ imports: [MongooseModule.forFeature([{ name: Cat.name, schema: CatSchema }])] })
      export class ${name} {}`;
    const { models } = catalogOf({ "cat.ts": cat, "a.module.ts": module("A"), "b.module.ts": module("B") });
    expect(models).toMatchObject([
      {
        name: "Cat",
        id: "cat.ts#Cat",
        collection: "cats",
        dialect: "nestjs",
        complete: true,
        at: { file: "cat.ts", line: 6 },
      },
    ]);
  });

  it("keep connections, collections and names apart", () => {
    const { models } = catalogOf({
      "cat.ts": cat,
      "app.module.ts": `${imports}
        const features = [{ name: Cat.name, schema: CatSchema, collection: "felines" }];
        @Module({
          imports: [
            MongooseModule.forRoot("mongodb://localhost/a"),
            MongooseModule.forFeature(features),
            MongooseModule.forFeature([{ name: "Lynx", schema: CatSchema }], "wild"),
          ],
        })
        export class AppModule {}`,
    });
    expect(models.map(({ name, collection, connection }) => [name, collection, connection])).toEqual([
      ["Cat", "felines", null],
      ["Lynx", "lynxes", "wild"],
    ]);
  });

  it("are followed through dynamic modules, helpers and generic ones of the project", () => {
    const { models } = catalogOf({
      "cat.ts": cat,
      "database.module.ts": `
        import { Module } from "@nestjs/common";
        import { MongooseModule, ModelDefinition } from "@nestjs/mongoose";
        @Module({})
        export class DatabaseModule {
          static forFeature(models: ModelDefinition[]) { return MongooseModule.forFeature(models); }
        }
        export const feature = (name: string, schema: any) => MongooseModule.forFeature([{ name, schema }]);`,
      "app.module.ts": `${imports}
        import { DatabaseModule, feature } from "./database.module";
        @Module({ imports: [DatabaseModule.forFeature([{ name: "One", schema: CatSchema }]), feature("Two", CatSchema)] })
        export class AppModule {}`,
    });
    expect(models.map(({ name }) => name)).toEqual(["One", "Two"]);
  });

  it("run the factories of forFeatureAsync", () => {
    const catalog = catalogOf({
      "cat.ts": cat,
      "app.module.ts": `${imports}
        import * as AutoIncrementFactory from "mongoose-sequence";
        @Module({
          imports: [
            MongooseModule.forFeatureAsync([{
              name: Cat.name,
              inject: [getConnectionToken()],
              useFactory: async (connection: Connection) => {
                const schema = CatSchema;
                schema.plugin(AutoIncrementFactory(connection), { inc_field: "number" });
                schema.index({ number: -1 });
                return schema;
              },
            }]),
          ],
        })
        export class AppModule {}`,
    });
    expect(modelIn(catalog, "Cat")).toMatchObject({
      complete: true,
      indexes: [{ name: "name_1" }, { name: "number_-1" }],
    });
    expect(modelIn(catalog, "Cat").paths.map(({ path }) => path)).toContain("number");
    expect(gapsIn(catalog)).toEqual([]);
  });

  it("give the connection to its factory: a plugin there is every schema's (M27)", () => {
    const catalog = catalogOf({
      "cat.ts": cat,
      "app.module.ts": `${imports}
        const stamped = (schema) => { schema.add({ stamp: { type: Date, index: true } }); };
        @Module({
          imports: [
            MongooseModule.forRootAsync({
              useFactory: () => ({
                uri: process.env.DB,
                connectionFactory: (connection) => { connection.plugin(stamped); return connection; },
              }),
            }),
            MongooseModule.forFeature([{ name: Cat.name, schema: CatSchema }]),
          ],
        })
        export class AppModule {}`,
    });
    expect(modelIn(catalog, "Cat").indexes.map(({ name }) => name)).toEqual(["name_1", "stamp_1"]);
  });

  it("register discriminators (M35)", () => {
    const { models } = catalogOf({
      "app.module.ts": `
        import { Module } from "@nestjs/common";
        import { MongooseModule, Prop, Schema, SchemaFactory } from "@nestjs/mongoose";
        @Schema({ discriminatorKey: "kind" }) class Event { @Prop({ index: true }) at: Date; }
        @Schema() class Click extends Event { @Prop({ index: true }) url: string; }
        const [EventSchema, ClickSchema] = [Event, Click].map((each) => SchemaFactory.createForClass(each));
        @Module({
          imports: [MongooseModule.forFeature([
            { name: Event.name, schema: EventSchema, discriminators: [{ name: Click.name, schema: ClickSchema, value: "click" }] },
          ])],
        })
        export class AppModule {}`,
    });
    expect(models).toMatchObject([
      { name: "Event", collection: "events" },
      {
        name: "Click",
        collection: "events",
        base: "app.module.ts#Event",
        options: { discriminatorValue: "click" },
      },
    ]);
  });
});

describe("injections", () => {
  const app = `${imports}
    import { CatsService } from "./cats.service";
    @Module({ imports: [MongooseModule.forFeature([{ name: Cat.name, schema: CatSchema }])], providers: [CatsService] })
    export class AppModule {}`;
  const service = (field: string): string => `${imports}
    @Injectable()
    export class CatsService {
      constructor(${field}) {}
      byName(name: string) { return this.cats.findOne({ name }); }
    }`;

  it.each([
    ["a name", "@InjectModel(Cat.name) private cats"],
    ["a name, typed by nothing that is known", "@InjectModel('Cat') private readonly cats: any"],
    ["a document type", "private cats: Model<CatDocument>"],
    ["a hydrated document", "private cats: Model<HydratedCat>"],
    ["a token", "@Inject(getModelToken(Cat.name)) private cats"],
  ])("%s", (_, field) => {
    expect(queriesOf({ "cat.ts": cat, "app.module.ts": app, "cats.service.ts": service(field) })).toEqual([
      "findOne Cat {name:eq}",
    ]);
  });

  it("an injection decorator of the project's own, and a property", () => {
    const files = {
      "cat.ts": cat,
      "app.module.ts": app,
      "inject.ts": `import { InjectModel } from "@nestjs/mongoose"; import { Cat } from "./cat"; export const InjectCats = () => InjectModel(Cat.name);`,
      "cats.service.ts": `
        import { InjectCats } from "./inject";
        export class CatsService { @InjectCats() private cats; all() { return this.cats.find({ age: { $gt: 3 } }); } }`,
    };
    expect(queriesOf(files)).toEqual(["find Cat {age:range}"]);
  });

  it("a repository that a factory makes for a class, through `mixin`", () => {
    const files = {
      "cat.ts": cat,
      "app.module.ts": app,
      "repository.ts": `
        import { Injectable, mixin, type Type } from "@nestjs/common";
        import { InjectModel } from "@nestjs/mongoose";
        import { Model } from "mongoose";
        export function repositoryOf<T>(entity: Type<T>) {
          @Injectable() class Repository {
            constructor(@InjectModel(entity.name) readonly model: Model<T>) {}
          }
          return mixin(Repository);
        }`,
      "cats.repository.ts": `
        import { Cat } from "./cat";
        import { repositoryOf } from "./repository";
        export class CatsRepository extends repositoryOf(Cat) { named(name: string) { return this.model.findOne({ name }); } }`,
    };
    expect(queriesOf(files)).toEqual(["findOne Cat {name:eq}"]);
  });

  it("the connection, by which models and collections are reached", () => {
    const field = "@InjectConnection() private connection: Connection";
    const text = service(field).replace("this.cats.", 'this.connection.model("Cat").');
    expect(queriesOf({ "cat.ts": cat, "app.module.ts": app, "cats.service.ts": text })).toEqual([
      "findOne Cat {name:eq}",
    ]);
  });

  it("what a module provides by a token of its own", () => {
    const catalog = {
      "cat.ts": cat,
      "providers.ts": `
        import { Connection } from "mongoose";
        import { Cat, CatSchema } from "./cat";
        export const modelToken = (name: string): string => name + "_MODEL";
        export const modelProvider = (cls: { name: string }, schema: any) => ({
          provide: modelToken(cls.name),
          useFactory: (connection: Connection) => connection.model(cls.name, schema),
          inject: ["DATABASE"],
        });
        export const catProviders = [modelProvider(Cat, CatSchema)];`,
      "app.module.ts": `${imports}
        import { catProviders } from "./providers";
        import { CatsService } from "./cats.service";
        @Module({ providers: [...catProviders, CatsService] })
        export class AppModule {}`,
      "cats.service.ts": `
        import { Inject } from "@nestjs/common";
        import { modelToken } from "./providers";
        import { Cat } from "./cat";
        export class CatsService {
          constructor(@Inject(modelToken(Cat.name)) private readonly cats) {}
          byName(name: string) { return this.cats.findOne({ name }); }
        }`,
    };
    expect(queriesOf(catalog)).toEqual(["findOne Cat {name:eq}"]);
    expect(catalogOf(catalog).models.map(({ name }) => name)).toEqual(["Cat"]);
  });

  it("the class that implements an abstract one", () => {
    const files = {
      "cat.ts": cat,
      "app.module.ts": app,
      "repository.ts": `
        import { Model } from "mongoose";
        import { Cat } from "./cat";
        export abstract class Cats { abstract named(name: string): Promise<unknown>; }
        export class MongoCats implements Cats {
          constructor(private readonly model: Model<Cat>) {}
          named(name: string) { return this.find({ name }); }
          private async find(filter: object) { return this.model.find(filter); }
        }`,
      "cats.service.ts": `
        import { Cats } from "./repository";
        export class CatsService { constructor(private cats: Cats) {} tom() { return this.cats.named("Tom"); } }`,
    };
    expect(queriesOf(files)).toContain("find Cat {name:eq}");
  });

  it("the application's model where tests and one-off programs register one of its name", () => {
    const registered = `
      import mongoose from "mongoose";
      import { CatSchema } from "../cat";
      export const CatModel = mongoose.model("Cat", CatSchema, "fixtures");`;
    const catalog = catalogOf({
      "cat.ts": cat,
      "app.module.ts": app,
      "cats.service.ts": service("@InjectModel(Cat.name) private cats"),
      "test/cats.ts": registered,
      "migrations/cats.ts": registered,
    });
    expect(catalog.queries).toMatchObject([{ modelId: "cat.ts#Cat", collection: "cats" }]);
  });
});
