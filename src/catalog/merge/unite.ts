import type {
  Happening,
  Happenings,
  PackageInfo,
  SchemaBuilt,
  SchemaOp,
  Span,
} from "../../interpret/happenings.js";
import { renamed } from "./names.js";
import type { Part, PartFact, PartSite } from "./types.js";

/** All parts together, as if one run had seen it. */
export interface United extends Pick<Happenings, "lines" | "comments" | "packageOf"> {
  /** Not settled yet. */
  readonly list: readonly Happening[];
  readonly sites: readonly PartSite[];
}

/** Puts the parts of a workspace together. */
export function unite(given: readonly Part[]): United {
  const parts = [...given].sort((a, b) => (a.directory < b.directory ? -1 : 1));
  const sites = sitesOf(parts);
  const ids = new Map<string, number>();
  const number = (name: string): number => {
    const known = ids.get(name) ?? ids.size + 1;
    ids.set(name, known);
    return known;
  };
  const list: Happening[] = [];
  const schemas = new Map<number, SchemaBuilt & { ops: SchemaOp[] }>();
  const later: [number, readonly SchemaOp[]][] = [];
  for (const part of parts) {
    const others = parts.filter((each) => each !== part);
    const isSuperseded = supersededBy(part, others);
    for (const told of part.facts) {
      if (isSuperseded(told)) continue;
      if ("schema" in told) {
        later.push([number(told.schema), renamed(told.ops, number) as SchemaOp[]]);
        continue;
      }
      const fact = renamed(told.fact, number) as Happening;
      list.push(fact);
      if (fact.type === "schema") schemas.set(fact.id, fact as SchemaBuilt & { ops: SchemaOp[] });
    }
  }
  for (const [id, ops] of later) schemas.get(id)?.ops.push(...ops);
  return {
    list,
    sites,
    lines: Object.assign({}, ...parts.map(({ lines }) => lines)) as Happenings["lines"],
    comments: Object.assign({}, ...parts.map(({ comments }) => comments)) as Happenings["comments"],
    packageOf: packagesOf(parts),
  };
}

/**
 * Tells what others' runs make needless: a function that they call is no entry of its own, for what it does with unknown
 * arguments says nothing, unless it holds calls of operations that no other way leads to.
 */
function supersededBy(part: Part, others: readonly Part[]): (told: PartFact) => boolean {
  const visited = new Set(others.flatMap(({ visits }) => visits));
  const reached = new Set(
    others.flatMap(({ sites }) => sites.flatMap(({ at, outcome }) => (outcome === null ? [] : [spotOf(at)]))),
  );
  const missed = new Set(part.sites.map(({ at }) => spotOf(at)).filter((spot) => !reached.has(spot)));
  const leadsToMissed = (told: PartFact): boolean => spotsOf(told).some((spot) => missed.has(spot));
  const needed = new Set(part.facts.filter(leadsToMissed).map(({ by }) => by));
  return (told) => {
    if (told.by === null) return false;
    if (told.forced) return spotsOf(told).length > 0 && !leadsToMissed(told);
    return visited.has(told.by) && !needed.has(told.by);
  };
}

const spotOf = ({ file, start }: Span): string => `${file}:${start}`;

/** The calls that led to a query. */
function spotsOf(told: PartFact): readonly string[] {
  if ("schema" in told || told.fact.type !== "query") return [];
  const { at, through } = told.fact as unknown as { readonly at: Span; readonly through: readonly Span[] };
  return [at, ...through].map(spotOf);
}

const rank = { query: 3, "look-alike": 2, unknown: 1 } as const;
const rankOf = ({ outcome }: PartSite): number => (outcome === null ? 0 : rank[outcome]);

/** Every call of an operation's name in the parts' files, with the best that any part made of it. */
function sitesOf(parts: readonly Part[]): PartSite[] {
  const found = new Map<string, PartSite>();
  for (const { sites, files } of parts)
    for (const site of sites) if (site.at.file in files) found.set(spotOf(site.at), site);
  for (const { sites } of parts)
    for (const site of sites) {
      const known = found.get(spotOf(site.at));
      if (known && rankOf(site) > rankOf(known)) found.set(spotOf(site.at), site);
    }
  return [...found.values()];
}

/** The package of a file is that of the nearest folder that has one. */
function packagesOf(parts: readonly Part[]): (file: string) => PackageInfo {
  const byDirectory = new Map(
    parts.flatMap(({ packages }) => packages.map((each) => [each.directory, each] as const)),
  );
  const nothing: PackageInfo = { name: ".", directory: "", mongooseMajor: null, dependsOn: [] };
  return (file) => {
    for (let folder = file; folder !== "";) {
      folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/")));
      const found = byDirectory.get(folder);
      if (found) return found;
    }
    return nothing;
  };
}
