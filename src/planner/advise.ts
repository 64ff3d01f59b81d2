import { withArrays } from "./arrays.js";
import { canonical } from "./canonical.js";
import { certify, explainDrop } from "./certify.js";
import type { Drop, ShapeCertificate } from "./certify.js";
import { coverDemands, newIndexes } from "./cover-demands.js";
import { readShape, serves } from "./demand.js";
import type { Demand, Shape } from "./demand.js";
import { flag, isIdIndex, specOf } from "./keys.js";
import { plan } from "./plan.js";
import { helpsNeed } from "./serves.js";
import type { AnyIndex, IndexSpec } from "./types.js";
import { MAX_INDEXES } from "./validity.js";

type Spec = Required<IndexSpec>;

/** What advice must respect besides the queries. */
export interface AdviceOptions {
  /** Paths the schema declares as arrays. */
  readonly arrays?: readonly string[];
  /** Names of indexes that must stay: hinted somewhere, or kept on purpose. */
  readonly keep?: readonly string[];
}

/** The fewest indexes that serve all queries, against those there are. */
export interface Advice {
  /** Indexes to create. */
  readonly add: readonly Spec[];
  readonly drop: readonly Drop[];
  /** Names of the existing indexes that stay. */
  readonly keep: readonly string[];
  readonly shapes: readonly ShapeCertificate[];
  /** Proven to be the fewest: always up to 40 shapes; beyond, when the search ends within its steps. */
  readonly exact: boolean;
  readonly warnings: readonly string[];
}

const ID: Spec = { keys: [["_id", 1]], options: { unique: true }, name: "_id_" };

/** The fewest indexes that serve all shapes in full, with what there is already (A8–A25). */
export function advise(
  shapes: readonly Shape[],
  existing: readonly AnyIndex[],
  options: AdviceOptions = {},
): Advice {
  const arrays = new Set(options.arrays ?? []);
  const told = (spec: Spec): Spec => withArrays(spec, arrays);
  const specs = existing.map((index) => told(specOf(index)));
  const readings = shapes.map((shape, at) => readShape(shape, at, arrays));
  const demands = readings.flatMap((reading) => ("demands" in reading ? reading.demands : []));
  const certified = (indexes: readonly Spec[]): ShapeCertificate[] =>
    readings.map((reading, at) => certify(reading, at, shapes[at]?.id, indexes));

  const mustStay = specs.filter((spec) => isKept(spec, shapes, options));
  const mayGo = specs.filter((spec) => !mustStay.includes(spec));
  const fixed = [ID, ...mustStay];
  const open = demands.filter((demand) => !fixed.some((index) => serves(index, demand)));
  const { reused, groups, exact } = coverDemands(open, mayGo, arrays);
  const add = newIndexes(groups, arrays, specs);
  const chosen = [...fixed, ...reused, ...add.map(told)];

  const short = new Set(
    certified(chosen).flatMap(({ status, shape }) => (status === "served" ? [] : [shape])),
  );
  const spare = mayGo.filter((spec) => !reused.includes(spec));
  const helpful = spare.filter((spec) => helps(spec, short, shapes, demands));
  const final = [...chosen, ...helpful];
  return {
    add,
    drop: spare.filter((spec) => !helpful.includes(spec)).map((spec) => explainDrop(spec, final, demands)),
    keep: specs.filter((spec) => final.includes(spec)).map(({ name }) => name),
    shapes: certified(final),
    exact,
    warnings: warningsFor(final.length),
  };
}

/** Never given up: constraints, expiry, hints, special and hidden indexes (A18, A24). */
function isKept({ keys, options, name }: Spec, shapes: readonly Shape[], { keep }: AdviceOptions): boolean {
  const special = keys.some(([path, kind]) => typeof kind !== "number" || path.endsWith("$**"));
  const bound =
    flag(options, "unique") || options["expireAfterSeconds"] !== undefined || flag(options, "hidden");
  const named = keep?.includes(name) ?? false;
  return special || bound || named || isIdIndex(keys) || shapes.some((shape) => hints(shape, keys, name));
}

const hints = ({ hint }: Shape, keys: IndexSpec["keys"], name: string): boolean =>
  hint === name ||
  (typeof hint === "object" && hint !== null && canonical(Object.entries(hint)) === canonical(keys));

/** Could a plan for a shape that is not served in full use this index? */
function helps(
  index: Spec,
  short: ReadonlySet<number>,
  shapes: readonly Shape[],
  demands: readonly Demand[],
): boolean {
  return (
    shapes.some(
      (shape, at) => short.has(at) && plan({ ...shape, noIdIndex: true }, [index]).candidates.length > 0,
    ) || demands.some(({ shape, need, query }) => short.has(shape) && helpsNeed(index, need, query))
  );
}

const MANY_INDEXES = 15;

function warningsFor(count: number): string[] {
  if (count > MAX_INDEXES) return [`${count} indexes; a collection may have ${MAX_INDEXES} (I27)`];
  return count > MANY_INDEXES ? [`${count} indexes: each costs every write (A25)`] : [];
}
