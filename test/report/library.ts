import type { Catalog, Collection, Index, Model, Place, Plan, Query } from "../../src/catalog/types.js";
import type { Style, Subject } from "../../src/report/types.js";
import type { Finding, Report, Rule } from "../../src/verdict/index.js";

const loans = "src/models/loan.ts";
const desk = "src/desk/lost & found.ts";

export const at = (file: string, line: number, column = 1): Place => ({ file, line, column });

const id: Index = {
  keys: [["_id", 1]],
  options: {},
  name: "_id_",
  via: "implicit",
  at: null,
  certainty: "proven",
};

const byMember: Index = {
  keys: [
    ["memberId", 1],
    ["dueAt", -1],
  ],
  options: {},
  name: "memberId_1_dueAt_-1",
  via: "call",
  at: at(loans, 14),
  certainty: "proven",
};

const byMemberOnly: Index = {
  ...byMember,
  keys: [["memberId", 1]],
  name: "memberId_1",
  via: "path",
  at: at(loans, 6, 15),
};

const reminders: Index = {
  keys: [["shelf.code", 1]],
  options: { unique: true, partialFilterExpression: { lost: true } },
  name: "shelf.code_1",
  via: "plugin",
  at: at("src/models/plugins.ts", 3),
  certainty: "assumed",
};

const loan: Model = {
  id: `${loans}#Loan`,
  name: "Loan",
  collection: "loans",
  connection: null,
  package: "library",
  dialect: "mongoose",
  at: at(loans, 20),
  schemaAt: at(loans, 4),
  options: {},
  aliases: {},
  virtuals: [],
  searchIndexes: [],
  paths: [{ path: "memberId", type: "ObjectId", array: false, at: at(loans, 6) }],
  indexes: [byMemberOnly, byMember, reminders],
  complete: true,
};

const shelf: Model = {
  ...loan,
  id: "src/models/shelf.ts#Shelf",
  name: "Shelf",
  collection: null,
  at: at("src/models/shelf.ts", 9),
  schemaAt: null,
  indexes: [],
  complete: false,
};

const collections: Collection[] = [
  { name: "loans", connection: null, models: [loan.id], indexes: [id, byMemberOnly, byMember, reminders] },
  { name: null, connection: null, models: [shelf.id], indexes: [id] },
];

const served: Plan = {
  access: "index",
  index: "memberId_1_dueAt_-1",
  bounded: 1,
  tight: true,
  sort: "index",
  covered: false,
  residual: [],
};

const collscan: Plan = {
  access: "collscan",
  bounded: 0,
  tight: false,
  sort: "none",
  covered: false,
  residual: ["note"],
};

const find: Query = {
  model: "Loan",
  modelId: loan.id,
  collection: "loans",
  operation: "find",
  at: at("src/services/loans.ts", 11, 15),
  through: [],
  in: "LoanService.ofMember",
  filter: { all: [{ path: "memberId", op: "eq" }], any: [], nor: [], open: false },
  added: [],
  sort: [["dueAt", -1]],
  plan: served,
  certainty: "proven",
};

const scan: Query = {
  ...find,
  operation: "countDocuments",
  at: { ...at(desk, 31, 9), endLine: 31, endColumn: 23 },
  in: null,
  filter: { all: [{ path: "note", op: "regex", maybe: true }], any: [], nor: [], open: true },
  sort: null,
  plan: collscan,
};

const queries: Query[] = [
  find,
  {
    ...find,
    at: at("src/services/loans.ts", 19, 15),
    sort: [["returnedAt", 1]],
    plan: { ...served, sort: "memory" },
  },
  scan,
  {
    ...find,
    at: at("src/services/loans.ts", 40),
    filter: { all: [], any: [], nor: [], open: false },
    sort: null,
    plan: null,
  },
  { ...scan, at: at("test/loans.test.ts", 5) },
];

export const catalog: Catalog = {
  version: 1,
  source: "static",
  mongoose: "9.0.0",
  models: [loan, shelf],
  collections,
  queries,
  operations: [],
  gaps: [
    { what: "query", why: "the filter comes from a call that could not be followed", at: at(desk, 44, 7) },
    { what: "schema", why: "`fields` is computed", model: shelf.id, at: at("src/models/shelf.ts", 2) },
  ],
  coverage: {
    schemas: { read: 1, unknown: 1 },
    models: { read: 2, unknown: 0 },
    queries: { read: 5, unknown: 1 },
    operations: { read: 0, unknown: 0 },
  },
};

const redundant: Finding = {
  id: `no-redundant-index|${loan.id}|memberId_1|${loans}`,
  rule: "no-redundant-index",
  level: "warn",
  certainty: "proven",
  message: "`{ memberId: 1 }` of Loan is a prefix of `{ memberId: 1, dueAt: -1 }`. Remove it.",
  at: at(loans, 6, 15),
  see: [{ at: at(loans, 14), message: "`{ memberId: 1, dueAt: -1 }` is declared here" }],
  model: loan.id,
  index: "memberId_1",
  data: {},
};

const unindexed: Finding = {
  id: `require-indexed-filter|${loan.id}|note regex|${desk}`,
  rule: "require-indexed-filter",
  level: "error",
  certainty: "proven",
  message: 'No index serves `{ note: /<100%|"a & b">/ }`: the whole of loans is read.',
  at: scan.at,
  see: [],
  model: loan.id,
  data: {},
};

const guess: Finding = {
  ...redundant,
  id: `require-session-ttl|${shelf.id}||src/models/shelf.ts`,
  rule: "require-session-ttl",
  level: "info",
  certainty: "assumed",
  message: "Shelf looks like a session and has no TTL index.",
  at: at("src/models/shelf.ts", 9),
  see: [],
  model: shelf.id,
};

export const report: Report = {
  version: 1,
  summary: {
    models: 2,
    indexes: 3,
    queries: { read: 5, unknown: 1 },
    errors: 1,
    warnings: 1,
    infos: 1,
    gaps: 2,
  },
  findings: [unindexed, redundant, guess],
  gaps: catalog.gaps,
};

const rule = (name: string, level: Rule["level"]): Rule => ({
  name,
  description: `what ${name} is for`,
  set: "recommended",
  level,
  type: "suggestion",
  sees: "models",
  messages: {},
  schema: {},
  defaults: {},
  fixable: false,
  check: () => [],
});

export const library: Subject = {
  cold: (file) => file.startsWith("test/"),
  report,
  catalog,
  rules: [
    rule("no-redundant-index", "warn"),
    rule("require-indexed-filter", "error"),
    rule("require-session-ttl", "warn"),
  ],
  tool: {
    name: "eslint-plugin-mongoose-indexes",
    version: "1.2.3",
    homepage: "https://example.com/mongoose-indexes",
  },
};

/** The same project with nothing to complain of. */
export const clean: Subject = {
  ...library,
  catalog: { ...catalog, gaps: [] },
  report: {
    ...report,
    summary: {
      ...report.summary,
      queries: { read: 5, unknown: 0 },
      errors: 0,
      warnings: 0,
      infos: 0,
      gaps: 0,
    },
    findings: [],
    gaps: [],
  },
};

export const plain: Style = { colour: false, gaps: false, full: false };
