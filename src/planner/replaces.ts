import { collationKey } from "./collation.js";
import { direction, flag, isIdIndex, isWildcardPath, showKeys, specOf } from "./keys.js";
import { impliesFilter, sameFilter } from "./partial.js";
import { canonical } from "./canonical.js";
import { isUnknown } from "./unknown.js";
import type { AnyIndex, IndexSpec, KeyPattern } from "./types.js";

/** Another index replaces it; another serves the same queries, at a price (`info`); or none does. */
export type Verdict = "redundant" | "info" | "no";

/** Machine-readable reason of a {@link Redundancy}. */
export type RedundancyReason =
  | "prefix"
  | "twin"
  | "smaller"
  | "hashed"
  | "id-prefix"
  | "unique-prefix"
  | "array"
  | "id"
  | "hidden"
  | "keys"
  | "order"
  | "collation"
  | "unique"
  | "ttl"
  | "hinted"
  | "documents"
  | "special"
  | "kept"
  | "unknown";

/** Whether one index can go because of another. */
export interface Redundancy {
  readonly verdict: Verdict;
  readonly reason: RedundancyReason;
  /** The conditions that hold, or the one that fails, as a clause: "`{ a: 1 }` is a prefix of …". */
  readonly why: string;
}

/** What else decides whether one index replaces another. */
export interface ReplaceContext {
  /** `other` was declared before `index`: decides which of two equal twins stays. */
  readonly before?: boolean;
  /** Index names that code hints. */
  readonly hinted?: readonly string[];
  /** The collection's default collation (I16). */
  readonly collation?: { readonly [key: string]: unknown };
  /** Paths known to hold arrays (I11). */
  readonly arrays?: readonly string[];
}

type Spec = Required<IndexSpec>;

/** Could every query served by `index` be served by `other` instead, and is `index` safe to remove (I5)? */
export const replaces = (other: AnyIndex, index: AnyIndex, context: ReplaceContext = {}): boolean =>
  redundancy(other, index, context).verdict === "redundant";

/** Judges `index` against `other` by I5–I13 and says which condition decided. */
export function redundancy(other: AnyIndex, index: AnyIndex, context: ReplaceContext = {}): Redundancy {
  const [a, b] = [specOf(index), specOf(other)];
  const comparison = compareKeys(a.keys, b.keys);
  const note = worthNoting(a, b);
  if (note && comparison !== "prefix" && comparison !== "twin") return note;
  if (comparison !== "prefix" && comparison !== "twin")
    return no(comparison, explainKeys(comparison, a.keys, b.keys));
  const blocker = blockedBy(a, b, context);
  if (blocker) return blocker;
  if (comparison === "twin") return twins(a, b, context);
  const reservation = reserve(a, b, context);
  return (
    reservation ?? { verdict: "redundant", reason: "prefix", why: `${show(a)} is a prefix of ${show(b)}` }
  );
}

function blockedBy(a: Spec, b: Spec, context: ReplaceContext): Redundancy | undefined {
  const open = [a, b].find(
    ({ keys, options }) =>
      isUnknown(options) || [...keys.map(([, kind]) => kind), ...Object.values(options)].some(isUnknown),
  );
  if (open) return no("unknown", `${show(open)} has an option that is not known`);
  if (isIdIndex(a.keys)) return no("id", "the `_id` index cannot be dropped");
  if (flag(b.options, "hidden")) return no("hidden", `${show(b)} is hidden from the planner`);
  const fallback = context.collation;
  if (collationKey(a.options["collation"] ?? fallback) !== collationKey(b.options["collation"] ?? fallback))
    return no("collation", "their collations differ");
  if (flag(a.options, "unique")) return no("unique", `${show(a)} enforces uniqueness`);
  if (hasTtl(a)) return no("ttl", `${show(a)} expires documents`);
  if (context.hinted?.includes(a.name)) return no("hinted", `a query hints ${show(a)}`);
  return documentsMissing(a, b) ?? specialKeys(a, b);
}

function documentsMissing(a: Spec, b: Spec): Redundancy | undefined {
  const filter = b.options["partialFilterExpression"];
  if (filter !== undefined && !impliesFilter(a.options["partialFilterExpression"], filter))
    return no("documents", `${show(b)} is partial and leaves out documents ${show(a)} holds`);
  if (flag(b.options, "sparse") && !flag(a.options, "sparse"))
    return no("documents", `${show(b)} is sparse and leaves out documents ${show(a)} holds`);
  return undefined;
}

