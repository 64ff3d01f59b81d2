import { expect, test } from "vitest";
import { at } from "./terminal.js";

const plan = (...argv: string[]) => at("/", ["plan", ...argv]);

test("tells the likely plan, and of every index how it serves or why not", async () => {
  const { stdout, exitCode } = await plan(
    ...["--indexes", '[{"ownerId": 1, "status": 1}, {"status": 1}, {"name": "text"}]'],
    ...["--filter", '{"ownerId": "o1", "status": "active"}', "--sort", '{"createdAt": -1}'],
  );
  expect(exitCode).toBe(0);
  expect(stdout).toMatchInlineSnapshot(`
    "plan     index scan of ownerId_1_status_1; then a sort in memory
    indexes
      ✓ { ownerId: 1, status: 1 }
          bounds on 2 of 2 keys; does not give the sort
      ○ { status: 1 }
          bounds on 1 of 1 key; does not give the sort; then tests ownerId
      ✗ { name: "text" }
          a text index serves \`$text\` only
      ✗ { _id: 1 }
          first key \`_id\` has no predicate
    "
  `);
});

test("reads indexes as listIndexes tells them", async () => {
  const listed =
    '[{"v": 2, "key": {"email": 1}, "name": "by_email", "unique": true, "collation": {"locale": "de"}}]';
  const mismatch = await plan("--indexes", listed, "--filter", '{"email": "a@example.com"}');
  expect(mismatch.stdout).toMatch(/^plan +collection scan$/m);
  const match = await plan(
    "--indexes",
    listed,
    "--filter",
    '{"email": "a@example.com"}',
    "--collation",
    '{"locale": "de"}',
  );
  expect(match.stdout).toContain("index scan of by_email");
});

test("--json prints the planner's whole answer", async () => {
  const { stdout } = await plan("--indexes", '[{"a": 1}]', "--filter", '{"a": 1}', "--json");
  expect(JSON.parse(stdout)).toMatchObject({ access: "index", candidates: [{ name: "a_1", bounded: 1 }] });
});

test("a query the server would refuse is told as such", async () => {
  const { stdout } = await plan("--indexes", '[{"a": 1}]', "--filter", '{"a": 1}', "--hint", "b_1");
  expect(stdout).toContain(
    "the server refuses this query: hint provided does not correspond to an existing index",
  );
});

test.each([
  [[], /"plan" needs --indexes/],
  [["--indexes", "[{a:1}]"], /^analyze-indexes: --indexes is not JSON: /],
  [["--indexes", '{"a":1}'], /--indexes is not an array/],
  [["--indexes", "[1]"], /1 is not an index/],
  [["--indexes", "[]", "--filter", "[]"], /--filter is not an object/],
  [["--indexes", "[]", "--filter", '{"a":{"$gtt":1}}'], /--filter: unknown operator \$gtt/],
  [["--indexes", "[]", "--filter", '{"$foo":1}'], /--filter: unknown top-level operator \$foo/],
])("%j is refused in one line", async (argv, message) => {
  const { stderr, stdout, exitCode } = await plan(...argv);
  expect(exitCode).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toMatch(message);
  expect(stderr.trimEnd()).not.toContain("\n");
});
