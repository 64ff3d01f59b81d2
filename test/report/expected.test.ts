import { expect, test } from "vitest";
import { html } from "../../src/report/html/page.js";
import { markdown } from "../../src/report/markdown.js";
import { stylish } from "../../src/report/stylish/page.js";
import type { Reporter } from "../../src/report/types.js";
import { expectedOf, noFacts, viewOf, type Expectation } from "../../src/verdict/index.js";
import { clean, plain } from "./library.js";

const expectations: Expectation[] = [
  { model: "Loan", keys: { memberId: 1, dueAt: -1 }, why: "loans due" },
  { model: "Loan", keys: { "shelf.code": 1 }, partial: false },
  { model: "Loan", keys: { note: 1 } },
  { model: "Lorn", keys: { note: 1 } },
];
const expected = expectedOf(viewOf(clean.catalog), { ...noFacts, expectations });
const shown = (reporter: Reporter): string => reporter({ ...clean, expected }, plain);

test("tells which expectations are met, and by what", () => {
  expect(shown(stylish)).toContain(`Expectations: 1 of 4 met
  ✓ Loan { memberId: 1, dueAt: -1 } (loans due): declared src/models/loan.ts:14
  ✗ Loan { "shelf.code": 1 }: the index is partial
  ✗ Loan { note: 1 }: there is no such index
  ? Lorn: no model of this name was read
`);
});
test.each([
  ["markdown", markdown],
  ["html", html],
])("tells them in %s, too", (_, reporter) => {
  expect(shown(reporter)).toContain("Expectations: 1 of 4 met");
  expect(shown(reporter)).toContain("there is no such index");
});
test.each([
  ["stylish", stylish],
  ["markdown", markdown],
  ["html", html],
])("says nothing of expectations in %s where there are none", (_, reporter) => {
  const none = { ...clean, expected: { answers: [], unknownModels: [] } };
  expect(reporter(none, plain)).not.toContain("Expectations");
});
