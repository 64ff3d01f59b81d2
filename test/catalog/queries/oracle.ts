import mongoose from "mongoose";
import { read, show, userSchema } from "./support.js";
import type { Call } from "./support.js";

const Oracle: mongoose.Model<unknown> = mongoose.model<unknown>("Oracle", userSchema as mongoose.Schema);

type Chain = Record<string, (...args: unknown[]) => Chain> & mongoose.Query<unknown, unknown>;

/** Runs a call and its chain on the real Mongoose, never sending it. */
export function realQuery(operation: string, args: readonly unknown[], steps: readonly Call[]): Chain {
  let query = (Oracle as unknown as Chain)[operation]!(...args);
  for (const [method, ...rest] of steps) query = query[method]!(...rest);
  query.cast(Oracle);
  return query;
}

/** The filter the real Mongoose would send, read back without casting. */
export const realFilter = (
  operation: string,
  args: readonly unknown[],
  steps: readonly Call[] = [],
): string => show(read("find", [realQuery(operation, args, steps).getFilter()], [], { native: true }).filter);

/** The sort the real Mongoose would send, as pairs; "throws" when it refuses. */
export function realSort(...args: unknown[]): unknown {
  try {
    const sort = realQuery("find", [], [["sort", ...args]]).getOptions().sort as Record<string, unknown>;
    const pairs = Object.entries(sort).map(([path, direction]) => [
      path,
      typeof direction === "object" ? "meta" : direction,
    ]);
    return pairs.length > 0 ? pairs : null;
  } catch {
    return "throws";
  }
}
