import { freeze } from "../../interpret/freeze.js";
import type { ModelRef, OperationIssued } from "../../interpret/happenings.js";
import type { Frame, Machine, Site } from "../../interpret/machine.js";
import { enclosing } from "../../interpret/provenance.js";
import { unknown, type Value } from "../../interpret/values.js";

/** An operation on indexes: createIndex, dropIndex, collMod, syncIndexes … */
export function operationsOf(m: Machine, kind: string, ref: ModelRef, site: Site): Value {
  const direction = directionOf(m.frames);
  const issued: OperationIssued = {
    type: "operation",
    kind,
    model: ref,
    args: site.args.map((a) => freeze(m, a)),
    at: site.name,
    in: enclosing(m.frames, m.frames.length - 1),
    migration:
      m.project.isMigration(site.name.file) || m.frames.some((f) => m.project.isMigration(f.mod.file)),
    ...(direction && { direction }),
    ...(m.branch > 0 && { maybe: true as const }),
  };
  m.happenings.push(issued);
  return unknown("the result of an index operation");
}

/** `up` or `down`: the function of a migration we are in. */
function directionOf(frames: readonly Frame[]): "up" | "down" | undefined {
  for (const f of frames) {
    const name = f.fn?.name ?? f.callee;
    if (name === "up" || name === "down") return name;
  }
  return undefined;
}
