import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv } from "ajv";
import AjvDraft04 from "ajv-draft-04";
import addFormats from "ajv-formats";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, test } from "vitest";
import { fingerprint } from "../../src/report/fingerprint.js";
import { github } from "../../src/report/github.js";
import { gitlab } from "../../src/report/gitlab.js";
import { json } from "../../src/report/json.js";
import { junit } from "../../src/report/junit.js";
import { markdown } from "../../src/report/markdown.js";
import { sarif } from "../../src/report/sarif.js";
import { clean, library, plain } from "./library.js";

const [unindexed] = library.report.findings;
if (!unindexed) throw new Error("the library has findings");

describe("json", () => {
  test("is the report itself", () => {
    expect(JSON.parse(json(library, plain))).toEqual(library.report);
  });
});

describe("sarif", () => {
  const schema = createRequire(import.meta.url).resolve(
    "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json",
  );
  const ajv = new AjvDraft04.default({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv as unknown as Ajv);
  const validate = ajv.compile(JSON.parse(readFileSync(schema, "utf8")));

  test.each([
    ["findings", library],
    ["nothing found", clean],
  ])("with %s it is valid against SARIF 2.1.0's schema", (_, subject) => {
    validate(JSON.parse(sarif(subject, plain)));
    expect(validate.errors).toBeNull();
  });

  test("a log the schema does not allow is refused", () => {
    expect(validate({ version: "2.1.0", runs: [{ results: [] }] })).toBe(false);
  });

  test("points into files by escaped URIs, names related places, and keeps a fingerprint without lines", () => {
    const [run] = JSON.parse(sarif(library, plain)).runs;
    const [first, second] = run.results;
    expect(first.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: "src/desk/lost%20%26%20found.ts", uriBaseId: "%SRCROOT%" },
      region: { startLine: 31, startColumn: 9, endLine: 31, endColumn: 23 },
    });
    expect(run.tool.driver.rules[first.ruleIndex].id).toBe("require-indexed-filter");
    expect(second.relatedLocations[0].physicalLocation.region.startLine).toBe(14);
    expect(first.partialFingerprints).toEqual({ "finding/v1": fingerprint(unindexed) });
    expect(fingerprint({ ...unindexed, at: { ...unindexed.at, line: 99 } })).toBe(fingerprint(unindexed));
  });
});

describe("github", () => {
  test("prints a workflow command per finding, with nothing that could end it early", () => {
    expect(github(library, plain)).toMatchInlineSnapshot(`
      "::error file=src/desk/lost & found.ts,line=31,col=9,endLine=31,endColumn=23,title=mongoose-indexes/require-indexed-filter::No index serves \`{ note: /<100%25|"a & b">/ }\`: the whole of loans is read.
      ::warning file=src/models/loan.ts,line=6,col=15,title=mongoose-indexes/no-redundant-index::\`{ memberId: 1 }\` of Loan is a prefix of \`{ memberId: 1, dueAt: -1 }\`. Remove it.%0Asrc/models/loan.ts:14: \`{ memberId: 1, dueAt: -1 }\` is declared here
      ::notice file=src/models/shelf.ts,line=9,col=1,title=mongoose-indexes/require-session-ttl::Shelf looks like a session and has no TTL index.
      "
    `);
  });

  test("prints nothing when nothing was found", () => {
    expect(github(clean, plain)).toBe("");
  });
});

describe("gitlab", () => {
  // What GitLab reads: docs.gitlab.com, "Code Quality", section "Code Quality report format".
  const issue = {
    type: "object",
    required: ["description", "check_name", "fingerprint", "severity", "location"],
    additionalProperties: false,
    properties: {
      description: { type: "string", minLength: 1 },
      check_name: { type: "string", minLength: 1 },
      fingerprint: { type: "string", pattern: "^[0-9a-f]{64}$" },
      severity: { enum: ["info", "minor", "major", "critical", "blocker"] },
      location: {
        type: "object",
        required: ["path", "lines"],
        properties: {
          path: { type: "string", pattern: "^[^./]" },
          lines: {
            type: "object",
            required: ["begin"],
            properties: { begin: { type: "integer", minimum: 1 } },
          },
        },
      },
    },
  };
  const validate = new Ajv().compile({ type: "array", items: issue });

  test("is valid against GitLab's documented format", () => {
    const issues = JSON.parse(gitlab(library, plain));
    validate(issues);
    expect(validate.errors).toBeNull();
    expect(issues).toHaveLength(3);
  });

  test("each finding has a fingerprint of its own: GitLab drops the second of a pair", () => {
    const prints = JSON.parse(gitlab(library, plain)).map(
      (each: { fingerprint: string }) => each.fingerprint,
    );
    expect(new Set(prints).size).toBe(prints.length);
  });
});

