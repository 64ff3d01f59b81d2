import type { Subject } from "../../src/report/types.js";
import { library } from "../report/library.js";

/** A project of `n` models like the library's Loan, each with its queries and findings. */
export function crowd(n: number): Subject {
  const [loan] = library.catalog.models;
  const [loans] = library.catalog.collections;
  const queries = library.catalog.queries.filter(({ plan }) => plan !== null);
  const [unindexed, redundant] = library.report.findings;
  if (!loan || !loans || !unindexed || !redundant) throw new Error("the library has a model with findings");
  const ids = Array.from({ length: n }, (_, i) => ({
    id: `src/models/m${i}.ts#Ledger${i}`,
    name: `Ledger${i}`,
  }));
  const findings = ids.flatMap(({ id }, i) =>
    i % 3 === 0
      ? [
          { ...unindexed, id: `${id}|scan`, model: id },
          { ...redundant, id: `${id}|redundant`, model: id },
        ]
      : [],
  );
  const errors = findings.length / 2;
  return {
    ...library,
    catalog: {
      ...library.catalog,
      models: ids.map(({ id, name }) => ({ ...loan, id, name, collection: name.toLowerCase() })),
      collections: ids.map(({ id, name }) => ({ ...loans, name: name.toLowerCase(), models: [id] })),
      queries: ids.flatMap(({ id, name }) =>
        queries.map((query) => ({ ...query, modelId: id, model: name })),
      ),
    },
    report: {
      ...library.report,
      findings,
      summary: { ...library.report.summary, models: n, indexes: 3 * n, errors, warnings: errors, infos: 0 },
    },
  };
}
