import type { Need } from "./need.js";
import type { SortKey } from "./order.js";
import { areParallel } from "./validity.js";

/** A key that serves several needs, in order. */
export interface SharedKey {
  readonly keys: readonly (readonly [path: string, kind: 1 | -1 | "2d" | "2dsphere"])[];
  readonly collation: string;
}

const MAX_KEYS = 32;

/** The first `paths.length` keys must be these paths, in any order; `exactly` the last of them stands last. */
type Cut = readonly string[];

/** Finds one key that serves all of these needs in full (A21, A23); undefined when there is none. */
export function sharedKey(needs: readonly Need[], arrays: ReadonlySet<string>): SharedKey | undefined {
  const collation = commonCollation(needs);
  if (collation === undefined) return undefined;
  const geo = needs.find((need) => need.geo);
  if (geo) return geoKey(geo, needs, collation);
  const cuts = chain(needs.flatMap(cutsOf));
  const starts = cuts && withFirstRanges(needs, cuts);
  if (!starts) return undefined;
  const paths = layOut(starts, needs);
  if (paths.length > MAX_KEYS || hasParallel(paths, arrays)) return undefined;
  const signs = signsOf(needs, paths);
  return signs && { keys: paths.map((path) => [path, signs.get(path) ?? 1]), collation };
}

function commonCollation(needs: readonly Need[]): string | undefined {
  const fixed = new Set(needs.flatMap(({ collation }) => (collation === null ? [] : [collation])));
  return fixed.size > 1 ? undefined : ([...fixed][0] ?? "");
}

function geoKey(lead: Need, needs: readonly Need[], collation: string): SharedKey | undefined {
  const id = geoIdentity(lead);
  if (!lead.geo || needs.some((need) => geoIdentity(need) !== id)) return undefined;
  const { path, kind } = lead.geo;
  const points = lead.points.map((point) => [point, 1] as const);
  return { keys: kind === "2d" ? [[path, kind], ...points] : [...points, [path, kind]], collation };
}

const geoIdentity = ({ geo, points }: Need): string => JSON.stringify([geo, [...points].sort()]);

function cutsOf({ points, sort }: Need): Cut[] {
  const cuts: Cut[] = points.length > 0 ? [points] : [];
  let paths = points;
  for (const key of sort) {
    if (paths.includes(key.path)) continue;
    paths = [...paths, key.path];
    cuts.push(paths);
  }
  return cuts;
}

/** Orders the cuts by inclusion; undefined when they do not nest. */
function chain(cuts: readonly Cut[]): Cut[] | undefined {
  const sorted = [...cuts].sort((a, b) => a.length - b.length);
  const result: Cut[] = [];
  for (const cut of sorted) {
    const last = result.at(-1) ?? [];
    if (!last.every((path) => cut.includes(path))) return undefined;
    if (cut.length > last.length) result.push(cut);
  }
  return result;
}

const byLength = (cuts: readonly Cut[], length: number): Cut | undefined =>
  cuts.find((cut) => cut.length === length);

/** Without a sort a range must come right after the equalities: adds the cuts this takes. */
function withFirstRanges(needs: readonly Need[], cuts: readonly Cut[]): Cut[] | undefined {
  const result = [...cuts];
  const lengths = new Set(needs.filter(startsWithRange).map((need) => need.points.length));
  for (const length of [...lengths].sort((a, b) => a - b)) {
    const here = needs.filter((need) => startsWithRange(need) && need.points.length === length);
    const base = here[0]?.points ?? [];
    const next = cuts.find((cut) => cut.length > length);
    const choices = (here[0]?.ranges ?? []).filter(
      (path) =>
        here.every((need) => need.ranges.includes(path)) &&
        !base.includes(path) &&
        (!next || next.includes(path)),
    );
    const [path] = choices;
    if (path === undefined) return undefined;
    if (!byLength(result, length + 1)) result.push([...base, path]);
  }
  return result.sort((a, b) => a.length - b.length);
}

const startsWithRange = (need: Need): boolean => need.sort.length === 0 && need.ranges.length > 0;

function layOut(cuts: readonly Cut[], needs: readonly Need[]): string[] {
  const paths: string[] = [];
  for (const cut of cuts) for (const path of cut) if (!paths.includes(path)) paths.push(path);
  for (const need of needs) for (const path of need.ranges) if (!paths.includes(path)) paths.push(path);
  return paths;
}

const hasParallel = (paths: readonly string[], arrays: ReadonlySet<string>): boolean =>
  arrays.size > 0 && paths.some((a, at) => paths.slice(0, at).some((b) => areParallel(a, b, arrays)));

/** Each sort holds up to a flip of its own: two-colours the signs. */
function signsOf(needs: readonly Need[], paths: readonly string[]): Map<string, 1 | -1> | undefined {
  const signs = new Map<string, 1 | -1>();
  const sorts = needs.map((need) => need.sort).filter((sort) => sort.length > 0);
  let open = sorts;
  while (open.length > 0) {
    const next = open.find((sort) => sort.some((key) => signs.has(key.path))) ?? open[0];
    if (!next || !applySort(next, signs)) return undefined;
    open = open.filter((sort) => sort !== next);
  }
  return new Map(paths.map((path) => [path, signs.get(path) ?? 1]));
}

function applySort(sort: readonly SortKey[], signs: Map<string, 1 | -1>): boolean {
  const known = sort.find((key) => signs.has(key.path));
  const flip = known ? (signs.get(known.path) ?? 1) * known.direction : 1;
  for (const { path, direction } of sort) {
    const sign = direction * flip > 0 ? 1 : -1;
    const own = signs.get(path);
    if (own !== undefined && own !== sign) return false;
    signs.set(path, sign);
  }
  return true;
}