describe("junit", () => {
  const parse = (text: string) =>
    new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: "",
      htmlEntities: true,
      isArray: (name) => ["testsuite", "testcase"].includes(name),
    }).parse(text);

  test("is well-formed and counts findings as failed cases, and what only informs as passed", () => {
    const text = junit(library, plain);
    expect(XMLValidator.validate(text)).toBe(true);
    const { testsuites } = parse(text);
    expect(testsuites).toMatchObject({ tests: "3", failures: "2" });
    const [desk] = testsuites.testsuite;
    expect(desk.name).toBe("src/desk/lost & found.ts");
    expect(desk.testcase[0].failure).toMatchObject({ message: unindexed.message, type: "error" });
    const shelf = testsuites.testsuite.at(-1).testcase[0];
    expect(shelf.failure).toBeUndefined();
    expect(shelf["system-out"]).toContain("Shelf looks like a session");
  });

  test("characters XML cannot hold are replaced", () => {
    const finding = { ...unindexed, message: "a\u0000b\u001bc" };
    const text = junit({ ...library, report: { ...library.report, findings: [finding] } }, plain);
    expect(XMLValidator.validate(text)).toBe(true);
    expect(text).not.toContain("\u0000");
  });

  test("a clean run is one passed case, for a suite without cases counts as a mistake in CI", () => {
    expect(parse(junit(clean, plain)).testsuites).toMatchObject({ tests: "1", failures: "0" });
  });
});

describe("markdown", () => {
  test("tells findings and collections in tables", () => {
    expect(markdown(library, plain)).toMatchInlineSnapshot(`
      "# Indexes

      1 error, 1 warning, 1 assumed · 2 models, 3 indexes · 5 query sites read, 1 not

      ## Findings

      |  | Where | Finding | Rule |
      | --- | --- | --- | --- |
      | ❌ error | \`src/desk/lost & found.ts:31\` | No index serves \`{ note: /<100%\\|"a & b">/ }\`: the whole of loans is read. | \`require-indexed-filter\` |
      | ⚠️ warning | \`src/models/loan.ts:6\` | \`{ memberId: 1 }\` of Loan is a prefix of \`{ memberId: 1, dueAt: -1 }\`. Remove it.<br>\`{ memberId: 1, dueAt: -1 }\` is declared here (\`src/models/loan.ts:14\`) | \`no-redundant-index\` |
      | ℹ️ info (assumed) | \`src/models/shelf.ts:9\` | Shelf looks like a session and has no TTL index. | \`require-session-ttl\` |

      ## Collections

      ### Loan

      | Index | Declared | Queries served |
      | --- | --- | --- |
      | \`{ _id: 1 }\` | implicit | 0 |
      | \`{ memberId: 1 }\` | \`src/models/loan.ts:6\` | 0 |
      | \`{ memberId: 1, dueAt: -1 }\` | \`src/models/loan.ts:14\` | 2 |
      | \`{ "shelf.code": 1 }\` | \`src/models/plugins.ts:3\` | 0 |

      Without an index:

      - \`countDocuments { note?: regex, … }\` at \`src/desk/lost & found.ts:31\`

      ### Shelf

      | Index | Declared | Queries served |
      | --- | --- | --- |
      | \`{ _id: 1 }\` | implicit | 0 |
      "
    `);
  });

  test("every row of a table has as many cells as its head", () => {
    const rows = markdown(library, { ...plain, gaps: true })
      .split("\n")
      .filter((line) => line.startsWith("|"));
    const cells = (row: string) => row.replaceAll("\\|", "").split("|").length;
    for (const [n, row] of rows.entries()) {
      const above = rows[n - 1];
      if (row.startsWith("| ---") && above) expect(cells(row)).toBe(cells(above));
    }
    expect(rows.length).toBeGreaterThan(8);
  });
});
