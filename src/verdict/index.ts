export type { Asked, Whereabouts } from "./asked.js";
export { askedIn, everywhere, isSmall } from "./asked.js";
export { isBuilt, isLeftToOthers } from "./built.js";
export { coldBy, isCold, isOneOff } from "./cold.js";
export type { Change, Suggestion } from "./change.js";
export { isExpiryDate, isOwn, isSessionLike, isTtl, mayExpire, speaksOfTtl } from "./expiry.js";
export type { Expectation, Facts } from "./facts.js";
export { noFacts } from "./facts.js";
export type { CheckOptions, JudgeOptions, RuleSetting, Verdict } from "./judge.js";
export { checkFile, isIn, judge, reportOf, verdicts } from "./judge.js";
export { mayUse } from "./may-use.js";
export type { Messages } from "./messages.js";
export type { AnyProblem, Problem, Rule, RuleOptions } from "./rule.js";
export { defineRule } from "./rule.js";
export type { PredicateClass } from "./shape.js";
export {
  arrayOf,
  arraysOf,
  classOf,
  conjuncts,
  idealKeys,
  isAbsence,
  isHinted,
  isJoin,
  isTold,
  isUnfiltered,
  keyed,
  shapeOf,
  showCall,
  showFilter,
  showPath,
} from "./shape.js";
export type { Finding, Level, Report, RuleSet, See } from "./types.js";
export type { CatalogView, FileView, IgnoredView, IndexView, ModelView, QueryView } from "./view.js";
export { homeOf, viewOf } from "./view.js";
export { enumerate } from "./enumerate.js";
export { words } from "./words.js";
export type { Answer } from "./expectations.js";
export { answers, expectedOf, type Expected } from "./expectations.js";
export { isOlder } from "./version.js";
export { closest, hasPath, lacksPath, nearestPath, pathOf, withKinds } from "./paths.js";
export { optionsFor, suggestIndex, writeOptions } from "./suggest.js";
