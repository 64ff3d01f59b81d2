import { expect, test } from "vitest";
import { at, folderWith } from "./terminal.js";

const project = (expected: string, more = "") =>
  folderWith({
    "package.json": JSON.stringify({ name: "library", dependencies: { mongoose: "^9.0.0" } }),
    "mongoose-indexes.config.json": JSON.stringify({
      expectations: [{ model: expected, keys: { memberId: 1 } }],
    }),
    "src/loan.js": `import mongoose from "mongoose";
      export const Loan = mongoose.model("Loan", new mongoose.Schema({ memberId: { type: String, index: true } }));
      ${more}`,
  });

test("a report tells the expectations that are met", async () => {
  const { stdout, exitCode } = await at(project("Loan"), []);
  expect(stdout).toContain("Expectations: 1 of 1 met\n  ✓ Loan { memberId: 1 }: declared src/loan.js:2\n");
  expect(exitCode).toBe(0);
});
test("an expectation of a model that is not there is refused, with the nearest name", async () => {
  const { stderr, exitCode } = await at(project("Laon"), []);
  expect(stderr).toContain('"expectations" names "Laon", and there is no such model');
  expect(stderr).toContain('did you mean "Loan"?');
  expect(exitCode).toBe(2);
});
test("where not every model could be read, it is told as not known", async () => {
  const { stdout, exitCode } = await at(
    project("Fine", "export const make = (name) => mongoose.model(name, new mongoose.Schema({}));"),
    [],
  );
  expect(stdout).toContain("Expectations: 0 of 1 met\n  ? Fine: no model of this name was read\n");
  expect(exitCode).toBe(0);
});
