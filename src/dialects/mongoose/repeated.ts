import type { SchemaOp } from "../../interpret/happenings.js";
import type { Machine } from "../../interpret/machine.js";
import { perRun } from "../../interpret/per-run.js";

/** In which entry each operation was done. */
const entries = perRun((): WeakMap<SchemaOp, number> => new WeakMap());

/**
 * Adds what is done to a schema; false: another entry did the same at the same place. Entries are ways into one program, which
 * does it once; what one run does twice is done twice.
 */
export function doOnce(m: Machine, ops: SchemaOp[], done: SchemaOp): boolean {
  const entryOf = entries(m);
  entryOf.set(done, m.entry);
  const isHere = ({ op, at }: SchemaOp): boolean =>
    op === done.op && at.start === done.at.start && at.file === done.at.file;
  const others = ops.filter((each) => isHere(each) && entryOf.get(each) !== m.entry);
  const same = others.find((each) => JSON.stringify(each.args) === JSON.stringify(done.args));
  if (!same) return ops.push(done) > 0;
  if (!same.maybe || done.maybe) return false;
  ops[ops.indexOf(same)] = done;
  return true;
}
