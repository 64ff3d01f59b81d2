export { advise } from "./advise.js";
export type { Advice, AdviceOptions } from "./advise.js";
export type { Drop, Service, ShapeCertificate } from "./certify.js";
export type { Shape } from "./demand.js";
export { withArrays } from "./arrays.js";
export { chosen } from "./chosen.js";
export type { ChosenPlan } from "./chosen.js";
export { conflicts } from "./conflicts.js";
export type { Conflict, NoOperation } from "./conflicts.js";
export { planFilter, toMongoFilter } from "./filter.js";
export type { FilterShape, PredicateShape } from "./filter.js";
export { defaultName, indexName, isIdIndex, isWildcardPath, keysOf, showKeys, specOf } from "./keys.js";
export { plan } from "./plan.js";
export { redundancy, replaces } from "./replaces.js";
export type { Redundancy, RedundancyReason, ReplaceContext, Verdict } from "./replaces.js";
export { isUnknown, unknown, unknownArray } from "./unknown.js";
export type { Unknown, UnknownKind } from "./unknown.js";
export type {
  Access,
  AnyIndex,
  Candidate,
  IndexDocument,
  IndexOptions,
  IndexSpec,
  KeyPattern,
  PlannedQuery,
  QueryDocument,
  Rejection,
  Result,
  SortPlan,
  SortSpec,
} from "./types.js";
export { collectionValidity, MAX_INDEXES, validity } from "./validity.js";
export type { PathFact, Problem } from "./validity.js";
