import type { Rule } from "../src/verdict/index.js";
import maxIndexes from "./max-indexes.js";
import noBadSortArgument from "./no-bad-sort-argument.js";
import noConflictingIndex from "./no-conflicting-index.js";
import noConflictingMigration from "./no-conflicting-migration.js";
import noDeprecatedIndexOption from "./no-deprecated-index-option.js";
import noDuplicateIndex from "./no-duplicate-index.js";
import noIgnoredIndexOption from "./no-ignored-index-option.js";
import noInvalidIndex from "./no-invalid-index.js";
import noNullableUnique from "./no-nullable-unique.js";
import noRedundantIndex from "./no-redundant-index.js";
import noUnindexableFilter from "./no-unindexable-filter.js";
import noUnindexedOrBranch from "./no-unindexed-or-branch.js";
import noUnknownFilterField from "./no-unknown-filter-field.js";
import noUnknownIndexField from "./no-unknown-index-field.js";
import noUnusedIndex from "./no-unused-index.js";
import preferEsrOrder from "./prefer-esr-order.js";
import requireCompoundIndex from "./require-compound-index.js";
import requireExpectedIndexes from "./require-expected-indexes.js";
import requireIndexedFilter from "./require-indexed-filter.js";
import requireIndexedLookup from "./require-indexed-lookup.js";
import requireIndexedSort from "./require-indexed-sort.js";
import requireMigratedIndex from "./require-migrated-index.js";
import requireSessionTtl from "./require-session-ttl.js";
import requireUniqueUpsert from "./require-unique-upsert.js";
import safeIndexMigration from "./safe-index-migration.js";
import validTtl from "./valid-ttl.js";

/** Every rule, by name. */
export const rules: readonly Rule[] = [
  maxIndexes,
  noBadSortArgument,
  noConflictingIndex,
  noConflictingMigration,
  noDeprecatedIndexOption,
  noDuplicateIndex,
  noIgnoredIndexOption,
  noInvalidIndex,
  noNullableUnique,
  noRedundantIndex,
  noUnindexableFilter,
  noUnindexedOrBranch,
  noUnknownFilterField,
  noUnknownIndexField,
  noUnusedIndex,
  preferEsrOrder,
  requireCompoundIndex,
  requireExpectedIndexes,
  requireIndexedFilter,
  requireIndexedLookup,
  requireIndexedSort,
  requireMigratedIndex,
  requireSessionTtl,
  requireUniqueUpsert,
  safeIndexMigration,
  validTtl,
];
