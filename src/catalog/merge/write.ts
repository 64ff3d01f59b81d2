import type { Cause } from "../../interpret/part.js";
import type { Caused, Observed } from "../../interpret/observe.js";
import { renamed } from "./names.js";
import type { NamedFact, PartFact } from "./types.js";

const unitOf = ({ file, fn }: Cause): string => (fn === null ? file : `${file}#${fn}`);

/** What a part tells of everything seen: what its own code did, named so that every part names it alike. */
export function factsOf({ facts }: Observed, own: ReadonlySet<string>): readonly PartFact[] {
  const names = namesOf(facts);
  const name = (id: number): string => names.get(id) ?? `?${id}`;
  const isOwn = ({ fact, cause }: Caused): boolean =>
    own.has(cause?.file ?? fact.at.file) ||
    cause?.madeBy !== undefined ||
    (cause === null && fact.type === "gap");
  return once(
    facts.flatMap((caused): PartFact[] => {
      const { fact, cause, later } = caused;
      if (isOwn(caused)) {
        const named = renamed(fact.type === "query" ? { ...fact, id: 0 } : fact, name) as NamedFact;
        return [{ ...seen(cause), fact: named }];
      }
      return later
        .filter(({ cause }) => own.has(cause.file) || cause.madeBy !== undefined)
        .map(({ op, cause }) => ({
          ...seen(cause),
          schema: name(fact.type === "schema" ? fact.id : 0),
          ops: [renamed(op, name) as typeof op],
        }));
    }),
  );
}

const seen = (cause: Cause | null) => ({
  by: cause && unitOf(cause),
  ...(cause?.forced && { forced: true as const }),
  ...(cause?.madeBy !== undefined && { made: true as const }),
});

/** A name for each schema and registration: who made it, where, and the how-manieth there. */
function namesOf(facts: readonly Caused[]): ReadonlyMap<number, string> {
  const counts = new Map<string, number>();
  return new Map(
    facts.flatMap(({ fact, cause }): [number, string][] => {
      if (fact.type !== "schema" && fact.type !== "model") return [];
      const spot = `${cause?.madeBy === undefined ? "" : `${cause.madeBy}>`}${cause ? unitOf(cause) : ""}>${fact.type}@${fact.at.file === cause?.file ? "" : fact.at.file}:${fact.at.start}`;
      const count = (counts.get(spot) ?? 0) + 1;
      counts.set(spot, count);
      return [[fact.id, count === 1 ? spot : `${spot}~${count}`]];
    }),
  );
}

function once(facts: readonly PartFact[]): PartFact[] {
  return [...new Map(facts.map((each) => [JSON.stringify(each), each])).values()];
}
