import type { Catalog, Place } from "../catalog/types.js";
import type { Change, Suggestion } from "./change.js";
import { noFacts, type Facts } from "./facts.js";
import { fill } from "./messages.js";
import type { AnyProblem, Rule, RuleOptions } from "./rule.js";
import type { Finding, Level, Report, RuleSet } from "./types.js";
import { viewOf, type CatalogView } from "./view.js";

/** "off", a level, or a level with the rule's options. */
export type RuleSetting = "off" | Level | readonly ["off" | Level, RuleOptions];

export interface JudgeOptions {
  readonly rules: readonly Rule[];
  /** Which rules are on by default; recommended when not said. */
  readonly set?: RuleSet;
  /** Single rules switched on, off, or to another level. */
  readonly levels?: { readonly [rule: string]: RuleSetting };
  readonly facts?: Partial<Facts>;
}

/** A finding with the changes offered for it. */
export interface Verdict {
  readonly finding: Finding;
  readonly messageId: string;
  readonly suggest: readonly Suggestion[];
  readonly fix: Change | null;
}

/** Judges the whole catalog. */
export const judge = (catalog: Catalog, options: JudgeOptions): Report =>
  reportOf(
    catalog,
    verdicts(catalog, options).map((verdict) => verdict.finding),
  );

/** The report of what was found. `withCatalog`: put the catalog into it. */
export function reportOf(catalog: Catalog, findings: readonly Finding[], withCatalog = false): Report {
  const count = (level: Level): number => findings.filter((finding) => finding.level === level).length;
  return {
    version: 1,
    summary: {
      models: catalog.models.length,
      indexes: catalog.models.reduce((sum, model) => sum + model.indexes.length, 0),
      queries: catalog.coverage.queries,
      errors: count("error"),
      warnings: count("warn"),
      infos: count("info"),
      gaps: catalog.gaps.length,
    },
    findings,
    gaps: catalog.gaps,
    ...(withCatalog ? { catalog } : {}),
  };
}

/** All verdicts of the rules that are on, sorted by place. */
export function verdicts(catalog: Catalog, options: JudgeOptions): Verdict[] {
  const view = viewOf(catalog);
  const facts = { ...noFacts, ...options.facts };
  const active = options.rules.flatMap((rule) => {
    const { level, options: own } = settingOf(rule, options);
    return level === "off" ? [] : [{ rule, level, own }];
  });
  const found = view.files.flatMap((file) =>
    active.flatMap(({ rule, level, own }) => checkFile(view, file, rule, { level, options: own, facts })),
  );
  return numbered(found.sort(byPlace));
}

export interface CheckOptions {
  readonly level: Level;
  readonly options?: RuleOptions;
  readonly facts?: Facts;
}

/** What one rule says of one file. */
export function checkFile(view: CatalogView, file: string, rule: Rule, how: CheckOptions): Verdict[] {
  const facts = how.facts ?? noFacts;
  const found = [...rule.check(view.file(file), view, { ...rule.defaults, ...how.options }, facts)];
  if (found.length === 0) return [];
  const told = found
    .filter((problem) => facts.certainty === "assumed" || problem.certainty !== "assumed")
    .map((problem) => verdictOf(problem, rule, how.level));
  return distinct(told);
}

function settingOf(rule: Rule, options: JudgeOptions): { level: Level | "off"; options: RuleOptions } {
  const setting = options.levels?.[rule.name];
  if (typeof setting === "string") return { level: setting, options: {} };
  if (setting) return { level: setting[0], options: setting[1] };
  return { level: isIn(rule, options.set ?? "recommended") ? rule.level : "off", options: {} };
}

const order: readonly RuleSet[] = ["recommended", "strict", "all"];

/** Does this set hold the rule? */
export const isIn = (rule: Rule, set: RuleSet): boolean => order.indexOf(rule.set) <= order.indexOf(set);

function verdictOf(problem: AnyProblem, rule: Rule, level: Level): Verdict {
  const certainty = problem.certainty ?? "proven";
  const data = problem.data ?? {};
  const subject = problem.index ?? problem.shape ?? "";
  const finding: Finding = {
    id: [rule.name, problem.model ?? "", subject, problem.at.file].join("|"),
    rule: rule.name,
    // An assumption informs; it must not fail a build.
    level: certainty === "assumed" ? "info" : level,
    certainty,
    message: fill(rule.messages[problem.messageId] ?? problem.messageId, data),
    at: problem.at,
    see: problem.see ?? [],
    model: problem.model,
    ...(problem.index === undefined ? {} : { index: problem.index }),
    data,
  };
  return { finding, messageId: problem.messageId, suggest: problem.suggest ?? [], fix: problem.fix ?? null };
}

function byPlace({ finding: a }: Verdict, { finding: b }: Verdict): number {
  return (
    comparePlaces(a.at, b.at) ||
    compare(a.rule, b.rule) ||
    compare(a.id, b.id) ||
    compare(a.message, b.message)
  );
}

function comparePlaces(a: Place, b: Place): number {
  return compare(a.file, b.file) || a.line - b.line || a.column - b.column;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** One call reached on several ways through the code is one finding. */
function distinct(verdicts: readonly Verdict[]): Verdict[] {
  const byText = new Map<string, Verdict>();
  for (const verdict of verdicts) {
    const { at, message } = verdict.finding;
    const key = `${at.file}:${at.line}:${at.column} ${message}`;
    if (!byText.has(key)) byText.set(key, verdict);
  }
  return [...byText.values()];
}

/** Tells findings with one id apart by their order in the file. */
function numbered(found: readonly Verdict[]): Verdict[] {
  const seen = new Map<string, number>();
  return found.map((verdict) => {
    const { id } = verdict.finding;
    const nth = (seen.get(id) ?? 0) + 1;
    seen.set(id, nth);
    return nth === 1 ? verdict : { ...verdict, finding: { ...verdict.finding, id: `${id}|${nth}` } };
  });
}