function specialKeys(a: Spec, b: Spec): Redundancy | undefined {
  const extra = b.keys.slice(a.keys.length);
  const sparse = extra.find(
    ([path, kind]) => isWildcardPath(path) || (typeof kind === "string" && kind !== "hashed"),
  );
  if (sparse) return no("special", `${show(b)} skips documents without \`${sparse[0]}\``);
  if (!a.keys.some(([path, kind]) => isWildcardPath(path) || typeof kind === "string")) return undefined;
  const tuning = [
    "wildcardProjection",
    "weights",
    "default_language",
    "language_override",
    "min",
    "max",
    "bits",
  ];
  const differs = tuning.find((option) => canonical(a.options[option]) !== canonical(b.options[option]));
  return differs ? no("special", `their \`${differs}\` options differ`) : undefined;
}

/** Two indexes with the same keys: one may go. The order is total, so only one of them is ever told to. */
function twins(a: Spec, b: Spec, context: ReplaceContext): Redundancy {
  const twin: Redundancy = {
    verdict: "redundant",
    reason: "twin",
    why: `${show(a)} and ${show(b)} have the same keys`,
  };
  const mutual = !blockedBy(b, a, { ...context, hinted: context.hinted ?? [] });
  if (!mutual) return reserve(a, b, context) ?? twin;
  const stays = context.before ?? identity(b) < identity(a);
  return stays ? twin : no("kept", `${show(a)} stays and ${show(b)} goes`);
}

const identity = (index: Spec): string =>
  canonical([index.keys.map(([path, kind]) => [path, -Number(kind)]), index.name, index.options]);

function reserve(a: Spec, b: Spec, context: ReplaceContext): Redundancy | undefined {
  const full = !flag(b.options, "sparse") && b.options["partialFilterExpression"] === undefined;
  if (full && flag(a.options, "sparse"))
    return info("smaller", `${show(a)} is sparse, so smaller than ${show(b)}`);
  const filter = a.options["partialFilterExpression"];
  if (filter !== undefined && !sameFilter(filter, b.options["partialFilterExpression"]))
    return info("smaller", `${show(a)} is partial, so smaller than ${show(b)}`);
  const array = b.keys.slice(a.keys.length).find(([path]) => isArray(path, context));
  if (array && !a.keys.some(([path]) => isArray(path, context)))
    return info("array", `${show(b)} holds one entry per element of \`${array[0]}\``);
  return undefined;
}

function worthNoting(a: Spec, b: Spec): Redundancy | undefined {
  const [first, only] = [a.keys[0], b.keys[0]];
  if (!first || !only || first[0] !== only[0]) return undefined;
  if (
    a.keys.length === 1 &&
    first[1] === "hashed" &&
    direction(only[1]) !== undefined &&
    !documentsMissing(a, b)
  )
    return info("hashed", `${show(b)} serves the equalities ${show(a)} serves`);
  if (b.keys.length !== 1 || a.keys.length === 1 || direction(only[1]) === undefined) return undefined;
  if (flag(a.options, "unique") || hasTtl(a)) return undefined;
  if (isIdIndex(b.keys)) return info("id-prefix", "an equality on `_id` already finds one document");
  if (!flag(b.options, "unique") || flag(b.options, "hidden") || documentsMissing(a, b)) return undefined;
  return info(
    "unique-prefix",
    `with an equality on \`${only[0]}\` the planner uses only the unique ${show(b)}`,
  );
}

type KeyComparison = "prefix" | "twin" | "keys" | "order" | "special";

function compareKeys(a: KeyPattern, b: KeyPattern): KeyComparison {
  if (a.length === 0 || a.length > b.length) return "keys";
  let turn = 0;
  for (const [at, [path, kind]] of a.entries()) {
    const [otherPath, otherKind] = b[at] ?? ["", 0];
    if (path !== otherPath) return "keys";
    const [mine, theirs] = [direction(kind), direction(otherKind)];
    if (mine === undefined || theirs === undefined) {
      if (kind !== otherKind) return "special";
      continue;
    }
    if (turn !== 0 && turn !== mine * theirs) return "order";
    turn = mine * theirs;
  }
  return a.length === b.length ? "twin" : "prefix";
}

function explainKeys(comparison: KeyComparison, a: KeyPattern, b: KeyPattern): string {
  if (comparison === "order") return `${showKeys(b)} sorts in an order ${showKeys(a)} does not`;
  if (comparison === "special")
    return `${showKeys(a)} and ${showKeys(b)} index the same path in different ways`;
  return `${showKeys(a)} is not a prefix of ${showKeys(b)}`;
}

const isArray = (path: string, context: ReplaceContext): boolean =>
  context.arrays?.some((array) => path === array || path.startsWith(`${array}.`)) ?? false;

const hasTtl = (index: Spec): boolean => index.options["expireAfterSeconds"] !== undefined;
const show = (index: Spec): string => `\`${showKeys(index.keys)}\``;
const no = (reason: RedundancyReason, why: string): Redundancy => ({ verdict: "no", reason, why });
const info = (reason: RedundancyReason, why: string): Redundancy => ({ verdict: "info", reason, why });
