import { describe, expect, test } from "vitest";
import { catalogOf } from "../support/project.js";

const seen = (text: string) => {
  const head = `const mongoose = require("mongoose"); const { Schema, model } = mongoose;`;
  const { models, gaps } = catalogOf({ "models.js": head + text });
  return [
    ...models.map(({ name, indexes }) => `${name} ${indexes.map((each) => each.name).join()}`),
    ...gaps.map(({ why }) => why),
  ];
};

describe("what a schema tells of itself", () => {
  test("`obj` is the definition it was made of, not what was added", () => {
    expect(
      seen(`
        const person = new Schema({ name: { first: { type: String, index: true } }, mail: { type: String, unique: true } });
        person.add({ late: { type: Date, index: true } });
        model("Worker", new Schema({ ...person.obj, boss: { type: String, index: true } }));
        model("Guest", new Schema(Object.assign({}, person.clone().obj)));
        model("Copy", new Schema(new Schema(person).obj));`),
    ).toEqual(["Worker name.first_1,mail_1,boss_1", "Guest name.first_1,mail_1", "Copy name.first_1,mail_1"]);
  });

  test("a discriminator's model has a schema with the paths of its base", () => {
    expect(
      seen(`
        const place = new Schema({ code: { type: String, unique: true } }).index({ code: 1, _id: 1 });
        const Stop = model("Place", place).discriminator("Stop", new Schema({ hour: { type: Number, index: true } }));
        Stop.schema.index({ hour: -1 });
        model("Line", new Schema({ stops: [Stop.schema] }));`),
    ).toEqual([
      "Place code_1,code_1__id_1",
      "Stop hour_1,code_1,hour_-1",
      "Line stops.hour_1,stops.code_1,stops.hour_-1",
    ]);
  });

  test("`path` is undefined for a path that is not there", () => {
    expect(
      seen(`
        const titled = (schema) => {
          if (schema.path("title")) schema.index({ title: "text" });
          if (!schema.path("slug")) schema.add({ slug: { type: String, index: true } });
          return schema;
        };
        model("Doc", titled(new Schema({ title: String })));
        model("Log", titled(new Schema({ slug: String })));
        model("Both", titled(new Schema({ slug: String }).add({ title: String })));
        model("Own", titled(new Schema(new Schema({ title: String, slug: String }))));`),
    ).toEqual(["Doc slug_1,title_text", "Log ", "Both title_text", "Own title_text"]);
  });

  test("`path` may be there where not all is known", () => {
    const { models } = catalogOf({
      "models.js": `
        const mongoose = require("mongoose");
        const schema = new mongoose.Schema({ ...require("elsewhere"), a: String });
        if (schema.path("title")) schema.index({ title: 1 });
        if (schema.path("a")) schema.index({ a: 1 });
        mongoose.model("Doc", schema);`,
    });
    expect(models[0]?.indexes.map(({ name, certainty }) => `${name} ${certainty}`)).toEqual([
      "title_1 assumed",
      "a_1 proven",
    ]);
  });

  test("`eachPath` gives each with its options", () => {
    expect(
      seen(`
        const searchable = (schema) => schema.eachPath((path, type) => {
          if (type.options && type.options.searchable) schema.index({ [path]: 1 });
        });
        const doc = new Schema({ title: { type: String, searchable: true }, body: String, meta: { code: { type: String, searchable: true } } });
        searchable(doc);
        model("Doc", doc);`),
    ).toEqual(["Doc title_1,meta.code_1"]);
  });
});

test("a Map gives its entries in order, keys and values", () => {
  expect(
    seen(`
      const definitions = new Map([["One", { a: { type: String, index: true } }], ["Two", { b: { type: String, index: true } }]]);
      definitions.forEach((definition, name) => model(name, new Schema(definition)));
      for (const [name, definition] of definitions) model(name + "Copy", new Schema(definition));
      for (const name of definitions.keys()) model(name + "Empty", new Schema({}));`).sort(),
  ).toEqual(["One a_1", "OneCopy a_1", "OneEmpty ", "Two b_1", "TwoCopy b_1", "TwoEmpty "]);
});

test("`reduceRight` starts at the end", () => {
  expect(
    seen(`
      const compose = (...steps) => (first) => steps.reduceRight((v, step) => step(v), first);
      model("Composed", compose((schema) => schema.index({ q: 1 }), (definition) => new Schema(definition))({ q: String }));`),
  ).toEqual(["Composed q_1"]);
});
