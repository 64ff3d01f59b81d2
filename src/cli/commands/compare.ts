import { compare } from "../../catalog/compare.js";
import { renderDifferences } from "../../report/differences.js";
import { paintFor } from "../../report/paint.js";
import { UserError } from "../../workspace/error.js";
import { usageKey } from "../database.js";
import { wantsColour } from "../io.js";
import type { Command } from "../run.js";
import { sideOf } from "../sides.js";
import { deliver } from "../write.js";

/** `analyze-indexes compare <wanted> <actual> [root]`: the drift between two catalogs; 1 when there is any. */
export const compareCommand: Command = async (invocation, io) => {
  const [wantedName, actualName, root] = invocation.positionals;
  if (!wantedName || !actualName)
    throw new UserError('"compare" needs two sides', "for example compare source database --uri …");
  const wanted = await sideOf(wantedName, root, invocation, io);
  const actual = await sideOf(actualName, root, invocation, io);
  const differences = compare(wanted.catalog, actual.catalog);
  const file = invocation.values.output ?? null;
  const paint = paintFor(file === null && wantsColour(io.stdout, io.env));
  const sides = { wanted: wanted.name, actual: actual.name };
  const usage = (collection: string, index: string) => actual.usage?.get(usageKey(collection, index));
  const text = invocation.flags.has("json")
    ? `${JSON.stringify(differences, null, 2)}\n`
    : renderDifferences(differences, sides, paint, usage);
  deliver(text, file, io);
  return differences.length > 0 ? 1 : 0;
};
