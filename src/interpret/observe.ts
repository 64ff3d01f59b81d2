import type { Project } from "../workspace/types.js";
import type { Dialect } from "./dialect.js";
import type { Happening, Happenings, SchemaOp } from "./happenings.js";
import { filesOf, follow, readErrors, textsOf } from "./index.js";
import { unitOf, type Cause } from "./part.js";
import type { SiteSeen } from "./sites.js";

/** A fact, and what ran when it was seen; null: nothing in particular. */
export interface Caused {
  readonly fact: Happening;
  readonly cause: Cause | null;
  /** A schema's ops that were done by others than who made it. */
  readonly later: readonly { readonly op: SchemaOp; readonly cause: Cause }[];
}

/** What the files of a part did, before anything is concluded from it. */
export interface Observed extends Pick<Happenings, "lines" | "comments"> {
  /** In the order they were seen, those of other files too. */
  readonly facts: readonly Caused[];
  /** Functions of other files that the part's own code follows from its calls, and from where. */
  readonly visits: { readonly [unit: string]: readonly string[] };
  /** Calls of operation names in the part's own files, and those in others that its code leads to. */
  readonly sites: readonly SiteSeen[];
  /** Every file that was read. */
  readonly read: readonly string[];
}

/** Interprets the files of a part, and of the others what those rest on. */
export function observe(project: Project, dialects: readonly Dialect[]): Observed {
  const m = follow(project, dialects);
  const causes = m.part?.causes;
  const laterOps = (fact: Happening, by: Cause | null): Caused["later"] =>
    fact.type !== "schema"
      ? []
      : fact.ops.flatMap((op) => {
          const cause = causes?.get(op);
          return cause && by && unitOf(cause.file, cause.fn) !== unitOf(by.file, by.fn)
            ? [{ op, cause }]
            : [];
        });
  const facts = [...m.happenings, ...readErrors(m)].map((fact): Caused => {
    const cause = causes?.get(fact) ?? null;
    return { fact, cause, later: laterOps(fact, cause) };
  });
  const sites = [...m.sites.seen.values()].filter(({ at, outcome }) =>
    project.own?.has(at.file) ? m.gated.has(at.file) : outcome !== null,
  );
  const visits = [...(m.part?.visits ?? [])]
    .flatMap(([fn, { unit, from }]) => (m.cut.has(fn) ? [] : [[unit, [...from].sort()] as const]))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    facts,
    visits: Object.fromEntries(visits),
    sites,
    read: [...m.modules.keys()].sort(),
    ...textsOf(
      m,
      new Set([...facts.flatMap(({ fact }) => filesOf(fact)), ...sites.map(({ at }) => at.file)]),
    ),
  };
}
