import { expect, it } from "vitest";
import { catalogOf, queriesOf } from "../support/project.js";

const cats = {
  "cat.ts": `
    import { Schema, model } from "mongoose";
    export const Cat = model("Cat", new Schema({ name: String, owner: String, createdAt: Date }));`,
  "query.dto.ts": `
    export class QueryDto {
      readonly filter: object = {};
      readonly search: string = "";
      readonly sort: string = "-createdAt";
      get pattern() { return new RegExp(this.search); }
    }`,
};

it("takes what a class of data starts with for a default of what it is handed", () => {
  const { queries } = catalogOf({
    ...cats,
    "cats.ts": `
      import { Cat } from "./cat";
      import { QueryDto } from "./query.dto";
      export const list = (query: QueryDto) => Cat.find(query.filter).sort(query.sort);
      export const search = ({ search }: QueryDto) => {
        const where: any = { owner: "me" };
        if (search) where.name = { $regex: search };
        return Cat.find(where);
      };`,
  });
  expect(queries.map(({ filter, sort }) => ({ open: filter?.open, sort }))).toEqual([
    { open: true, sort: "unknown" },
    { open: false, sort: null },
  ]);
  expect(queries[1]?.filter?.all).toMatchObject([
    { path: "owner", op: "eq" },
    { path: "name", op: "regex", maybe: true },
  ]);
});

it("believes what such a class starts with where it is made here, and what a service or a holder of models starts with", () => {
  const found = queriesOf({
    ...cats,
    "cats.ts": `
      import { Cat } from "./cat";
      import { QueryDto } from "./query.dto";
      class Filters { live = { owner: "me" }; of() { return this.live; } }
      class Models { cat = Cat; }
      export const all = () => Cat.find(new QueryDto().filter);
      export const live = (filters: Filters) => Cat.find(filters.live);
      export const held = (models: Models) => models.cat.findOne({ name: "Tom" });`,
  });
  expect(found).toEqual(["find Cat {}", "find Cat {owner:eq}", "findOne Cat {name:eq}"]);
});
