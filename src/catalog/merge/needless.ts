import type { Span } from "../../interpret/happenings.js";
import { namesIn } from "./names.js";
import { byDirectory } from "./order.js";
import type { Part, PartFact } from "./types.js";

/**
 * The facts of all parts (importers first) but those that a run of the whole would not have seen: a function that others
 * call is no entry of its own, for what it does with unknown arguments says nothing. What it made is kept where others
 * build on it, and all of it where it holds calls of operations that no other way leads to.
 */
export function withoutNeedless(parts: readonly Part[]): ReadonlySet<PartFact> {
  const visited = new Set<string>();
  const reached = new Set<string>();
  const kept = new Set<PartFact>();
  const makers = makersOf(parts);
  for (const part of parts) {
    const sites = new Set(part.sites.map(({ at }) => spotOf(at)));
    const leadsToMissed = (told: PartFact): boolean =>
      spotsOf(told).some((spot) => sites.has(spot) && !reached.has(spot));
    const needed = new Set(part.facts.filter(leadsToMissed).map(({ by }) => by));
    const isDue = (unit: string | null): boolean => unit === null || !visited.has(unit) || needed.has(unit);
    const due = part.facts.filter((told) => {
      if (told.made) return makers.get(lotOf(told)) === part;
      return told.forced ? isMade(told) || leadsToMissed(told) : isDue(told.by);
    });
    for (const [unit, from] of Object.entries(part.visits)) if (from.some(isDue)) visited.add(unit);
    for (const told of due) for (const spot of spotsOf(told)) reached.add(spot);
    for (const told of due) kept.add(told);
  }
  keepFoundations(
    parts.flatMap(({ facts }) => facts),
    kept,
  );
  return kept;
}

/** Of a function's closures the first stands for all that ask the same model: whose it is. */
function makersOf(parts: readonly Part[]): ReadonlyMap<string, Part> {
  const makers = new Map<string, Part>();
  for (const part of parts.toSorted(byDirectory))
    for (const told of part.facts) {
      const lot = lotOf(told);
      if (told.made && told.by !== null && !makers.has(lot)) makers.set(lot, part);
    }
  return makers;
}

const lotOf = (told: PartFact): string =>
  `${told.by ?? ""} ${"fact" in told && told.fact.type === "query" ? JSON.stringify(told.fact["model"]) : ""}`;

/** Adds the schemas and registrations that kept facts speak of. */
function keepFoundations(all: readonly PartFact[], kept: Set<PartFact>): void {
  const dropped = new Map(
    all.flatMap((told) =>
      isMade(told) && !kept.has(told) ? [[String(told.fact["id"]), told] as const] : [],
    ),
  );
  if (dropped.size === 0) return;
  for (const told of kept)
    for (const name of namesIn("schema" in told ? told.ops : told.fact)) {
      const foundation = dropped.get(name);
      if (foundation) kept.add(foundation);
    }
}

const isMade = (told: PartFact): told is Extract<PartFact, { fact: unknown }> =>
  "fact" in told && (told.fact.type === "schema" || told.fact.type === "model");

const spotOf = ({ file, start }: Span): string => `${file}:${start}`;

/** The calls that led to a query; none for any other fact. */
function spotsOf(told: PartFact): readonly string[] {
  if ("schema" in told || told.fact.type !== "query") return [];
  const { at, through } = told.fact as unknown as { readonly at: Span; readonly through: readonly Span[] };
  return [at, ...through].map(spotOf);
}
