import { describe, expect, test } from "vitest";
import {
  calls,
  forwards,
  heritageOf,
  importsOf,
  mayQuery,
  mentionsOurs,
  outlinesOf,
} from "../../src/syntax/gate.js";

describe("mentionsOurs", () => {
  test.each([
    ["a Mongoose import", `import mongoose from "mongoose";`],
    ["a wrapper of MongoDB", `import { connect } from "@orchard/mongo-kit";`],
    ["a NestJS schema", `@Schema() export class Apple { @Prop() name: string }`],
    ["a Typegoose import", `import { prop } from "@typegoose/typegoose";`],
    ["a schema from a wrapper", `const apple = new db.Schema({ name: String })`],
    ["a model by name", `const Apple = connection.model("Apple");`],
    ["a typed model", `constructor(private readonly apples: Model<Apple>) {}`],
    ["an injected model", `@InjectModel(Apple.name) private apples`],
    ["a native collection", `db.collection("apples").find(filter)`],
    ["an index operation", `await apples.dropIndexes()`],
    ["an index on a schema from elsewhere", `appleSchema.index({ name: 1 })`],
    ["a query no array has", `return this.apples.findOneAndUpdate(filter, change)`],
    ["a count", `await apples.countDocuments(filter)`],
    ["a pipeline", `apples.aggregate(stages)`],
    ["a find with a filter written out", `apples.find({ ripe: true })`],
    ["the same over lines", `apples.find(\n  { ripe: true },\n)`],
  ])("lets %s pass", (_, text) => {
    expect(mentionsOurs(text)).toBe(true);
  });

  test.each([
    ["a search in an array", `const ripe = apples.find((apple) => apple.ripe);`],
    ["a validation schema", `const appleSchema = z.object({ name: z.string() });`],
    ["a hash", `createHash("sha256").update(text).digest("hex")`],
    ["a country", `export const amountToMongolianText = (amount: number) => "";`],
    ["the shape of an id", `class AppleDto { @IsMongoId() id: string }`],
    ["a list of fields", `<Form.Label>Model</Form.Label>; type TargetModel = string;`],
    ["a view", `export const App = () => <Orchard trees={trees} />;`],
  ])("stops %s", (_, text) => {
    expect(mentionsOurs(text)).toBe(false);
  });
});

describe("mayQuery", () => {
  test.each([
    "repository.find(filter)",
    "this.apples.count<Apple>(query)",
    "apples.update(\n  filter,\n change)",
  ])("%s may query", (text) => expect(mayQuery(text)).toBe(true));

  test.each([
    "apples.find((apple) => apple.ripe)",
    "apples.find(apple => apple.ripe)",
    "apples.find(async function (apple) {})",
    `seen.delete("apple")`,
    "list.count()",
  ])("%s does not", (text) => expect(mayQuery(text)).toBe(false));
});

describe("importsOf", () => {
  test("finds every way to name another module", () => {
    const text = `
      import mongoose from "mongoose";
      import type { Apple } from './apple.js';
      import "./side-effect";
      export * from "./barrel";
      export { Pear } from './pear';
      const plum = require('./plum');
      const fig = await import("./fig");
      const lazy = import(/* webpackChunkName: "lazy" */ './lazy');
      const quince = require(\`./quince\`);
    `;
    expect(importsOf(text)).toEqual([
      "mongoose",
      "./apple.js",
      "./side-effect",
      "./barrel",
      "./pear",
      "./plum",
      "./fig",
      "./lazy",
      "./quince",
    ]);
  });

  test("names each once, and skips what is computed", () => {
    expect(importsOf('require("./a"); require("./a"); require(`./${name}`); require(path)')).toEqual(["./a"]);
  });
});

describe("forwards", () => {
  test.each([
    `export * from "./apple";`,
    `export { Apple } from "./apple";`,
    `import Apple from "./apple"; export default { Apple };`,
    `module.exports = { Apple: require("./apple") };`,
  ])("%s", (text) => expect(forwards(text)).toBe(true));

  test("a file that only declares does not", () => {
    expect(forwards(`import { Apple } from "./apple"; export class Orchard {}`)).toBe(false);
  });
});

test("a barrel calls nothing", () => {
  expect(calls(`export * from "./apple";`)).toBe(false);
  expect(calls(`register(Apple)`)).toBe(true);
});

describe("what is for others to implement", () => {
  test.each([
    ["export abstract class IDataServices { abstract users: IRepository<User>; }", ["IDataServices"]],
    ["export interface UserRepository { byEmail(email: string): Promise<User>; }", ["UserRepository"]],
    ["export abstract class Shape { abstract area(): number; }", []],
    ["export class User {}", []],
    ["export interface User { store: string }", []],
  ])("%s", (text, names) => expect(outlinesOf(text)).toEqual(names));

  test.each([
    [
      "export class Users extends Base<User> implements UserRepository, Closable {",
      ["Base", "User", "UserRepository", "Closable"],
    ],
    ["const Users = class extends mixed(Base) {", ["mixed", "Base"]],
    ["export class User { extends = 1; }", []],
    ["export interface Users extends Base {}", []],
  ])("is named by what extends and implements it: %s", (text, names) =>
    expect(heritageOf(text)).toEqual(names),
  );
});
