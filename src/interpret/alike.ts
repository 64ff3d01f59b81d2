import { isDeepStrictEqual } from "node:util";
import type { Datum, Span } from "./happenings.js";
import type { Machine } from "./machine.js";
import { perRun } from "./per-run.js";

/** By file and offset. */
const toldOf = perRun(() => new Map<string, Map<number, readonly Datum[]>>());

/**
 * The arguments of a call: those told last where they read the same. A call is told of once for each model and each caller that
 * leads to it, and most of them hand it the same.
 */
export function shared(m: Machine, { file, start }: Span, args: readonly Datum[]): readonly Datum[] {
  const told = toldOf(m);
  const inFile = told.get(file) ?? new Map<number, readonly Datum[]>();
  told.set(file, inFile);
  const last = inFile.get(start);
  if (last && isDeepStrictEqual(last, args)) return last;
  inFile.set(start, args);
  return args;
}
