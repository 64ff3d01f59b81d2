import { describe, expect, test } from "vitest";
import { catalogOf, showQuery } from "../support/project.js";

const files = {
  "suggestions.ts": `
    import mongoose, { Schema } from "mongoose";
    const Suggestion = mongoose.model("Suggestion", new Schema({ entity: String, extractor: String, file: String }));
    const upsertLogs = async (conditions: any) => Suggestion.find(conditions).sort({ _id: 1 });
    export const mark = async (query: any) => {
      await upsertLogs({ ...query, file: { $ne: null } });
    };`,
  "specs/suggestions.spec.ts": `
    import { mark } from "../suggestions";
    it("marks", async () => { await mark({ entity: "shared1" }); });`,
};
const inProgram = (more: { readonly [file: string]: string }) =>
  catalogOf({ ...files, ...more })
    .queries.filter(({ at }) => !at.file.startsWith("specs/"))
    .map(showQuery);

describe("a query that a test makes the program ask", () => {
  test("is none of the program's, which asks otherwise", () => {
    const service = `
      import { mark } from "./suggestions";
      export const run = (extractor: string) => mark({ extractor });`;
    expect(inProgram({ "service.ts": service }).join()).not.toContain("entity");
    expect(inProgram({ "service.ts": service }).join()).toContain("extractor:eq");
  });

  test("is none of the program's where nobody is seen to ask otherwise: its filter is open", () => {
    expect(inProgram({})).toEqual(["find Suggestion {file:ne, …} sort _id:1"]);
  });

  test("is the program's too, which asks the same", () => {
    const { queries } = catalogOf({
      "people.ts": `
        import mongoose, { Schema } from "mongoose";
        const Person = mongoose.model("Person", new Schema({ name: String, mail: String }));
        export const known = async (by: string) => {
          await Person.exists({ [by]: { $ne: null } });
        };`,
      "specs/people.spec.ts": `
        import { known } from "../people";
        it("knows", async () => { await known("name"); });`,
      "service.ts": `
        import { known } from "./people";
        export const named = () => known("name");
        export const reachable = () => known("mail");`,
    });
    expect(queries.map(showQuery)).toEqual(["exists Person {mail:ne}", "exists Person {name:ne}"]);
  });
});
