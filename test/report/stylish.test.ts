import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import type { Catalog } from "../../src/catalog/types.js";
import { stylish } from "../../src/report/stylish/page.js";
import { clean, library, plain } from "./library.js";

test("tells each collection's indexes with the queries they serve, then findings, gaps and totals", () => {
  expect(stylish(library, plain)).toMatchInlineSnapshot(`
    "Loan  loans  src/models/loan.ts:4
      · { memberId: 1 }  :6  queries that could use it have others
      ✓ { memberId: 1, dueAt: -1 }  :14
          find { memberId } sort { dueAt: -1 }  src/services/loans.ts:11  LoanService.ofMember
          find { memberId } sort { returnedAt: 1 }  src/services/loans.ts:19  LoanService.ofMember  sorts in memory
      · { "shelf.code": 1 }  unique  partial {"lost":true}  (assumed)  src/models/plugins.ts:3  keeps values unique; no query read here uses it
      ✗ no index
          countDocuments { note?: regex, … }  src/desk/lost & found.ts:31
        also: 1 query without a filter, 1 in tests and scripts

    Shelf  (collection not known)  src/models/shelf.ts:9
        no index of its own, no query read
        not all of its definition could be read

    src/desk/lost & found.ts
      31:9  error  No index serves \`{ note: /<100%|"a & b">/ }\`: the whole of loans is read.  require-indexed-filter

    src/models/loan.ts
      6:15  warning  \`{ memberId: 1 }\` of Loan is a prefix of \`{ memberId: 1, dueAt: -1 }\`. Remove it.  no-redundant-index
            src/models/loan.ts:14  \`{ memberId: 1, dueAt: -1 }\` is declared here

    src/models/shelf.ts
      9:1   info (assumed)  Shelf looks like a session and has no TTL index.  require-session-ttl

    Not read  (--gaps lists each with its place)
      1 × query: the filter comes from a call that could not be followed
      1 × schema: … is computed (\`fields\`)

    1 error, 1 warning, 1 assumed · 2 models, 3 indexes · 5 query sites read, 1 not; see --gaps
    "
  `);
});

test("says the same with colours", () => {
  const coloured = stylish(library, { ...plain, colour: true });
  expect(coloured).not.toBe(stylish(library, plain));
  expect(stripVTControlCharacters(coloured)).toBe(stylish(library, plain));
});

test("lists every gap with its place on request", () => {
  expect(stylish(library, { ...plain, gaps: true })).toContain(
    "  src/desk/lost & found.ts:44  query: the filter comes from a call that could not be followed\n",
  );
});

test("a clean project's last line counts what was read", () => {
  expect(stylish(clean, plain).trimEnd().split("\n").at(-1)).toBe(
    "0 errors, 0 warnings · 2 models, 3 indexes · 5 query sites read",
  );
});

/** `n` copies of the quiet Shelf beside the Loan that has findings. */
function crowd(n: number): Catalog {
  const [loan, shelf] = library.catalog.models;
  const [loans, shelves] = library.catalog.collections;
  if (!loan || !shelf || !loans || !shelves) throw new Error("the library has two models");
  const ids = Array.from({ length: n }, (_, i) => `src/models/shelf${i}.ts#Shelf${i}`);
  return {
    ...library.catalog,
    models: [loan, ...ids.map((id) => ({ ...shelf, id, name: id.split("#")[1] ?? "" }))],
    collections: [loans, ...ids.map((id) => ({ ...shelves, models: [id] }))],
  };
}

test("with 300 models, those with nothing to act on are counted", () => {
  const text = stylish({ ...library, catalog: crowd(299) }, plain);
  expect(text).toContain("299 more collections with nothing to act on; --full prints them");
  expect(text).toContain("Loan  loans");
  expect(text).not.toContain("Shelf7");
  expect(stylish({ ...library, catalog: crowd(299) }, { ...plain, full: true })).toContain("Shelf298");
});

test("a long query is cut short unless all is asked for", () => {
  const [find] = library.catalog.queries;
  if (!find) throw new Error("the library has queries");
  const all = Array.from({ length: 30 }, (_, i) => ({ path: `field${i}`, op: "eq" as const }));
  const long = { ...find, filter: { ...find.filter, all } };
  const wide = { ...library, catalog: { ...library.catalog, queries: [long] } };
  expect(stylish(wide, plain)).toMatch(/find \{ field0, .*…  src\/services\/loans\.ts:11/);
  expect(stylish(wide, plain)).not.toContain("field29");
  expect(stylish(wide, { ...plain, full: true })).toContain("field29");
});

test("more than three queries of one index are counted unless all are asked for", () => {
  const [find] = library.catalog.queries;
  if (!find) throw new Error("the library has queries");
  const queries = Array.from({ length: 5 }, (_, i) => ({ ...find, at: { ...find.at, line: 100 + i } }));
  const busy = { ...library, catalog: { ...library.catalog, queries } };
  expect(stylish(busy, plain)).toContain("and 2 more");
  expect(stylish(busy, { ...plain, full: true })).toContain("src/services/loans.ts:104");
});

test("tells of a regular expression that bounds nothing (P7)", () => {
  const [find] = library.catalog.queries;
  if (!find) throw new Error("the library has queries");
  const words = "src/services/loans.ts:11  LoanService.ofMember  tests every key of the index";
  const of = (op: "regex" | "regex-prefix"): string => {
    const query = { ...find, filter: { ...find.filter, all: [{ path: "memberId", op }] } };
    return stylish({ ...library, catalog: { ...library.catalog, queries: [query] } }, plain);
  };
  expect(of("regex")).toContain(words);
  expect(of("regex-prefix")).not.toContain(words);
});
