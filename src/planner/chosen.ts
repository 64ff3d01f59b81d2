import type { Access, Candidate, Result, SortPlan } from "./types.js";

/** The plan a result amounts to when one must be named. */
export interface ChosenPlan {
  readonly access: Access;
  /** Name of the chosen index. */
  readonly index?: string;
  readonly bounded: number;
  readonly tight: boolean;
  readonly sort: SortPlan;
  readonly covered: boolean;
  readonly residual: readonly string[];
  /** For access "or": one per branch. */
  readonly branches?: readonly ChosenPlan[];
}

/** Picks the best single candidate: by `_id`s, most bounded, tight, in order, by points, covered; or the best per `$or` branch. */
export function chosen(result: Result): ChosenPlan {
  const { access } = result;
  const single = best(result.candidates.filter(({ branch }) => branch === undefined));
  if (single && (single.bounded > 0 || access !== "or")) {
    const branched = single.bounded === 0 ? branches(result) : undefined;
    return branched ?? planOf(single, access === "or" ? "index" : accessOf(result, single));
  }
  return branches(result) ?? nothing(result, single);
}

const accessOf = ({ access }: Result, candidate: Candidate): Access =>
  access === "id" && candidate.name !== "_id_" ? "index" : access;

function nothing(result: Result, single: Candidate | undefined): ChosenPlan {
  if (single) return planOf(single, "index");
  const { access, sort } = result;
  return { access, bounded: 0, tight: false, sort, covered: false, residual: [] };
}

function branches(result: Result): ChosenPlan | undefined {
  const byBranch = new Map<number, Candidate[]>();
  for (const candidate of result.candidates)
    if (candidate.branch !== undefined)
      byBranch.set(candidate.branch, [...(byBranch.get(candidate.branch) ?? []), candidate]);
  const picked = [...byBranch].sort(([a], [b]) => a - b).flatMap(([, candidates]) => best(candidates) ?? []);
  if (picked.length === 0) return undefined;
  const plans = picked.map((candidate) => planOf(candidate, "index"));
  const inOrder = plans.every((plan) => plan.sort === "index");
  return {
    access: result.access === "text" || result.access === "geo" ? result.access : "or",
    bounded: Math.min(...plans.map((plan) => plan.bounded)),
    tight: plans.every((plan) => plan.tight),
    sort: plans[0]?.sort === "none" ? "none" : inOrder ? "index" : "memory",
    covered: plans.every((plan) => plan.covered),
    residual: [...new Set(plans.flatMap((plan) => plan.residual))],
    branches: plans,
  };
}

function planOf(candidate: Candidate, access: Access): ChosenPlan {
  const { name, bounded, tight, sort, covered, residual } = candidate;
  return { access, index: name, bounded, tight, sort, covered, residual };
}

const merits = (candidate: Candidate): readonly number[] => [
  candidate.name === "_id_" && candidate.bounded > 0 && !candidate.ranged ? 1 : 0,
  candidate.bounded,
  Number(candidate.tight),
  Number(candidate.sort === "index"),
  Number(!candidate.ranged),
  Number(candidate.covered),
  -candidate.residual.length,
];

function best(candidates: readonly Candidate[]): Candidate | undefined {
  return candidates.reduce<Candidate | undefined>(
    (top, next) => (top && !beats(next, top) ? top : next),
    undefined,
  );
}

function beats(a: Candidate, b: Candidate): boolean {
  const theirs = merits(b);
  const difference = merits(a)
    .map((merit, at) => merit - (theirs[at] ?? 0))
    .find((delta) => delta !== 0);
  return (difference ?? 0) > 0;
}
