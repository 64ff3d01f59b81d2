import type {
  Happening,
  Happenings,
  PackageInfo,
  SchemaBuilt,
  SchemaOp,
} from "../../interpret/happenings.js";
import { renamed } from "./names.js";
import { withoutNeedless } from "./needless.js";
import { importersFirst, inOrder } from "./order.js";
import type { Part, PartSite } from "./types.js";

/** All parts together, as if one run had seen it. */
export interface United extends Pick<Happenings, "lines" | "comments" | "packageOf"> {
  /** Not settled yet. */
  readonly list: readonly Happening[];
  readonly sites: readonly PartSite[];
}

/** Puts the parts of a workspace together. */
export function unite(given: readonly Part[]): United {
  const parts = importersFirst(given);
  const ids = new Map<string, number>();
  const number = (name: string): number => {
    const known = ids.get(name) ?? ids.size + 1;
    ids.set(name, known);
    return known;
  };
  const list: Happening[] = [];
  const schemas = new Map<number, SchemaBuilt & { ops: SchemaOp[] }>();
  const later: [number, readonly SchemaOp[]][] = [];
  for (const told of inOrder(parts, withoutNeedless(parts))) {
    if ("schema" in told) {
      later.push([number(told.schema), renamed(told.ops, number) as SchemaOp[]]);
      continue;
    }
    const fact = renamed(told.fact, number) as Happening;
    list.push(fact);
    if (fact.type === "schema") schemas.set(fact.id, fact as SchemaBuilt & { ops: SchemaOp[] });
  }
  for (const [id, ops] of later) schemas.get(id)?.ops.push(...ops);
  return {
    list,
    sites: sitesOf(parts),
    lines: Object.assign({}, ...parts.map(({ lines }) => lines)) as Happenings["lines"],
    comments: Object.assign({}, ...parts.map(({ comments }) => comments)) as Happenings["comments"],
    packageOf: packagesOf(parts),
  };
}

const rank = { query: 3, "look-alike": 2, unknown: 1 } as const;
const keyOf = ({ at }: PartSite): string => `${at.file}:${at.start}`;
const rankOf = ({ outcome }: PartSite): number => (outcome === null ? 0 : rank[outcome]);

/** Every call of an operation's name in the parts' files, with the best that any part made of it. */
function sitesOf(parts: readonly Part[]): PartSite[] {
  const found = new Map<string, PartSite>();
  for (const { sites, files } of parts)
    for (const site of sites) if (site.at.file in files) found.set(keyOf(site), site);
  for (const { sites } of parts)
    for (const site of sites) {
      const known = found.get(keyOf(site));
      if (known && rankOf(site) > rankOf(known)) found.set(keyOf(site), site);
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
