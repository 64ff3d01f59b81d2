import { expect, it } from "vitest";
import { catalogOf } from "../support/project.js";

it("takes what starts as nothing for a default where something unknown is spread over it", () => {
  const { queries } = catalogOf({
    "cats.ts": `
      import { Schema, model } from "mongoose";
      const Cat = model("Cat", new Schema({ name: String, owner: String }));
      export function list(query) {
        const { search, filter } = { search: "", filter: {}, ...query };
        if (search) return Cat.find({ name: search });
        return Cat.find(filter);
      }
      export function known(query) {
        const { search } = { ...query, search: "" };
        const where: any = { owner: "me" };
        if (search) where.name = search;
        return Cat.countDocuments(where);
      }`,
  });
  const said = queries.map(({ operation, filter }) => [
    operation,
    filter?.all.map((c) => c.path),
    filter?.open,
  ]);
  expect(said).toEqual([
    ["find", ["name"], false],
    ["find", [], true],
    ["countDocuments", ["owner"], false],
  ]);
});
