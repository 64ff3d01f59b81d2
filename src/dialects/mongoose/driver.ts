import { freeze } from "../../interpret/freeze.js";
import type { ModelRef, OperationIssued, Span } from "../../interpret/happenings.js";
import type { Machine, Site } from "../../interpret/machine.js";
import { enclosing } from "../../interpret/provenance.js";
import { tell } from "../../interpret/tell.js";
import { unknown, type Value } from "../../interpret/values.js";

/** An operation on indexes: createIndex, dropIndex, collMod, syncIndexes … */
export function operationsOf(m: Machine, kind: string, ref: ModelRef, site: Site): Value {
  const direction = directionOf(m);
  const issued: OperationIssued = {
    type: "operation",
    kind,
    model: ref,
    args: site.args.map((a) => freeze(m, a)),
    at: placeOf(m, site.name),
    in: enclosing(m.frames, m.frames.length - 1),
    migration:
      m.project.isMigration(site.name.file) || m.frames.some((f) => m.project.isMigration(f.mod.file)),
    ...(direction && { direction }),
    ...(m.branch > 0 && { maybe: true as const }),
  };
  tell(m, issued);
  return unknown("the result of an index operation");
}

/** Where a migration asks for it: what a helper of several migrations does is done in the order of those. */
function placeOf(m: Machine, name: Span): Span {
  const file = m.frames[0]?.mod.file;
  if (file === undefined || file === name.file || !m.project.isMigration(file)) return name;
  return m.frames.findLast(({ call }) => call?.file === file)?.call ?? name;
}

const back = /^(down|rollback|revert|undo)$/;
const forth = /^(up|migrate)$/;

/** Which way the function of a migration goes that we are in. */
function directionOf({ frames, project }: Machine): "up" | "down" | undefined {
  for (const { fn, callee, mod } of frames) {
    const name = fn?.name ?? callee ?? "";
    if (name === "up" || name === "down") return name;
    if (!project.isMigration(mod.file)) continue;
    if (back.test(name)) return "down";
    if (forth.test(name)) return "up";
  }
  return undefined;
}
