import { plan, type Advice, type AnyIndex, type Candidate, type Shape } from "../../src/planner/index.js";

/**
 * Checks an advice with nothing but `plan()`: every claim it makes about a shape must show in the planner's
 * own candidates. Returns the claims that do not hold.
 */
export function falseClaims(
  advice: Advice,
  shapes: readonly Shape[],
  existing: readonly AnyIndex[],
): string[] {
  const names = (indexes: readonly AnyIndex[]): string[] => indexes.map((index) => index.name ?? "");
  const gone = new Set(advice.drop.map(({ index }) => index));
  const staying = existing.filter((index) => !gone.has(index.name ?? ""));
  const final = [...staying, ...advice.add];
  const wrong: string[] = [];
  if (names(staying).join() !== advice.keep.join()) wrong.push("keep and drop do not add up");
  for (const { shape: at, status, by } of advice.shapes) {
    const shape = shapes[at];
    if (!shape) wrong.push(`there is no shape ${at}`);
    else if (status === "served" && !isServed(shape, by, final))
      wrong.push(`shape ${at} is not served by ${JSON.stringify(by)}`);
    else if (status === "unservable" && isLedByPoint(shape, final))
      wrong.push(`shape ${at} is served after all`);
  }
  for (const drop of advice.drop)
    for (const name of drop.by)
      if (!names(final).includes(name) && name !== "_id_") wrong.push(`${name} takes over but does not stay`);
  for (const [at, shape] of shapes.entries())
    if (rank(shape, existing) > rank(shape, final)) wrong.push(`shape ${at} loses by the advice`);
  return wrong;
}

type Services = Advice["shapes"][number]["by"];

function isServed(shape: Shape, by: Services, indexes: readonly AnyIndex[]): boolean {
  const { candidates, sort } = plan(shape, indexes);
  const wantsSort = shape.sort !== undefined && shape.sort !== null;
  return by.every((service) => {
    const named = candidates.filter(({ name }) => name === service.index);
    return named.some((candidate) => keepsSplit(candidate, service, wantsSort && sort === "index"));
  });
}

/** The key starts with the equalities, gives the order, and holds the ranges. */
function keepsSplit(candidate: Candidate, service: Services[number], ordered: boolean): boolean {
  const keys = Object.keys(candidate.key);
  const lead = new Set(keys.slice(0, service.equality.length));
  const findsOne = candidate.bounded === keys.length && keys.every((path) => service.equality.includes(path));
  if (findsOne) return true;
  const starts =
    service.equality.every((path) => lead.has(path)) && candidate.bounded >= service.equality.length;
  const sorts = service.sort.length === 0 || (ordered && candidate.sort === "index");
  const bounded = new Set([...keys.slice(0, candidate.bounded), ...(candidate.loose ?? [])]);
  const held = service.range.every((path) => typeof candidate.key[path] === "string" || bounded.has(path));
  const next =
    service.sort.length > 0 || service.range.length === 0 || candidate.bounded > service.equality.length;
  return starts && sorts && held && next;
}

const isLedByPoint = (shape: Shape, indexes: readonly AnyIndex[]): boolean =>
  plan(shape, indexes).access === "id";

/** 0 scan of everything, 1 some bounds, 2 bounds and order; a step down is a loss. */
function rank(shape: Shape, indexes: readonly AnyIndex[]): number {
  const { candidates, sort } = plan(shape, indexes);
  const bounded = candidates.some((candidate) => candidate.bounded > 0);
  const inOrder = candidates.some((candidate) => candidate.bounded > 0 && candidate.sort === "index");
  if (Object.keys(shape.filter ?? {}).length === 0) return sort === "memory" ? 0 : 2;
  return bounded ? (shape.sort && !inOrder ? 1 : 2) : 0;
}
