import { collationKey } from "./collation.js";
import { isUnservable, needsOf } from "./need.js";
import type { Need, Unservable } from "./need.js";
import { readSort } from "./order.js";
import { isBad, parseFilter } from "./parse.js";
import { servesNeed } from "./serves.js";
import type { AnyIndex, PlannedQuery } from "./types.js";

/** A query shape; markers may stand for its values. */
export interface Shape extends PlannedQuery {
  readonly id?: string;
}

/** One need of one shape. */
export interface Demand {
  readonly shape: number;
  readonly need: Need;
  readonly query: Shape;
}

/** What a shape asks of the indexes, or why no index can help it. */
export type Reading = { readonly demands: readonly Demand[] } | { readonly unservable: Unservable };

/** Reads what it takes to serve a shape in full. */
export function readShape(shape: Shape, at: number, arrays: ReadonlySet<string>): Reading {
  const filter = parseFilter(shape.filter ?? {});
  if (isBad(filter)) return { unservable: { spec: "P18", why: filter.bad } };
  const sort = readSort(shape.sort) ?? [];
  const needs = needsOf(filter, { sort, collation: collationKey(shape.collation), arrays });
  if (isUnservable(needs)) return { unservable: needs };
  return { demands: needs.map((need) => ({ shape: at, need, query: shape })) };
}

/** Does the index meet this demand in full? */
export const serves = (index: AnyIndex, { need, query }: Demand): boolean => servesNeed(index, need, query);
