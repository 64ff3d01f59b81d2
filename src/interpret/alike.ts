import { isDeepStrictEqual } from "node:util";
import type { Datum, Span } from "./happenings.js";
import type { Machine } from "./machine.js";
import { perRun } from "./per-run.js";

const toldOf = perRun(() => new Map<string, Map<number, (readonly Datum[])[]>>());

/**
 * The arguments of a call: those told before where they read the same. A call is told of once for each model and each caller
 * that leads to it, and most of them hand it the same.
 */
export function shared(m: Machine, { file, start }: Span, args: readonly Datum[]): readonly Datum[] {
  const inFile = toldOf(m).get(file) ?? new Map<number, (readonly Datum[])[]>();
  toldOf(m).set(file, inFile);
  const told = inFile.get(start) ?? [];
  inFile.set(start, told);
  const known = told.find((those) => isDeepStrictEqual(those, args));
  if (!known) told.push(args);
  return known ?? args;
}
