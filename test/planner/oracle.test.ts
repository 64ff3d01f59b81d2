import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { plan, type IndexDocument, type PlannedQuery, type Result } from "../../src/planner/index.js";

interface Expectation {
  readonly indexedPossible: boolean | null;
  readonly usableIndexes: readonly unknown[] | null;
  readonly usableIndexesComplete: boolean;
  readonly sortFromIndexPossible: boolean | null;
  readonly coveredPossible: boolean | null;
  readonly boundsFields: { readonly [pattern: string]: number };
  readonly planError?: boolean;
}

interface Case extends PlannedQuery {
  readonly id: string;
  readonly category: string;
  readonly tags: readonly string[];
  readonly indexes: readonly IndexDocument[];
  readonly expect: Expectation;
}

const cases = JSON.parse(readFileSync(new URL("oracle/cases.json", import.meta.url), "utf8")) as Case[];

const SOFT = ["legacy-multikey", "version-sensitive", "non-default-option", "index-intersection"];
const isStrict = ({ tags }: Case): boolean => !tags.some((tag) => SOFT.includes(tag));

/** Disagreements we stand by, each with its reason. */
const KNOWN: { readonly [id: string]: string } = {
  "query_planner_wildcard_index_test/ShouldGenerateSpecialBoundsForNullAndExistenceQueries#1":
    "the asserted bounds of the value are [MinKey, MaxKey]; the case counts them because of how they are written",
  "query_planner_wildcard_index_test/ShouldGenerateSpecialBoundsForNullAndExistenceQueries#2":
    "as #1: [MinKey, MaxKey] is no bound",
  "query_planner_wildcard_index_test/DoNotProduceOverlappingBoundsWithMultipleNumericPathComponentsInMiddleOfPath":
    "as above: [MinKey, MaxKey] is no bound",
};

const ID = JSON.stringify({ _id: 1 });

/** The fields of a case in which our result differs. */
function disagreements({ expect: said, ...query }: Case, result: Result): string[] {
  if (said.planError) return result.access === "error" ? [] : [`accepted: ${result.access}`];
  const indexed = result.access !== "collscan" && result.access !== "error";
  const keys = result.candidates.map(({ key }) => JSON.stringify(key));
  const wrong: string[] = [];
  const differ = (field: string, theirs: unknown, ours: unknown): void => {
    if (theirs !== null && theirs !== undefined && theirs !== ours)
      wrong.push(`${field}: ${String(theirs)} but ${String(ours)}`);
  };
  differ("indexed", said.indexedPossible, indexed);
  differ("sort", said.sortFromIndexPossible, result.sort === "index");
  differ("covered", said.coveredPossible, result.covered);
  if (said.usableIndexes && indexed === (said.indexedPossible ?? indexed)) {
    const usable = said.usableIndexes.map((key) => JSON.stringify(key));
    for (const key of usable) if (key !== ID && !keys.includes(key)) wrong.push(`unused: ${key}`);
    if (said.usableIndexesComplete)
      for (const key of keys) if (key !== ID && !usable.includes(key)) wrong.push(`used: ${key}`);
  }
  for (const [pattern, count] of Object.entries(said.boundsFields)) {
    const bounded = result.candidates
      .filter(({ key }) => JSON.stringify(key) === pattern)
      .map((candidate) => candidate.bounded);
    differ(`bounds of ${pattern} for ${JSON.stringify(query.filter)}`, count, Math.max(-1, ...bounded));
  }
  return wrong;
}

const judged = cases.map((one) => ({ one, wrong: disagreements(one, plan(one, one.indexes)) }));

describe("MongoDB's planner tests", () => {
  test.each(judged.map(({ one, wrong }) => ({ id: one.id, wrong })))("$id", ({ id, wrong }) => {
    if (KNOWN[id]) expect(wrong, `no longer a disagreement: ${KNOWN[id]}`).not.toEqual([]);
    else expect(wrong).toEqual([]);
  });

  test("at least 97 % of the strict cases agree in every field", () => {
    const strict = judged.filter(({ one }) => isStrict(one));
    const agreeing = strict.filter(({ wrong }) => wrong.length === 0);
    expect(strict.length).toBe(330);
    expect(agreeing.length / strict.length).toBeGreaterThanOrEqual(0.97);
  });

  test("every known disagreement is a case", () => {
    const ids = new Set(cases.map(({ id }) => id));
    expect(Object.keys(KNOWN).filter((id) => !ids.has(id))).toEqual([]);
  });
});
