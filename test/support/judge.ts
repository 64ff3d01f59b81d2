import {
  judge,
  type Finding,
  type JudgeOptions,
  type Rule,
  type RuleOptions,
} from "../../src/verdict/index.js";
import { catalogOf, type CatalogSpec } from "./catalog.js";

interface How {
  readonly options?: RuleOptions;
  readonly facts?: JudgeOptions["facts"];
}

/** What one rule says of a hand-written catalog. */
export function judged(rule: Rule, spec: CatalogSpec, { options = {}, facts }: How = {}): readonly Finding[] {
  const levels = { [rule.name]: ["error", options] } as const;
  return judge(catalogOf(spec), { rules: [rule], levels, ...(facts ? { facts } : {}) }).findings;
}

/** Only the sentences. */
export const said = (rule: Rule, spec: CatalogSpec, how?: How): string[] =>
  judged(rule, spec, how).map((f) => f.message);

/** Assumptions shown too. */
export const assuming = { facts: { certainty: "assumed" } } as const satisfies How;
