import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { rules } from "../../rules/index.js";
import noRedundantIndex from "../../rules/no-redundant-index.js";
import { defineRule, isCold, isIn, isOneOff, judge, reportOf, verdicts } from "../../src/verdict/index.js";
import { Workspace } from "../../src/workspace/workspace.js";
import { catalogOf, place } from "../support/catalog.js";

const user = catalogOf({
  models: { User: { indexes: [[{ a: 1 }], [{ a: 1, b: 1 }], [{ b: 1 }], [{ b: 1, a: 1 }]] } },
});
const redundant = (options = {}) => judge(user, { rules: [noRedundantIndex], ...options });

describe("judge", () => {
  test("counts what it finds, by level", () => {
    expect(redundant().summary).toEqual({
      models: 1,
      indexes: 4,
      queries: { read: 0, unknown: 0 },
      errors: 0,
      warnings: 2,
      infos: 0,
      gaps: 0,
    });
    expect(redundant({ levels: { "no-redundant-index": "error" } }).summary.errors).toBe(2);
    expect(redundant({ levels: { "no-redundant-index": "off" } }).findings).toEqual([]);
  });

  test("sorts by file, line and column", () => {
    const { findings } = redundant();
    expect(findings.map(({ at }) => at.line)).toEqual([50, 52]);
  });

  test("gives the catalog only when it is asked for", () => {
    expect(redundant()).not.toHaveProperty("catalog");
    expect(reportOf(user, [], true).catalog).toBe(user);
  });

  test("identifies a finding by rule, model, index and file, not by line", () => {
    const ids = redundant().findings.map(({ id }) => id);
    expect(ids).toEqual([
      "no-redundant-index|src/models/user.ts#User|a_1|src/models/user.ts",
      "no-redundant-index|src/models/user.ts#User|b_1|src/models/user.ts",
    ]);
    const lower = catalogOf({ models: { User: { indexes: [[{ z: 1 }], [{ a: 1 }], [{ a: 1, b: 1 }]] } } });
    expect(judge(lower, { rules: [noRedundantIndex] }).findings.map(({ id }) => id)).toEqual(ids.slice(0, 1));
  });

  test("keeps ids unique, and tells one thing of one place once", () => {
    const twice = defineRule({
      name: "twice",
      description: "",
      set: "recommended",
      level: "warn",
      type: "problem",
      sees: "models",
      messages: { here: "Here is {{what}}." },
      *check(file) {
        for (const line of [1, 1, 2])
          yield { messageId: "here", data: { what: "one" }, at: place(file.file, line), model: null };
      },
    });
    const { findings } = judge(user, { rules: [twice] });
    expect(findings.map(({ id, message }) => [id, message])).toEqual([
      ["twice|||src/models/user.ts", "Here is one."],
      ["twice|||src/models/user.ts|2", "Here is one."],
    ]);
  });

  test("leaves assumptions out unless asked, and never lets them fail a build", () => {
    const unsure = catalogOf({
      models: { User: { indexes: [[{ a: 1 }], [{ a: 1, b: 1 }, {}, { certainty: "assumed" }]] } },
    });
    const levels = { "no-redundant-index": "error" } as const;
    expect(judge(unsure, { rules: [noRedundantIndex], levels }).findings).toEqual([]);
    const { findings } = judge(unsure, {
      rules: [noRedundantIndex],
      levels,
      facts: { certainty: "assumed" },
    });
    expect(findings).toMatchObject([{ certainty: "assumed", level: "info" }]);
  });

  test("takes a rule's options with its level", () => {
    const max = rules.filter(({ name }) => name === "max-indexes");
    expect(judge(user, { rules: max, set: "strict" }).findings).toEqual([]);
    expect(
      judge(user, { rules: max, levels: { "max-indexes": ["warn", { max: 2 }] } }).findings,
    ).toHaveLength(1);
  });

  test("each set holds the ones before it", () => {
    const names = (set: "recommended" | "strict" | "all") =>
      rules.filter((rule) => isIn(rule, set)).map(({ name }) => name);
    expect(names("strict")).toEqual(expect.arrayContaining(names("recommended")));
    expect(names("all")).toEqual(rules.map(({ name }) => name));
  });

  test("offers changes beside the findings, as data", () => {
    const [first] = verdicts(user, { rules: [noRedundantIndex] });
    expect(first?.suggest).toEqual([
      {
        title: "Remove the index `{ a: 1 }`.",
        changes: [{ kind: "removeIndex", at: place("src/models/user.ts", 50) }],
      },
    ]);
  });
});

const fixtures = fileURLToPath(new URL("../../fixtures/", import.meta.url));
const projects = readdirSync(fixtures, { withFileTypes: true }).filter((entry) => entry.isDirectory());

test.each(projects.map(({ name }) => name))("%s: a catalog read back from JSON is judged alike", (name) => {
  const workspace = Workspace.open(`${fixtures}${name}`);
  const catalog = workspace.catalog();
  const options = { rules, set: "all", facts: { ...workspace.config.facts, certainty: "assumed" } } as const;
  const report = judge(catalog, options);
  expect(judge(JSON.parse(JSON.stringify(catalog)), options)).toEqual(report);
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  expect(new Set(report.findings.map(({ id }) => id)).size).toBe(report.findings.length);
});

test.each([
  ["src/users/user.spec.ts", true],
  ["apps/api/e2e/users.ts", true],
  ["src/testing/session.ts", true],
  ["translations.e2e-ee.ts", true],
  ["scripts/backfill.js", true],
  ["db/seeds/users.js", true],
  ["db/migrations/1.js", true],
  ["cli/v2-migrations/20180212_expiration.js", true],
  ["src/immigration/rules.js", false],
  ["cli/src/commands/migrateQueries.js", true],
  ["src/orders/commands/cancel.ts", false],
  ["src/plugins/plugin.integ.ts", true],
  ["src/db/updates/3.0.1.js", true],
  ["src/api/v1.0.js", false],
  ["src/services/testimonials.ts", false],
  ["src/latest/contest.ts", false],
  ["src/description/inspect.ts", false],
  ["src/seed-shop/catalog.ts", false],
])("%s is cold: %s", (file, cold) => expect(isCold(file)).toBe(cold));

test.each([
  ["src/fix.js", "#!/usr/bin/env node\nrun();", true],
  ["src/commands/migrateTags.ts", "const run = async () => {};\nrun().then(() => process.exit());", true],
  ["packages/cli/rename.ts", "const [, , name] = process.argv;", true],
  ["src/commands/ban.ts", "export const execute = (message) => Ban.find({ user: message.author });", false],
  ["src/server.ts", "connect().catch(() => process.exit(1));", false],
  ["queries/episodes.mongodb.js", '// MongoDB Playground\nuse("tv");\ndb.episodes.find();', true],
  ["src/dao/episodes.mongodb.js", "export const all = () => Episode.find();\napp.use(all);", false],
])("%s with its text is a one-off program: %s", (file, text, expected) =>
  expect(isOneOff(file, text)).toBe(expected),
);
